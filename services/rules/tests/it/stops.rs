//! The emergency stop of a hook: who may, with which fallback, and what is shown of it.
use std::collections::BTreeSet;
use std::time::Duration;

use kezhuan_protocol::rules::v1::rule_stop::Fallback;
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, Delivery, GetRulebookRequest, ListKeysRequest, ResumeRuleRequest,
    RevokeKeyRequest, RuleStop, StopRuleRequest, TimelineEntry,
};
use kezhuan_testkit::settled;
use tonic::{Code, Request, Status};

use crate::appropriations::{Restraints, stopping};
use crate::world::{
    APPROVER, AUTHOR, COUNTY, INCENTIVE, NEIGHBOUR, Who, World, activation, refused, request_id,
};

async fn stop(world: &World, who: Who, fallback: Fallback) -> Result<RuleStop, Status> {
    let message = StopRuleRequest {
        tenant: COUNTY.to_owned(),
        hook: INCENTIVE.to_owned(),
        fallback: fallback.into(),
        reason: "金额算错".to_owned(),
        request_id: request_id(),
    };
    let answer = world
        .client
        .clone()
        .stop_rule(world.ask(who, message))
        .await;
    Ok(answer?.into_inner())
}

async fn resume(world: &World) -> Result<RuleStop, Status> {
    let message = ResumeRuleRequest {
        tenant: COUNTY.to_owned(),
        hook: INCENTIVE.to_owned(),
        reason: "已核对".to_owned(),
        request_id: request_id(),
    };
    let answer = world
        .client
        .clone()
        .resume_rule(world.ask(APPROVER, message))
        .await;
    Ok(answer?.into_inner())
}

#[tokio::test]
async fn a_hook_is_stopped_with_a_fallback_and_resumed() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let nothing = stop(&world, APPROVER, Fallback::ManualQueue).await;
    refused(nothing, Code::FailedPrecondition, "NO_RULE_IN_FORCE");
    for (from, corrects) in [("2024-01-01", false), ("2025-01-01", true)] {
        let wanted = ActivateRuleRequest {
            corrects,
            ..activation(&package, from, "")
        };
        world.put_in_force(&wanted).await.unwrap();
    }
    let vague = stop(&world, APPROVER, Fallback::Unspecified).await;
    refused(vague, Code::InvalidArgument, "FIELD_INVALID");
    let stranger = Who {
        subject: "stranger",
        tenant: NEIGHBOUR,
    };
    let answer = stop(&world, stranger, Fallback::ManualQueue).await;
    refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");
    refused(
        resume(&world).await,
        Code::FailedPrecondition,
        "NOT_STOPPED",
    );

    let entries = world.timeline(INCENTIVE, 0, "").await.entries;
    let rolled_back = stop(&world, APPROVER, Fallback::PreviousVersion)
        .await
        .unwrap();
    assert_eq!(
        (&rolled_back.stopped_entry, rolled_back.version),
        (&entries[1].name, 1)
    );
    let shown = world.timeline(INCENTIVE, 0, "").await;
    assert_eq!(shown.stops, [rolled_back]);
    let problems = |entries: &[kezhuan_protocol::rules::v1::TimelineEntry]| -> Vec<bool> {
        entries
            .iter()
            .map(|entry| entry.problem.contains("金额算错"))
            .collect()
    };
    assert_eq!(problems(&shown.entries), [false, true]);

    let again = stop(&world, APPROVER, Fallback::PreviousVersion).await;
    refused(again, Code::FailedPrecondition, "ALREADY_STOPPED");
    let manual = stop(&world, APPROVER, Fallback::ManualQueue).await.unwrap();
    assert_eq!((manual.stopped_entry.as_str(), manual.version), ("", 2));
    let shown = world.timeline(INCENTIVE, 0, "").await;
    assert_eq!(problems(&shown.entries), [true, true]);

    let resumed = resume(&world).await.unwrap();
    assert_eq!(
        (resumed.fallback(), resumed.version),
        (Fallback::Unspecified, 3)
    );
    let shown = world.timeline(INCENTIVE, 0, "").await;
    assert_eq!(
        (shown.stops.len(), problems(&shown.entries)),
        (0, vec![false, false])
    );
    assert_eq!(
        world.events_of("rule_stop").await,
        ["RuleStopped", "RuleStopped", "RuleResumed"]
    );
    world.stop().await;
}

