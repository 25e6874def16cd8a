//! Activations that take days which others have: two people, a reason, and nothing lost of what stood there.
use kezhuan_protocol::rules::v1::timeline_entry::State;
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, GetRulebookRequest, ListTimelineRequest, Package, TimelineEntry,
};
use tonic::Code;

use crate::world::{APPROVER, AUTHOR, COUNTY, INCENTIVE, SECOND, World, activation, refused};

/// The same package under another rate: another rule.
fn correcting(package: &Package, rate_bp: u32, from: &str, to: &str) -> ActivateRuleRequest {
    ActivateRuleRequest {
        corrects: true,
        settings_json: serde_json::json!({ "rate_development_bp": rate_bp }).to_string(),
        reason: "更正封顶金额".to_owned(),
        ..activation(package, from, to)
    }
}

/// First day, last day and rate of what is in force, by day.
fn days(entries: &[TimelineEntry]) -> Vec<(String, String, i64)> {
    let mut days: Vec<_> = entries
        .iter()
        .map(|entry| {
            let settings: serde_json::Value = serde_json::from_str(&entry.settings_json).unwrap();
            let rate = settings["rate_development_bp"].as_i64().unwrap();
            (
                entry.effective_from.clone(),
                entry.effective_to.clone(),
                rate,
            )
        })
        .collect();
    days.sort();
    days
}

fn day(from: &str, to: &str, rate: i64) -> (String, String, i64) {
    (from.to_owned(), to.to_owned(), rate)
}

#[tokio::test]
async fn a_correction_cuts_its_days_out_and_the_rest_goes_on() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let wrong = activation(&package, "2025-01-01", "");
    let wrong = world.put_in_force(&wrong).await.unwrap();

    // Days that are taken stay taken for whoever doesn't say that he corrects; and a correction has its reason.
    let february = |corrects: bool, reason: &str| ActivateRuleRequest {
        corrects,
        reason: reason.to_owned(),
        ..correcting(&package, 200, "2025-02-01", "2025-02-28")
    };
    let overlapping = ActivateRuleRequest {
        effective_from: "2025-01-01".to_owned(),
        ..february(false, "x")
    };
    let answer = world.activate(AUTHOR, &overlapping).await;
    refused(answer, Code::FailedPrecondition, "TIMELINE_OVERLAP");
    let answer = world.activate(AUTHOR, &february(true, " ")).await;
    refused(answer, Code::InvalidArgument, "FIELD_INVALID");

    // Proposed alone it changes nothing: it takes two.
    let proposed = world.activate(AUTHOR, &february(true, "x")).await.unwrap();
    assert_eq!(
        (proposed.state(), proposed.corrects),
        (State::Proposed, true)
    );
    let whole = [day("2025-01-01", "", 100)];
    assert_eq!(days(&world.timeline(INCENTIVE, 0, "").await.entries), whole);

    let corrected = world.put_in_force(&february(true, "x")).await.unwrap();
    assert_eq!(corrected.state(), State::Approved);
    let timeline = world.timeline(INCENTIVE, 0, "").await;
    assert_eq!(
        days(&timeline.entries),
        [
            day("2025-01-01", "2025-01-31", 100),
            day("2025-02-01", "2025-02-28", 200),
            day("2025-03-01", "", 100)
        ]
    );
    assert_eq!(timeline.gaps, []);
    let rest = timeline.entries.iter();
    let rest = rest.filter(|entry| entry.effective_from == "2025-03-01");
    let rest: Vec<_> = rest.collect();
    assert_ne!(rest[0].name, wrong.name);
    assert_eq!(
        (&rest[0].approvals, &rest[0].key, &rest[0].reason),
        (&wrong.approvals, &wrong.key, &wrong.reason)
    );
    assert_eq!(
        world.events_of("timeline_entry").await,
        [
            "ActivationProposed",
            "RuleActivated",
            "ActivationProposed",
            "ActivationProposed",
            "RuleContinued",
            "RuleActivated"
        ]
    );
    world.stop().await;
}

#[tokio::test]
async fn what_loses_all_its_days_is_superseded_and_stays_on_record() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let mut old = Vec::new();
    for (from, to) in [("2025-01-01", "2025-01-31"), ("2025-02-01", "")] {
        let wanted = activation(&package, from, to);
        old.push(world.put_in_force(&wanted).await.unwrap());
    }
    let wanted = correcting(&package, 200, "2025-01-15", "");
    let correction = world.put_in_force(&wanted).await.unwrap();
    assert_eq!(
        days(&world.timeline(INCENTIVE, 0, "").await.entries),
        [
            day("2025-01-01", "2025-01-14", 100),
            day("2025-01-15", "", 200)
        ]
    );
    let all = world
        .timeline_as(ListTimelineRequest {
            tenant: COUNTY.to_owned(),
            with_proposals: true,
            ..ListTimelineRequest::default()
        })
        .await;
    let of = |name: &str| all.entries.iter().find(|entry| entry.name == name).unwrap();
    let superseded = of(&old[1].name);
    assert_eq!(superseded.state(), State::Superseded);
    assert_eq!(superseded.ended_reason, correction.reason);
    assert_eq!(superseded.effective_from, "2025-02-01", "for the record");
    // A service that starts is told, so that it keeps what cases are pinned to.
    let request = world.ask_as_service("contracts", GetRulebookRequest {});
    let rulebook = world.client.clone().get_rulebook(request).await.unwrap();
    let mut states: Vec<_> = rulebook
        .into_inner()
        .entries
        .iter()
        .map(TimelineEntry::state)
        .collect();
    states.sort();
    assert_eq!(
        states,
        [State::Approved, State::Approved, State::Superseded]
    );
    // It is over for good.
    let again = world.approve(SECOND, &old[1].name).await;
    refused(again, Code::FailedPrecondition, "ACTIVATION_DECIDED");
    world.stop().await;
}

/// The county's day is the third of March.
#[tokio::test]
async fn what_takes_past_days_of_another_says_that_it_corrects() {
    let world = World::new().await;
    let package = world.uploaded().await;
    // Where nothing stood, a past first day takes nothing.
    let first = activation(&package, "2025-01-01", "");
    world.put_in_force(&first).await.unwrap();
    let from = |day: &str, to: &str, corrects: bool| ActivateRuleRequest {
        corrects,
        ..correcting(&package, 200, day, to)
    };
    for to in ["", "2025-02-28"] {
        let answer = world.activate(AUTHOR, &from("2025-02-01", to, false)).await;
        refused(answer, Code::FailedPrecondition, "BACK_EFFECT_UNMARKED");
    }
    let whole = [day("2025-01-01", "", 100)];
    assert_eq!(days(&world.timeline(INCENTIVE, 0, "").await.entries), whole);
    // From the day of the proposal on, also when it is approved later.
    let proposed = world
        .activate(APPROVER, &from("2025-03-03", "", false))
        .await
        .unwrap();
    world
        .clock
        .advance_to("2025-03-10".parse().unwrap())
        .unwrap();
    world.approve(SECOND, &proposed.name).await.unwrap();
    let unmarked = world.activate(AUTHOR, &from("2025-03-09", "", false)).await;
    refused(unmarked, Code::FailedPrecondition, "BACK_EFFECT_UNMARKED");
    let marked = from("2025-02-01", "", true);
    world.put_in_force(&marked).await.unwrap();
    assert_eq!(
        days(&world.timeline(INCENTIVE, 0, "").await.entries),
        [
            day("2025-01-01", "2025-01-31", 100),
            day("2025-02-01", "", 200)
        ]
    );
    world.stop().await;
}
