//! What rules say of who wants to come: the county's before the city's, and a person where one fails.
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_protocol::events::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt, resumed, stopped};
use kezhuan_testkit::settled;

use super::cast::*;
use crate::events::cast::{event_now, opened};
use crate::step;
use crate::world::*;

const HOOK: &str = "evt.registration@1";

fn of(tenant: &'static str, package: &'static str) -> Adopted<'static> {
    Adopted {
        tenant,
        hook: HOOK,
        package,
        settings: &[],
        in_force: "[2024-01-01,)",
        applies_to_open_cases: false,
    }
}

async fn decisions(world: &World, registration: &Registration) -> Vec<Decision> {
    let request = ListDecisionsRequest {
        case: registration.name.clone(),
        ..ListDecisionsRequest::default()
    };
    call!(world, &city(), list_decisions, request)
        .unwrap()
        .decisions
}

/// An enterprise registers whose credit code is of that division.
async fn from(world: &World, event: &Event, number: usize, division: &str) -> Registration {
    let body = format!("91{division}MA{number:07}");
    let code = UnifiedSocialCreditCode::from_body(&body).unwrap();
    let subject = format!("clerk-{number}");
    let clerk = person(&subject, code.as_str(), "", &["applicant"]);
    registered(world, event, &clerk).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_county_keeps_places_for_its_own_until_registration_closes() {
    let mut world = World::on(World::CALM).await;
    adopt(&world, of("440703", "pengjiang-events")).await;
    world.restarted(async |_| {}).await;
    // 60 % of five places are the district's own.
    let event = opened(&world, 5).await;
    let mut all = Vec::new();
    for number in 1..=3 {
        all.push(from(&world, &event, number, "440785").await);
    }
    all.push(from(&world, &event, 4, "440703").await);
    // Without a code nobody knows where they are at home, so that they are from elsewhere.
    all.push(registered(&world, &event, &enterprise(5)).await);
    use registration::State::{Confirmed, Waitlisted};
    let states: Vec<_> = all.iter().map(Registration::state).collect();
    assert_eq!(
        states,
        [Confirmed, Confirmed, Waitlisted, Confirmed, Waitlisted]
    );
    assert_eq!(
        (all[3].is_local, all[3].division.as_str()),
        (true, "440703")
    );
    assert_eq!((all[4].is_local, all[4].division.as_str()), (false, ""));
    assert_eq!(all[3].rule_pins.len(), 1);
    let asked = decisions(&world, &all[2]).await;
    assert_eq!((asked.len(), asked[0].outcome.as_str()), (1, "ANSWERED"));
    let before = event_now(&world, &event).await;
    let closed = step!(
        world,
        organiser(),
        before,
        close_registration,
        CloseRegistrationRequest {}
    );
    assert_eq!(closed.unwrap().places[0].confirmed, 5);
    assert_eq!(now(&world, &all[2]).await.state(), Confirmed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_rule_the_quotas_are_all_and_that_is_on_record() {
    let world = World::on(World::CALM).await;
    let event = opened(&world, 5).await;
    let one = registered(&world, &event, &enterprise(1)).await;
    assert_eq!(one.state(), registration::State::Confirmed);
    let asked = decisions(&world, &one).await;
    let told: Vec<(&str, &str)> = asked
        .iter()
        .map(|one| (one.tenant.as_str(), one.outcome.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("440703", "NO_RULE_IN_FORCE"),
            ("440700", "NO_RULE_IN_FORCE")
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_fails_leaves_it_to_a_person_and_a_new_one_takes_it_back() {
    let mut world = World::on(World::CALM).await;
    adopt(&world, of("440703", "pengjiang-events")).await;
    stopped(&mut world, HOOK).await;
    let event = opened(&world, 5).await;
    let first = registered(&world, &event, &enterprise(1)).await;
    let second = registered(&world, &event, &enterprise(2)).await;
    assert_eq!(first.state(), registration::State::Manual);
    assert!(!first.failure.is_empty());
    let resolve = ResolveManualRegistrationRequest {
        name: first.name.clone(),
        etag: first.etag.clone(),
        accept: true,
        reason: "规则暂停，按名额接受".to_owned(),
        request_id: id(),
    };
    let confirmed = call!(world, &county(), resolve_manual_registration, resolve).unwrap();
    assert_eq!(confirmed.state(), registration::State::Confirmed);
    assert_eq!(confirmed.resolved_by, "wu");
    resumed(&world, HOOK).await;
    let state = registration::State::Confirmed;
    let taken = settled(SOON, state, async || now(&world, &second).await.state());
    assert_eq!(taken.await, state);
    assert_eq!(
        world.events_of(&second.name).await,
        [
            "RegistrationRuleFailed",
            "RegistrationAskedAgain",
            "RegistrationConfirmed"
        ]
    );
    // It has its place in the order in which it came.
    assert_eq!(now(&world, &second).await.place, 2);
}
