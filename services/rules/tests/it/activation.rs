//! Who may put a package in force, and what the timeline makes of it.
use kezhuan_protocol::rules::v1::timeline_entry::State;
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, ApproveActivationRequest, Gap, ListTimelineRequest,
    RefuseActivationRequest, TimelineEntry, WithdrawActivationRequest,
};
use kezhuan_rpc::Explanation;
use tonic::Code;

use crate::pipeline::HASTY;
use crate::world::{
    APPROVER, AUTHOR, COUNTY, INCENTIVE, NEIGHBOUR, SECOND, Who, World, activation, refused,
    request_id,
};

#[tokio::test]
async fn a_rule_is_in_force_once_two_have_agreed_who_did_not_upload_it() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let wanted = activation(&package, "2025-01-01", "");
    let proposed = world.activate(APPROVER, &wanted).await.unwrap();
    assert_eq!(proposed.state(), State::Proposed);
    assert_eq!(approvers(&proposed), ["approver"]);
    assert_eq!(world.timeline(INCENTIVE, 0, "").await.entries, []);

    let name = &proposed.name;
    for (who, reason) in [(AUTHOR, "SELF_APPROVAL"), (APPROVER, "APPROVED_ALREADY")] {
        let answer = world.approve(who, name).await;
        refused(answer, Code::FailedPrecondition, reason);
    }
    let entry = world.approve(SECOND, name).await.unwrap();
    assert_eq!(entry.state(), State::Approved);
    assert_eq!(approvers(&entry), ["approver", "second-approver"]);
    assert_eq!(
        (entry.tenant.as_str(), entry.hook.as_str()),
        (COUNTY, INCENTIVE)
    );
    assert_eq!(
        (entry.effective_from.as_str(), entry.effective_to.as_str()),
        ("2025-01-01", "")
    );
    assert_eq!(
        (entry.package.as_str(), entry.activated_by.as_str()),
        (package.name.as_str(), "approver")
    );
    assert_eq!(entry.key, world.keys[COUNTY].public().id());
    let settings: serde_json::Value = serde_json::from_str(&entry.settings_json).unwrap();
    assert_eq!(
        settings["rate_development_bp"], 100,
        "the package's own figures: {settings}"
    );
    assert_eq!(world.timeline(INCENTIVE, 0, "").await.entries, [entry]);
    let third = Who {
        subject: "third",
        ..APPROVER
    };
    let answer = world.approve(third, name).await;
    refused(answer, Code::FailedPrecondition, "ACTIVATION_DECIDED");
    assert_eq!(
        world.events_of("timeline_entry").await,
        ["ActivationProposed", "RuleActivated"]
    );
    world.stop().await;
}

#[tokio::test]
async fn an_uploader_or_a_mere_author_who_proposes_leaves_two_approvals_to_others() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let of_uploader = world
        .activate(AUTHOR, &activation(&package, "2025-01-01", "2025-01-31"))
        .await
        .unwrap();
    let wanted = activation(&package, "2025-02-01", "2025-02-28");
    let request = world.ask_in("scribe", COUNTY, &["rule_author"], wanted);
    let of_author = world
        .client
        .clone()
        .activate_rule(request)
        .await
        .unwrap()
        .into_inner();
    for proposed in [of_uploader, of_author] {
        assert_eq!(approvers(&proposed), [""; 0]);
        let once = world.approve(APPROVER, &proposed.name).await.unwrap();
        assert_eq!(once.state(), State::Proposed);
        let twice = world.approve(SECOND, &proposed.name).await.unwrap();
        assert_eq!(twice.state(), State::Approved);
    }
    assert_eq!(shown(&world).await.len(), 2);
    world.stop().await;
}

#[tokio::test]
async fn two_approvals_at_once_make_one_activation() {
    let world = World::new().await;
    let package = world.uploaded().await;
    for month in 1..=9 {
        let (from, to) = (format!("2025-0{month}-01"), format!("2025-0{month}-20"));
        let wanted = activation(&package, &from, &to);
        let proposed = world.activate(AUTHOR, &wanted).await.unwrap();
        let (one, two) = tokio::join!(
            world.approve(APPROVER, &proposed.name),
            world.approve(SECOND, &proposed.name)
        );
        let mut states = [one.unwrap().state(), two.unwrap().state()];
        states.sort();
        assert_eq!(states, [State::Proposed, State::Approved]);
    }
    assert_eq!(shown(&world).await.len(), 9);
    world.stop().await;
}