#[tokio::test]
async fn the_first_version_has_none_before_it_to_go_back_to() {
    let world = World::new().await;
    let package = world.uploaded().await;
    world
        .put_in_force(&activation(&package, "2025-01-01", ""))
        .await
        .unwrap();
    let answer = stop(&world, APPROVER, Fallback::PreviousVersion).await;
    refused(answer, Code::FailedPrecondition, "NO_PREVIOUS_VERSION");
    stop(&world, APPROVER, Fallback::ManualQueue).await.unwrap();

    // A service that was away takes it from the rulebook.
    let request: Request<GetRulebookRequest> =
        world.ask_as_service("contracts", GetRulebookRequest {});
    let rulebook = world
        .client
        .clone()
        .get_rulebook(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((rulebook.entries.len(), rulebook.stops.len()), (1, 1));
    assert_eq!(rulebook.stops[0].fallback(), Fallback::ManualQueue);
    world.stop().await;
}

/// Long enough for a machine that has other things to do.
const SOON: Duration = Duration::from_secs(20);

/// Whether the service that answers has taken a change over, of those that were told of it.
fn taken(deliveries: &[Delivery]) -> bool {
    let gone = |delivery: &&Delivery| delivery.service == "http://127.0.0.1:1";
    let silent = deliveries.iter().find(gone).unwrap();
    assert!(
        !silent.adopted && !silent.problem.is_empty(),
        "{deliveries:?}"
    );
    let mut others = deliveries.iter().filter(|delivery| !gone(delivery));
    let (other, none) = (others.next().unwrap(), others.next());
    assert_eq!((none, other.problem.is_empty()), (None, other.adopted));
    other.adopted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_and_a_revocation_are_told_until_every_service_has_taken_them() {
    static HEARD: Restraints = Restraints::of_one_that_is_away();
    let (world, _folder) = stopping(&HEARD).await;
    let package = world.uploaded().await;
    world
        .put_in_force(&activation(&package, "2025-01-01", ""))
        .await
        .unwrap();
    let stopped = stop(&world, APPROVER, Fallback::ManualQueue).await.unwrap();
    assert!(!taken(&stopped.deliveries));
    assert_eq!(HEARD.taken(), []);
    HEARD.come_back();
    let first = vec![(stopped.name.clone(), 1)];
    let heard = settled(SOON, first.clone(), async || HEARD.taken());
    assert_eq!(heard.await, first);

    // What is taken at once is said at once.
    let resumed = resume(&world).await.unwrap();
    assert!(taken(&resumed.deliveries));
    let request = world.ask(AUTHOR, ListKeysRequest::default());
    let keys = world.client.clone().list_keys(request).await.unwrap();
    let keys = keys.into_inner().keys;
    let key = keys.iter().find(|key| key.tenant == COUNTY).unwrap();
    let message = RevokeKeyRequest {
        name: key.name.clone(),
        reason: "私钥遗失".to_owned(),
        request_id: request_id(),
    };
    let request = world.ask_in("administrator", COUNTY, &["tenant_admin"], message);
    let revoked = world.client.clone().revoke_key(request).await.unwrap();
    let revoked = revoked.into_inner();
    assert!(taken(&revoked.deliveries));
    let mut all = vec![(resumed.name.clone(), 2), (revoked.name.clone(), 1)];
    all.sort();
    assert_eq!(HEARD.taken(), all);

    // Another process, or this one after a restart, can't know who has taken what: it tells all of it once.
    let _beside = world.beside().await;
    let all = BTreeSet::from_iter(all);
    let mut heard = BTreeSet::new();
    let told = settled(SOON, all.clone(), async || {
        heard.extend(HEARD.taken());
        heard.clone()
    });
    assert_eq!(told.await, all);
    world.stop().await;
}

/// Whether each part of a hook's timeline is stopped, by its days.
async fn stopped_parts(world: &World) -> Vec<(String, bool)> {
    let entries = world.timeline(INCENTIVE, 0, "").await.entries;
    let part = |entry: &TimelineEntry| {
        let is_stopped = entry.problem.contains("金额算错");
        (entry.effective_from.clone(), is_stopped)
    };
    let mut parts: Vec<_> = entries.iter().map(part).collect();
    parts.sort();
    parts
}

#[tokio::test]
async fn every_part_of_a_stopped_rule_that_a_correction_cuts_stays_stopped() {
    let world = World::new().await;
    let package = world.uploaded().await;
    world
        .put_in_force(&activation(&package, "2024-01-01", "2024-12-31"))
        .await
        .unwrap();
    let wrong = activation(&package, "2025-01-01", "");
    let wrong = world.put_in_force(&wrong).await.unwrap();
    let stopped = stop(&world, APPROVER, Fallback::PreviousVersion)
        .await
        .unwrap();
    let correcting = |from: &str, to: &str| ActivateRuleRequest {
        corrects: true,
        settings_json: serde_json::json!({ "rate_development_bp": 50 }).to_string(),
        ..activation(&package, from, to)
    };
    let part = |from: &str, is_stopped: bool| (from.to_owned(), is_stopped);
    world
        .put_in_force(&correcting("2025-02-01", "2025-02-28"))
        .await
        .unwrap();
    assert_eq!(
        stopped_parts(&world).await,
        [
            part("2024-01-01", false),
            part("2025-01-01", true),
            part("2025-02-01", false),
            part("2025-03-01", true)
        ]
    );
    // Then nothing is left of what was approved but its rest, which two corrections made.
    world
        .put_in_force(&correcting("2025-01-01", "2025-03-02"))
        .await
        .unwrap();
    assert_eq!(
        stopped_parts(&world).await,
        [
            part("2024-01-01", false),
            part("2025-01-01", false),
            part("2025-03-03", true)
        ]
    );
    let request = world.ask_as_service("contracts", GetRulebookRequest {});
    let rulebook = world.client.clone().get_rulebook(request).await.unwrap();
    let rulebook = rulebook.into_inner();
    assert_eq!(
        (&rulebook.stops[0].stopped_entry, rulebook.stops[0].version),
        (&wrong.name, stopped.version)
    );
    let rest = |entry: &&TimelineEntry| entry.effective_from == "2025-03-03";
    let rest = rulebook.entries.iter().find(rest).unwrap();
    assert_eq!(rest.continues, wrong.name);

    // Stopped anew it is the same rule, and the version before is the one before all of it.
    resume(&world).await.unwrap();
    let again = stop(&world, APPROVER, Fallback::PreviousVersion).await;
    assert_eq!(again.unwrap().stopped_entry, wrong.name);
    world.stop().await;
}
