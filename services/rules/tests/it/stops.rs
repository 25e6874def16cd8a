//! The emergency stop of a hook: who may, with which fallback, and what is shown of it.
use kezhuan_protocol::rules::v1::rule_stop::Fallback;
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, GetRulebookRequest, ResumeRuleRequest, RuleStop, StopRuleRequest,
};
use tonic::{Code, Request, Status};

use crate::world::{
    APPROVER, COUNTY, INCENTIVE, NEIGHBOUR, Who, World, activation, refused, request_id,
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