#[tokio::test]
async fn a_proposal_is_refused_or_taken_back_with_a_reason_and_stays_on_record() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let propose = async || {
        let wanted = activation(&package, "2025-01-01", "");
        world.activate(APPROVER, &wanted).await.unwrap().name
    };
    let refuse = async |who: Who, name: &str, reason: &str| {
        let message = RefuseActivationRequest {
            name: name.to_owned(),
            reason: reason.to_owned(),
            request_id: request_id(),
        };
        let answer = world
            .client
            .clone()
            .refuse_activation(world.ask(who, message))
            .await;
        answer.map(tonic::Response::into_inner)
    };
    let withdraw = async |who: Who, name: &str, reason: &str| {
        let message = WithdrawActivationRequest {
            name: name.to_owned(),
            reason: reason.to_owned(),
            request_id: request_id(),
        };
        let answer = world
            .client
            .clone()
            .withdraw_activation(world.ask(who, message))
            .await;
        answer.map(tonic::Response::into_inner)
    };
    let (first, second) = (propose().await, propose().await);
    refused(
        refuse(SECOND, &first, " ").await,
        Code::InvalidArgument,
        "FIELD_INVALID",
    );
    let no = refuse(SECOND, &first, "比例有误").await.unwrap();
    assert_eq!(
        (no.state(), no.ended_by.as_str(), no.ended_reason.as_str()),
        (State::Refused, "second-approver", "比例有误")
    );
    let answer = withdraw(SECOND, &second, "另行提出").await;
    refused(answer, Code::FailedPrecondition, "NOT_PROPOSER");
    let back = withdraw(APPROVER, &second, "另行提出").await.unwrap();
    assert_eq!(back.state(), State::Withdrawn);
    for name in [&first, &second] {
        let answer = world.approve(SECOND, name).await;
        refused(answer, Code::FailedPrecondition, "ACTIVATION_DECIDED");
    }
    assert_eq!(world.timeline(INCENTIVE, 0, "").await.entries, []);
    let all = world
        .timeline_as(ListTimelineRequest {
            with_proposals: true,
            ..ListTimelineRequest::default()
        })
        .await;
    assert_eq!(all.entries, [no, back]);
    let unknown = "timelineEntries/0198c0de-0000-7000-8000-000000000000";
    refused(
        world.approve(SECOND, unknown).await,
        Code::NotFound,
        "ENTRY_UNKNOWN",
    );
    assert_eq!(
        world.events_of("timeline_entry").await,
        [
            "ActivationProposed",
            "ActivationProposed",
            "ActivationRefused",
            "ActivationWithdrawn"
        ]
    );
    world.stop().await;
}

#[tokio::test]
async fn a_repeated_activation_or_approval_returns_the_first_answer() {
    let world = World::new().await;
    let wanted = activation(&world.uploaded().await, "2025-01-01", "");
    let first = world.activate(APPROVER, &wanted).await.unwrap();
    assert_eq!(world.activate(APPROVER, &wanted).await.unwrap(), first);
    let approval = ApproveActivationRequest {
        name: first.name.clone(),
        request_id: request_id(),
    };
    let approve = async || {
        let request = world.ask(SECOND, approval.clone());
        let answer = world.client.clone().approve_activation(request).await;
        answer.unwrap().into_inner()
    };
    let entry = approve().await;
    assert_eq!(approve().await, entry);
    assert_eq!(world.timeline(INCENTIVE, 0, "").await.entries, [entry]);
    let other = ActivateRuleRequest {
        reason: "另一个原因".to_owned(),
        ..wanted
    };
    refused(
        world.activate(APPROVER, &other).await,
        Code::InvalidArgument,
        "REQUEST_ID_REUSED",
    );
    world.stop().await;
}

