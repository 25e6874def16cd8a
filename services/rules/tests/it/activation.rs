//! Who may put a package in force, and what the timeline makes of it.
use kezhuan_protocol::rules::v1::{ActivateRuleRequest, Gap};
use tonic::Code;

use crate::world::{
    APPROVER, AUTHOR, COUNTY, INCENTIVE, Who, World, activation, refused, request_id,
};

#[tokio::test]
async fn who_uploaded_a_package_cannot_put_it_in_force_but_another_can() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let wanted = activation(&package, "2025-01-01", "");
    refused(
        world.activate(AUTHOR, &wanted).await,
        Code::FailedPrecondition,
        "SELF_APPROVAL",
    );
    assert_eq!(world.timeline(INCENTIVE, 0, "").await.entries, []);

    let wanted = ActivateRuleRequest {
        request_id: request_id(),
        ..wanted
    };
    let entry = world.activate(APPROVER, &wanted).await.unwrap();
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
    let settings: serde_json::Value = serde_json::from_str(&entry.settings_json).unwrap();
    assert_eq!(
        settings["rate_development_bp"], 100,
        "the package's own figures: {settings}"
    );
    assert_eq!(world.events().await, ["PackageTested", "RuleActivated"]);
    world.stop().await;
}

#[tokio::test]
async fn a_repeated_activation_returns_the_first_answer() {
    let world = World::new().await;
    let wanted = activation(&world.uploaded().await, "2025-01-01", "");
    let first = world.activate(APPROVER, &wanted).await.unwrap();
    assert_eq!(world.activate(APPROVER, &wanted).await.unwrap(), first);
    assert_eq!(world.timeline(INCENTIVE, 0, "").await.entries, [first]);
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
    world
        .activate(APPROVER, &activation(&package, "2025-01-01", ""))
        .await
        .unwrap();
    world
        .activate(APPROVER, &activation(&package, "2025-07-01", ""))
        .await
        .unwrap();
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
    world.activate(APPROVER, &split).await.unwrap();
    assert_eq!(shown(&world).await, spans.map(owned));
    world.stop().await;
}

#[tokio::test]
async fn two_who_take_the_same_days_at_once_do_not_both_get_them() {
    let world = World::new().await;
    let package = world.uploaded().await;
    for year in 2025..2035 {
        let (from, to) = (format!("{year}-01-01"), format!("{year}-12-31"));
        let other = Who {
            subject: "other approver",
            ..APPROVER
        };
        let (one, two) = (
            activation(&package, &from, &to),
            activation(&package, &from, &to),
        );
        let (one, two) = tokio::join!(world.activate(APPROVER, &one), world.activate(other, &two));
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
            .activate(APPROVER, &activation(&package, from, to))
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
    world.stop().await;
}

#[tokio::test]
async fn rules_of_another_tenant_are_out_of_reach() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let wanted = activation(&package, "2025-01-01", "");
    let stranger = Who {
        subject: "stranger",
        tenant: "440781",
    };
    refused(
        world.activate(stranger, &wanted).await,
        Code::PermissionDenied,
        "FOREIGN_TENANT",
    );
    // Nor may a county put another county's package in force for itself.
    let own = ActivateRuleRequest {
        tenant: "440781".to_owned(),
        request_id: request_id(),
        ..wanted
    };
    refused(
        world.activate(stranger, &own).await,
        Code::PermissionDenied,
        "FOREIGN_TENANT",
    );
    assert_eq!(world.events().await, ["PackageTested"]);
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
