//! What a day brings to an event and to who registered, without anybody's asking.
use kezhuan_protocol::events::v1::*;
use kezhuan_testkit::settled;

use super::cast::*;
use crate::notifications::room;
use crate::registration::cast::{now, register, registered};
use crate::step;
use crate::world::*;

async fn reaches(world: &World, event: &Event, state: event::State) {
    let found = settled(SOON, state, async || event_now(world, event).await.state());
    assert_eq!(found.await, state);
}

/// The kinds of message somebody has in their room, once so many are there.
async fn kinds(world: &World, person: &Person, count: usize) -> Vec<String> {
    let found = settled(SOON, count, async || room(world, person).await.len());
    assert_eq!(found.await, count);
    let mut kinds: Vec<String> = room(world, person)
        .await
        .into_iter()
        .map(|told| told.kind)
        .collect();
    kinds.sort();
    kinds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_goes_its_way_by_the_clock_and_who_stayed_away_is_recorded() {
    let world = World::on(World::CALM).await;
    let event = opened(&world, 1).await;
    let _second = world.beside().await;
    let absent = registered(&world, &event, &enterprise(1)).await;
    let waiting = registered(&world, &event, &enterprise(2)).await;
    assert_eq!(waiting.state(), registration::State::Waitlisted);
    world.advance_to("2025-03-19");
    reaches(&world, &event, event::State::ClosedReg).await;
    world.advance_to(STARTS_ON);
    reaches(&world, &event, event::State::Running).await;
    world.advance_to("2025-03-22");
    reaches(&world, &event, event::State::Finished).await;
    // Who still waits hears that it is over; who was not seen has a few days, until offline doors have told.
    let state = registration::State::Cancelled;
    let over = settled(SOON, state, async || now(&world, &waiting).await.state());
    assert_eq!(over.await, state);
    assert_eq!(
        kinds(&world, &enterprise(2), 2).await,
        ["NO_PLACE_BECAME_FREE", "REGISTRATION_WAITLISTED"]
    );
    assert_eq!(
        now(&world, &absent).await.state(),
        registration::State::Confirmed
    );
    world.advance_to("2025-03-25");
    let state = registration::State::NoShow;
    let missed = settled(SOON, state, async || now(&world, &absent).await.state());
    assert_eq!(missed.await, state);
    reaches(&world, &event, event::State::FollowUp).await;
    assert_eq!(
        event_now(&world, &event).await.follow_up_until,
        "2026-03-21"
    );
    world.advance_to("2026-03-22");
    reaches(&world, &event, event::State::Archived).await;
    assert_eq!(now(&world, &absent).await.person_name, "陈*");
    assert_eq!(
        world.events_of(&event.name).await,
        [
            "EventApproved",
            "EventRegistrationOpened",
            "EventRegistrationClosed",
            "EventStarted",
            "EventFinished",
            "EventFollowUpStarted",
            "EventArchived",
        ]
    );
    let told = world.events_of(&absent.name).await;
    assert_eq!(told, ["RegistrationConfirmed", "RegistrationNoShow"]);
    let told = world.events_of(&waiting.name).await;
    assert_eq!(told, ["RegistrationWaitlisted", "RegistrationCancelled"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approved_event_that_nobody_opens_is_cancelled_and_its_organiser_told() {
    let world = World::on(World::CALM).await;
    let draft = drafted(&world, &organiser(), 1).await;
    let approved = approve(&world, &draft).await;
    let forgotten = drafted(&world, &organiser(), 1).await;
    world.advance_to(REGISTRATION_UNTIL);
    assert_eq!(
        event_now(&world, &approved).await.state(),
        event::State::Approved
    );
    world.advance_to("2025-03-19");
    reaches(&world, &approved, event::State::Cancelled).await;
    let lapsed = event_now(&world, &approved).await;
    assert!(lapsed.cancel_reason.contains("未开放报名"));
    assert_eq!(kinds(&world, &organiser(), 1).await, ["EVENT_LAPSED"]);
    let late = step!(
        world,
        county(),
        forgotten,
        approve_event,
        ApproveEventRequest {}
    );
    assert_eq!(reason(&late.unwrap_err()), "REGISTRATION_OVER");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_hears_that_an_event_was_cancelled() {
    let world = World::on(World::CALM).await;
    let event = opened(&world, 1).await;
    let confirmed = registered(&world, &event, &enterprise(1)).await;
    let waiting = registered(&world, &event, &enterprise(2)).await;
    let before = event_now(&world, &event).await;
    let cancelled = step!(
        world,
        organiser(),
        before,
        cancel_event,
        CancelEventRequest {
            reason: "台风".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(cancelled.state(), event::State::Cancelled);
    let late = register(&world, &event, &enterprise(3)).await;
    assert_eq!(reason(&late.unwrap_err()), "REGISTRATION_NOT_OPEN");
    // The next look of the timers: a day that passes brings one.
    world.advance_to("2025-03-04");
    for registration in [&confirmed, &waiting] {
        let state = registration::State::Cancelled;
        let found = settled(SOON, state, async || {
            now(&world, registration).await.state()
        });
        assert_eq!(found.await, state);
        let told = world.events_of(&registration.name).await;
        // Whoever waited got no place that was cancelled before them.
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(now(&world, registration).await.person_name, "陈工");
    }
    let told = kinds(&world, &enterprise(1), 2).await;
    assert_eq!(told, ["EVENT_CANCELLED", "REGISTRATION_CONFIRMED"]);
    // Once it would have been over, nobody needs their names any more.
    world.advance_to("2025-03-22");
    for registration in [&confirmed, &waiting] {
        let name = "陈*".to_owned();
        let found = settled(SOON, name.clone(), async || {
            now(&world, registration).await.person_name
        });
        assert_eq!(found.await, name);
    }
}