#[tokio::test]
async fn a_later_rule_closes_the_earlier_the_day_before_and_taken_days_stay_taken() {
    let world = World::new().await;
    let package = world.uploaded().await;
    for from in ["2025-01-01", "2025-07-01"] {
        world
            .put_in_force(&activation(&package, from, ""))
            .await
            .unwrap();
    }
    let spans = [("2025-01-01", "2025-06-30"), ("2025-07-01", "")];
    assert_eq!(shown(&world).await, spans.map(owned));
    for (from, to) in [
        ("2025-06-30", "2025-06-30"),
        ("2025-07-01", ""),
        ("2024-12-01", "2025-01-01"),
        ("2024-01-01", ""),
    ] {
        let answer = world
            .activate(APPROVER, &activation(&package, from, to))
            .await;
        refused(answer, Code::FailedPrecondition, "TIMELINE_OVERLAP");
    }
    assert_eq!(
        shown(&world).await,
        spans.map(owned),
        "a refused activation closes nothing"
    );
    // Another hook has days of its own.
    let split = ActivateRuleRequest {
        hook: "tc.split@1".to_owned(),
        ..activation(&package, "2025-01-01", "")
    };
    world.put_in_force(&split).await.unwrap();
    assert_eq!(shown(&world).await, spans.map(owned));
    // Days that were free when they were proposed and are taken by the time of the last approval.
    let early = activation(&package, "2024-01-01", "2024-06-30");
    let (one, other) = (
        world.activate(APPROVER, &early).await.unwrap(),
        activation(&package, "2024-06-01", "2024-12-31"),
    );
    world.put_in_force(&other).await.unwrap();
    let late = world.approve(SECOND, &one.name).await;
    refused(late, Code::FailedPrecondition, "TIMELINE_OVERLAP");
    world.stop().await;
}

#[tokio::test]
async fn two_who_take_the_same_days_at_once_do_not_both_get_them() {
    let world = World::new().await;
    let package = world.uploaded().await;
    for year in 2025..2035 {
        let (from, to) = (format!("{year}-01-01"), format!("{year}-12-31"));
        let propose = async || {
            let wanted = activation(&package, &from, &to);
            world.activate(APPROVER, &wanted).await.unwrap().name
        };
        let (one, two) = (propose().await, propose().await);
        let (one, two) = tokio::join!(world.approve(SECOND, &one), world.approve(SECOND, &two));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        refused(one.and(two), Code::FailedPrecondition, "TIMELINE_OVERLAP");
    }
    world.stop().await;
}

#[tokio::test]
async fn days_nobody_covers_are_listed_however_the_list_is_paged() {
    let world = World::new().await;
    let package = world.uploaded().await;
    for (from, to) in [
        ("2025-10-01", ""),
        ("2025-01-01", "2025-03-31"),
        ("2025-07-01", "2025-09-30"),
    ] {
        world
            .put_in_force(&activation(&package, from, to))
            .await
            .unwrap();
    }
    let gap = Gap {
        tenant: COUNTY.to_owned(),
        hook: INCENTIVE.to_owned(),
        from: "2025-04-01".to_owned(),
        to: "2025-06-30".to_owned(),
    };
    let gaps = vec![gap];
    assert_eq!(world.timeline(INCENTIVE, 0, "").await.gaps, gaps);
    let page = world.timeline(INCENTIVE, 1, "").await;
    assert_eq!((page.entries.len(), page.gaps), (1, gaps));
    // A rule that ends without a successor leaves the days after it uncovered.
    let ending = ActivateRuleRequest {
        hook: "tc.sla@1".to_owned(),
        ..activation(&package, "2025-01-01", "2025-12-31")
    };
    world.put_in_force(&ending).await.unwrap();
    let after = &world.timeline("tc.sla@1", 0, "").await.gaps[0];
    assert_eq!((after.from.as_str(), after.to.as_str()), ("2026-01-01", ""));
    world.stop().await;
}

#[tokio::test]
async fn rules_of_another_tenant_are_out_of_reach() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let wanted = activation(&package, "2025-01-01", "");
    let stranger = Who {
        subject: "stranger",
        tenant: NEIGHBOUR,
    };
    refused(
        world.activate(stranger, &wanted).await,
        Code::PermissionDenied,
        "FOREIGN_TENANT",
    );
    let proposed = world
        .activate(APPROVER, &activation(&package, "2025-01-01", ""))
        .await;
    let answer = world.approve(stranger, &proposed.unwrap().name).await;
    refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");
    assert_eq!(
        world.events_of("timeline_entry").await,
        ["ActivationProposed"]
    );
    world.stop().await;
}

