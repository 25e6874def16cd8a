//! A county puts another county's package in force for itself, with figures of its own.
use std::time::Duration;

use kezhuan_protocol::rules::v1::alert::Kind;
use kezhuan_protocol::rules::v1::timeline_entry::State;
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, Alert, GetRulebookRequest, ListAlertsRequest, ListTimelineRequest,
    TimelineEntry,
};
use kezhuan_testkit::settled;
use tonic::Code;

use crate::keys::{keys, revoke};
use crate::world::{
    AUTHOR, COUNTY, INCENTIVE, SECOND, Who, World, activation, refused, request_id,
};

/// A county that has neither a package nor a key.
const XINHUI: &str = "440705";
const SOON: Duration = Duration::from_secs(30);

fn of_xinhui(subject: &'static str) -> Who {
    Who {
        subject,
        tenant: XINHUI,
    }
}

async fn in_force(world: &World) -> Vec<TimelineEntry> {
    let wanted = ListTimelineRequest {
        tenant: XINHUI.to_owned(),
        hook: INCENTIVE.to_owned(),
        ..ListTimelineRequest::default()
    };
    world.timeline_as(wanted).await.entries
}

/// The kinds of its alerts, once they are these.
async fn alerts(world: &World, expected: &[Kind]) -> Vec<Kind> {
    settled(SOON, expected.to_vec(), async || {
        let wanted = ListAlertsRequest {
            tenant: XINHUI.to_owned(),
            ..ListAlertsRequest::default()
        };
        let wanted = world.ask_in("scribe", XINHUI, &["rule_author"], wanted);
        let listed = world.client.clone().list_alerts(wanted).await.unwrap();
        let listed = listed.into_inner().alerts;
        listed.iter().map(Alert::kind).collect()
    })
    .await
}

#[tokio::test]
async fn two_of_a_county_put_anothers_package_in_force_until_the_owners_key_is_revoked() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let wanted = ActivateRuleRequest {
        tenant: XINHUI.to_owned(),
        settings_json: r#"{"rate_development_bp":150}"#.to_owned(),
        reason: "新会区科技创新扶持办法".to_owned(),
        ..activation(&package, "2025-01-01", "")
    };
    let proposed = world.activate(of_xinhui("liang"), &wanted).await.unwrap();
    assert_eq!(
        (proposed.tenant.as_str(), proposed.package_owner.as_str()),
        (XINHUI, COUNTY)
    );
    // Its uploader approves it nowhere, and the owner's approvers only what is their own.
    let uploader = of_xinhui(AUTHOR.subject);
    let answer = world.approve(uploader, &proposed.name).await;
    refused(answer, Code::FailedPrecondition, "SELF_APPROVAL");
    let answer = world.approve(SECOND, &proposed.name).await;
    refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");
    let entry = world.approve(of_xinhui("tan"), &proposed.name).await;
    let entry = entry.unwrap();
    assert_eq!(entry.state(), State::Approved);
    let settings: serde_json::Value = serde_json::from_str(&entry.settings_json).unwrap();
    assert_eq!(settings["rate_development_bp"], 150);
    let key = world.keys[COUNTY].clone();
    assert_eq!(
        (&entry.key, entry.package_owner.as_str()),
        (&key.public().id(), COUNTY)
    );
    assert_eq!(in_force(&world).await, [entry]);
    let request = world.ask_as_service("contracts", GetRulebookRequest {});
    let rulebook = world.client.clone().get_rulebook(request).await.unwrap();
    assert_eq!(rulebook.into_inner().entries[0].package_owner, COUNTY);

    // The county's own key of the same id signed nothing.
    let same = world.register(XINHUI, &key).await.unwrap();
    let administrator = ("administrator", XINHUI, "tenant_admin");
    revoke(&world, administrator, &same.name).await.unwrap();
    assert_eq!(in_force(&world).await[0].problem, "");

    let owners = keys(&world, COUNTY).await.remove(0);
    let administrator = ("administrator", COUNTY, "tenant_admin");
    revoke(&world, administrator, &owners.name).await.unwrap();
    let barred = in_force(&world).await.remove(0);
    assert!(barred.problem.contains("私钥遗失"), "{}", barred.problem);
    let told = alerts(&world, &[Kind::KeyRevoked]).await;
    assert_eq!(told, [Kind::KeyRevoked]);
    let later = ActivateRuleRequest {
        effective_from: "2026-01-01".to_owned(),
        request_id: request_id(),
        ..wanted
    };
    let answer = world.activate(of_xinhui("liang"), &later).await;
    refused(answer, Code::FailedPrecondition, "KEY_REVOKED");
    world.stop().await;
}
