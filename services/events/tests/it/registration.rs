//! Registrations: places, the waitlist, rules, the door, and a rush.
pub mod cast;
mod door;
mod rule;
mod rush;

use kezhuan_protocol::events::v1::*;
use tonic::Code;

use cast::*;

use crate::events::cast::{event_now, opened};
use crate::step;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_are_given_in_order_and_cancelling_promotes_the_head_of_the_waitlist() {
    let world = World::on(World::CALM).await;
    let event = opened(&world, 1).await;
    let first = registered(&world, &event, &enterprise(1)).await;
    let second = registered(&world, &event, &enterprise(2)).await;
    let third = registered(&world, &event, &enterprise(3)).await;
    let places = [&first, &second, &third].map(|one| one.place);
    assert_eq!(places, [1, 2, 3]);
    assert_eq!(first.state(), registration::State::Confirmed);
    assert_eq!(second.state(), registration::State::Waitlisted);
    // Who waits gives up, and nobody moves; who had the place gives it back, and the head has it.
    let gone = step!(
        world,
        enterprise(2),
        second,
        cancel_registration,
        CancelRegistrationRequest {}
    );
    assert_eq!(gone.unwrap().state(), registration::State::Cancelled);
    let foreign = step!(
        world,
        enterprise(9),
        first,
        cancel_registration,
        CancelRegistrationRequest {}
    );
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    let gone = step!(
        world,
        enterprise(1),
        first,
        cancel_registration,
        CancelRegistrationRequest {}
    );
    assert_eq!(gone.unwrap().state(), registration::State::Cancelled);
    let promoted = now(&world, &third).await;
    assert_eq!(promoted.state(), registration::State::Confirmed);
    let told = world.events_of(&third.name).await;
    assert_eq!(told, ["RegistrationWaitlisted", "RegistrationPromoted"]);
    // Who cancelled and comes again is last.
    let again = registered(&world, &event, &enterprise(1)).await;
    assert_eq!(
        (again.place, again.state()),
        (4, registration::State::Waitlisted)
    );
    let held = event_now(&world, &event).await.places;
    assert_eq!((held[0].confirmed, held[0].waiting), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_places_promote_in_order_and_fewer_evict_nobody() {
    let world = World::on(World::CALM).await;
    let event = opened(&world, 1).await;
    let mut all = Vec::new();
    for number in 1..=4 {
        all.push(registered(&world, &event, &enterprise(number)).await);
    }
    let quota = async |wanted: i64| {
        let before = event_now(&world, &event).await;
        step!(
            world,
            organiser(),
            before,
            change_quota,
            ChangeQuotaRequest {
                role: PersonRole::Enterprise.into(),
                places: wanted,
            }
        )
        .unwrap()
    };
    assert_eq!(quota(3).await.places[0].confirmed, 3);
    assert_eq!(quota(1).await.places[0].confirmed, 3);
    let gone = step!(
        world,
        enterprise(1),
        all[0],
        cancel_registration,
        CancelRegistrationRequest {}
    );
    assert!(gone.is_ok());
    let mut states = Vec::new();
    for one in &all {
        states.push(now(&world, one).await.state());
    }
    use registration::State::{Cancelled, Confirmed, Waitlisted};
    assert_eq!(states, [Cancelled, Confirmed, Confirmed, Waitlisted]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_registered_already_gets_that_registration() {
    let world = World::on(World::CALM).await;
    let event = opened(&world, 5).await;
    let first = registered(&world, &event, &enterprise(1)).await;
    let again = registered(&world, &event, &enterprise(1)).await;
    assert_eq!(first, again);
    let colleague = RegisterRequest {
        person: "colleague".to_owned(),
        ..wish(&event)
    };
    let colleague = call!(world, &enterprise(1), register, colleague).unwrap();
    assert_eq!(
        (colleague.place, colleague.person.as_str()),
        (2, "colleague")
    );
    for (change, expected) in [
        (
            RegisterRequest {
                role: PersonRole::Media.into(),
                ..wish(&event)
            },
            "ROLE_NOT_INVITED",
        ),
        (
            RegisterRequest {
                role: PersonRole::Official.into(),
                ..wish(&event)
            },
            "ROLE_NOT_YOURS",
        ),
        (
            RegisterRequest {
                person_name: String::new(),
                ..wish(&event)
            },
            "FORM_INVALID",
        ),
        (
            RegisterRequest {
                person_name: "陈\u{0}工".to_owned(),
                ..wish(&event)
            },
            "TEXT_INVALID",
        ),
        (
            RegisterRequest {
                event: "events/1".to_owned(),
                ..wish(&event)
            },
            "NAME_INVALID",
        ),
        (
            RegisterRequest {
                organisation_name: " ".to_owned(),
                ..wish(&event)
            },
            "FORM_INVALID",
        ),
    ] {
        let refused = call!(world, &enterprise(3), register, change).unwrap_err();
        assert_eq!(reason(&refused), expected);
    }
    // What was refused took no number.
    assert_eq!(registered(&world, &event, &enterprise(4)).await.place, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_organisation_does_not_take_every_place() {
    const MOST: usize = 20;
    let world = World::on(World::CALM).await;
    let event = opened(&world, 30).await;
    let clerk = |number: usize| {
        let subject = format!("clerk-{number}");
        person(&subject, "enterprise-1", "", &["applicant"])
    };
    // All at once, so that none of them sees what the others did.
    let all: Vec<Person> = (0..MOST + 10).map(clerk).collect();
    let asked = all.iter().map(|person| register(&world, &event, person));
    let mut there = Vec::new();
    for answer in futures::future::join_all(asked).await {
        match answer {
            Ok(registration) => there.push(registration),
            Err(refused) => assert_eq!(reason(&refused), "ORGANISATION_FULL"),
        }
    }
    assert_eq!(there.len(), MOST);
    // Others find a place, and the next number: a refusal takes none.
    let other = registered(&world, &event, &enterprise(2)).await;
    assert_eq!(other.place, 21);
    // Who is there already is no one more; who cancels makes room for a colleague.
    let first = &there[0];
    let of_first = person(&first.person, "enterprise-1", "", &["applicant"]);
    assert_eq!(registered(&world, &event, &of_first).await.name, first.name);
    let gone = step!(
        world,
        of_first,
        first,
        cancel_registration,
        CancelRegistrationRequest {}
    );
    assert!(gone.is_ok());
    let colleague = registered(&world, &event, &clerk(MOST + 10)).await;
    assert_eq!(colleague.place, 22);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_is_seen_by_its_organisation_the_organiser_and_the_authority() {
    let world = World::on(World::CALM).await;
    let event = opened(&world, 5).await;
    let one = registered(&world, &event, &enterprise(1)).await;
    registered(&world, &event, &enterprise(2)).await;
    let get = || GetRegistrationRequest {
        name: one.name.clone(),
    };
    for reader in [enterprise(1), organiser(), county(), city()] {
        assert!(call!(world, &reader, get_registration, get()).is_ok());
    }
    for reader in [enterprise(2), other_organiser(), other_county()] {
        let hidden = call!(world, &reader, get_registration, get()).unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
    }
    let list = || ListRegistrationsRequest {
        filter: format!("event=\"{}\" AND state=\"CONFIRMED\"", event.name),
        ..ListRegistrationsRequest::default()
    };
    let count = |all: ListRegistrationsResponse| all.registrations.len();
    assert_eq!(
        count(call!(world, &organiser(), list_registrations, list()).unwrap()),
        2
    );
    assert_eq!(
        count(call!(world, &enterprise(1), list_registrations, list()).unwrap()),
        1
    );
    assert_eq!(
        count(call!(world, &other_county(), list_registrations, list()).unwrap()),
        0
    );
}