#[tokio::test]
async fn an_activation_says_what_is_wrong_with_it() {
    let world = World::new().await;
    let good = activation(&world.uploaded().await, "2025-01-01", "");
    let change = |edit: fn(&mut ActivateRuleRequest)| {
        let mut wanted = ActivateRuleRequest {
            request_id: request_id(),
            ..good.clone()
        };
        edit(&mut wanted);
        wanted
    };
    for (wanted, code, reason) in [
        (
            change(|wanted| wanted.reason.clear()),
            Code::InvalidArgument,
            "FIELD_INVALID",
        ),
        (
            change(|wanted| wanted.effective_from = "1.1.2025".to_owned()),
            Code::InvalidArgument,
            "FIELD_INVALID",
        ),
        (
            change(|wanted| wanted.effective_to = "2024-12-31".to_owned()),
            Code::InvalidArgument,
            "DATES_BACKWARDS",
        ),
        (
            change(|wanted| wanted.hook = "tc.college.check@1".to_owned()),
            Code::FailedPrecondition,
            "HOOK_NOT_ANSWERED",
        ),
        (
            change(|wanted| wanted.settings_json = r#"{"rate_development_bp":10001}"#.to_owned()),
            Code::InvalidArgument,
            "FIELD_INVALID",
        ),
        (
            change(|wanted| wanted.settings_json = r#"{"no_such_figure":1}"#.to_owned()),
            Code::InvalidArgument,
            "FIELD_INVALID",
        ),
    ] {
        refused(world.activate(APPROVER, &wanted).await, code, reason);
    }
    let set = change(|wanted| wanted.settings_json = r#"{"rate_development_bp":250}"#.to_owned());
    let entry = world.activate(APPROVER, &set).await.unwrap();
    let settings: serde_json::Value = serde_json::from_str(&entry.settings_json).unwrap();
    assert_eq!(
        (
            &settings["rate_development_bp"],
            &settings["rate_service_bp"]
        ),
        (&250.into(), &30.into())
    );
    world.stop().await;
}

/// Its worked cases were answered with ten days; the schema takes thirty.
#[tokio::test]
async fn figures_beyond_the_law_are_refused_with_the_bound_before_anybody_agrees() {
    let world = World::new().await;
    let hasty = world.upload(AUTHOR, COUNTY, HASTY, &request_id()).await;
    let hasty = hasty.unwrap();
    let promise = |days: u32| ActivateRuleRequest {
        hook: "tc.sla@1".to_owned(),
        settings_json: serde_json::json!({ "promise_working_days": days }).to_string(),
        ..activation(&hasty, "2025-04-01", "")
    };
    let answer = world.activate(APPROVER, &promise(25)).await.unwrap_err();
    let told = Explanation::of(&answer);
    assert_eq!(
        (answer.code(), told.reason.as_str()),
        (Code::InvalidArgument, "FIGURES_BEYOND_LAW")
    );
    assert_eq!(told.fields[0].path, "settings_json");
    let bound = "25 is above limit_working_days, 22";
    for text in [&told.zh, &told.en] {
        for part in ["promise_working_days = 25", "HY-03", bound] {
            assert!(text.contains(part), "{text}");
        }
    }
    assert!(told.zh.contains("请把参数改到法律界限之内"), "{}", told.zh);
    assert!(
        told.en.contains("choose figures within the law"),
        "{}",
        told.en
    );
    assert_eq!(
        world.events_of("timeline_entry").await,
        Vec::<String>::new()
    );
    let within = world.activate(APPROVER, &promise(9)).await.unwrap();
    assert_eq!(within.state(), State::Proposed);
    world.stop().await;
}

fn approvers(entry: &TimelineEntry) -> Vec<&str> {
    let approvals = entry.approvals.iter();
    approvals
        .map(|approval| approval.approver.as_str())
        .collect()
}

async fn shown(world: &World) -> Vec<(String, String)> {
    let mut entries = world.timeline(INCENTIVE, 0, "").await.entries;
    entries.sort_by(|one, other| one.effective_from.cmp(&other.effective_from));
    entries
        .into_iter()
        .map(|entry| (entry.effective_from, entry.effective_to))
        .collect()
}

fn owned((from, to): (&str, &str)) -> (String, String) {
    (from.to_owned(), to.to_owned())
}
