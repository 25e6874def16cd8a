//! From a resource to a rule in force: what the controller does, and what it leaves to people.
use chrono::Utc;
use kezhuan_rule_controller::domain::{CARRIER, PULLED_BEFORE, REGISTRY_FAILED, Truth};
use kezhuan_rule_controller::status::status;
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::PrivateKey;
use tonic::Code;

use crate::world::{
    AUTHOR, COUNTY, NEIGHBOUR, PENGJIANG, TODAY, UNREADABLE, World, finding, resource,
};

#[tokio::test]
async fn a_resource_comes_into_force_when_two_people_agreed_and_not_before() {
    let Some(world) = World::new().await else {
        return;
    };
    let object = resource(&world.pushed().await, TODAY);
    // Nobody has told the city about the key yet.
    let looked = world.look(&object).await;
    assert_eq!(finding(&looked, "Pulled").0, Truth::True);
    assert_eq!(finding(&looked, "Uploaded"), (Truth::False, "NotYet"));
    assert!(
        looked.account.waits_for.contains("signing key"),
        "{looked:?}"
    );

    world.trusted_key().await;
    let looked = world.look(&object).await;
    for step in [
        "Uploaded",
        "Signed",
        "CasesPassed",
        "InvariantsHeld",
        "Proposed",
    ] {
        assert_eq!(finding(&looked, step).0, Truth::True, "{step}: {looked:?}");
    }
    assert_eq!(
        finding(&looked, "Approved"),
        (Truth::False, "WaitsForPeople")
    );
    let entry = looked.account.timeline[0].entry.clone();
    // Looking again proposes nothing again.
    assert_eq!(world.look(&object).await, looked);

    let by_author = world.approve(AUTHOR, &entry).await.unwrap_err();
    assert_eq!(by_author.code(), Code::FailedPrecondition, "{by_author:?}");
    world.approve("wang", &entry).await.unwrap();
    let looked = world.look(&object).await;
    assert_eq!(finding(&looked, "InForce").0, Truth::Unknown);
    assert!(looked.account.waits_for.contains("1 more"), "{looked:?}");
    world.approve("chen", &entry).await.unwrap();
    let looked = world.look(&object).await;
    for step in ["Approved", "InForce", "Ready"] {
        assert_eq!(finding(&looked, step).0, Truth::True, "{step}: {looked:?}");
    }
    assert_eq!(looked.account.timeline[0].approved_by.len(), 2);
    assert_eq!(looked.account.waits_for, "");
    // In a cluster that was restored it has another uid, and nobody is asked again.
    let mut anew = object.clone();
    anew.metadata.uid = Some("6f1c2f0e-0000-4000-8000-000000000002".to_owned());
    assert_eq!(world.look(&anew).await, looked);
}

#[tokio::test]
async fn what_changes_takes_its_proposal_along_and_what_is_refused_stays_so() {
    let Some(world) = World::new().await else {
        return;
    };
    world.trusted_key().await;
    let oci = world.pushed().await;
    let first = world.look(&resource(&oci, "2025-04-01")).await;
    let proposed = first.account.timeline[0].entry.clone();
    let later = resource(&oci, "2025-05-01");
    let second = world.look(&later).await;
    let entry = second.account.timeline[0].entry.clone();
    assert_ne!(entry, proposed);
    // People can't agree to the old one any more.
    let old = world.approve("wang", &proposed).await.unwrap_err();
    assert_eq!(old.code(), Code::FailedPrecondition, "{old:?}");

    world.refuse("chen", &entry, "金额过高").await;
    let refused = world.look(&later).await;
    assert_eq!(finding(&refused, "Approved"), (Truth::False, "Refused"));
    assert_eq!(refused.account.timeline[0].problem, "金额过高");
    assert_eq!(world.look(&later).await, refused);
    // Another wording is another proposal.
    let mut anew = later.clone();
    anew.spec.timeline[0].reason.push_str("（修订）");
    let anew = world.look(&anew).await;
    assert_eq!(finding(&anew, "Approved"), (Truth::False, "WaitsForPeople"));
}

#[tokio::test]
async fn a_proposal_for_another_tenant_is_taken_back_whatever_came_between() {
    let Some(world) = World::new().await else {
        return;
    };
    world.trusted_key().await;
    let object = resource(&world.pushed().await, "2025-04-01");
    let first = world.look(&object).await;
    let proposed = first.account.timeline[0].entry.clone();
    let mut wrong = object.clone();
    wrong.spec.timeline[0].reason = String::new();
    let looked = world.look(&wrong).await;
    assert_eq!(finding(&looked, "Accepted").1, "ReasonMissing");
    // No status says any more where it was proposed.
    let mut elsewhere = object.clone();
    elsewhere.spec.timeline[0].tenant = Some(NEIGHBOUR.to_owned());
    let looked = world.look(&elsewhere).await;
    assert_eq!(looked.account.timeline[0].tenant, NEIGHBOUR);
    let old = world.approve("wang", &proposed).await.unwrap_err();
    assert_eq!(old.code(), Code::FailedPrecondition, "{old:?}");
}

#[tokio::test]
async fn a_registry_that_is_gone_holds_up_nothing_that_was_brought() {
    let Some(mut world) = World::new().await else {
        return;
    };
    world.trusted_key().await;
    let mut object = resource(&world.pushed().await, TODAY);
    object.metadata.generation = Some(1);
    let looked = world.look(&object).await;
    let entry = looked.account.timeline[0].entry.clone();
    object.status = Some(status(looked, Some(1), None, Utc::now()));
    world.without_registry();
    world.started_again();
    world.approve("wang", &entry).await.unwrap();
    world.approve("chen", &entry).await.unwrap();
    let looked = world.look(&object).await;
    assert_eq!(finding(&looked, "Pulled"), (Truth::True, PULLED_BEFORE));
    for step in ["Uploaded", "Approved", "InForce", "Ready"] {
        assert_eq!(finding(&looked, step).0, Truth::True, "{step}: {looked:?}");
    }
    // Of another generation nothing was told.
    object.metadata.generation = Some(2);
    let looked = world.look(&object).await;
    assert_eq!(finding(&looked, "Pulled"), (Truth::False, REGISTRY_FAILED));
}

#[tokio::test]
async fn what_the_service_does_not_take_is_not_brought_to_it_again_and_again() {
    let Some(mut world) = World::new().await else {
        return;
    };
    // The neighbour's came first, and so the bytes are the neighbour's.
    let theirs = PrivateKey::fresh();
    world.trusted(&theirs, NEIGHBOUR).await;
    world.trusted_key().await;
    let mut first = resource(&world.pushed_by(&theirs, UNREADABLE).await, TODAY);
    first.spec.owner = NEIGHBOUR.to_owned();
    world.look(&first).await;
    let object = resource(&world.pushed_by(&world.key, UNREADABLE).await, TODAY);
    let looked = world.look(&object).await;
    assert_eq!(
        finding(&looked, "Uploaded"),
        (Truth::False, "RefusedByRules")
    );
    // Without its registry it could not be.
    world.without_registry();
    assert_eq!(world.look(&object).await, looked);
}

#[tokio::test]
async fn two_signatures_of_a_package_that_does_not_pass_are_not_brought_in_turns() {
    let Some(world) = World::new().await else {
        return;
    };
    let another = PrivateKey::fresh();
    world.trusted_key().await;
    world.trusted(&another, COUNTY).await;
    let one = resource(&world.pushed_by(&world.key, UNREADABLE).await, TODAY);
    let two = resource(&world.pushed_by(&another, UNREADABLE).await, TODAY);
    for object in [&one, &two] {
        let looked = world.look(object).await;
        assert_eq!(finding(&looked, "Uploaded").0, Truth::True, "{looked:?}");
        assert_eq!(finding(&looked, "FormChecked"), (Truth::False, "Failed"));
    }
    // The second signature is what is known there now.
    let looked = world.look(&one).await;
    assert_eq!(
        finding(&looked, "Uploaded"),
        (Truth::False, "RefusedByRules")
    );
    let looked = world.look(&two).await;
    assert_eq!(finding(&looked, "Uploaded").0, Truth::True, "{looked:?}");
}

#[tokio::test]
async fn a_package_that_is_another_owners_waits_for_no_key() {
    let Some(world) = World::new().await else {
        return;
    };
    let mut object = resource(&world.pushed().await, TODAY);
    object.spec.owner = NEIGHBOUR.to_owned();
    let looked = world.look(&object).await;
    assert_eq!(finding(&looked, "Accepted"), (Truth::False, "OwnerDiffers"));
    assert!(looked.account.waits_for.contains(COUNTY), "{looked:?}");
}

#[tokio::test]
async fn a_signature_that_does_not_fit_is_not_pulled_at_each_look() {
    let Some(mut world) = World::new().await else {
        return;
    };
    let of_another = world.key.sign(&Digest::of(UNREADABLE));
    let oci = world.pushed_with(PENGJIANG, &of_another).await;
    let object = resource(&oci, TODAY);
    let looked = world.look(&object).await;
    assert_eq!(finding(&looked, "Pulled"), (Truth::False, "SignatureUnfit"));
    // Nobody could say so without the registry.
    world.without_registry();
    assert_eq!(world.look(&object).await, looked);
}

#[tokio::test]
async fn a_proposal_that_the_service_refuses_is_made_again_when_it_is_another_one() {
    let Some(world) = World::new().await else {
        return;
    };
    world.trusted_key().await;
    let mut object = resource(&world.pushed().await, TODAY);
    let looked = world.look(&object).await;
    let entry = looked.account.timeline[0].entry.clone();
    world.approve("wang", &entry).await.unwrap();
    world.approve("chen", &entry).await.unwrap();
    // Some of the same days, and it is not said that this corrects anything.
    object.spec.timeline[0].to = Some("2025-12-31".to_owned());
    let refused = world.look(&object).await;
    assert_eq!(
        finding(&refused, "Proposed"),
        (Truth::False, "RefusedByRules")
    );
    let before = world.refused_requests().await;
    assert!(before > 0);
    assert_eq!(world.look(&object).await, refused);
    assert_eq!(world.refused_requests().await, before);
    object.spec.timeline[0].corrects = true;
    let corrected = world.look(&object).await;
    assert_eq!(
        finding(&corrected, "Approved"),
        (Truth::False, "WaitsForPeople")
    );
}

#[tokio::test]
async fn a_service_that_lets_nobody_carry_is_told_as_one_that_could_not_be_asked() {
    let Some(world) = World::with(CARRIER, &[]).await else {
        return;
    };
    world.trusted_key().await;
    let object = resource(&world.pushed().await, TODAY);
    // Again and again: its operator may let it at any time.
    for _ in 0..2 {
        let refused = world.try_look(&object).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{refused:?}");
    }
}

#[tokio::test]
async fn what_the_service_refuses_is_told_in_its_words() {
    let Some(world) = World::new().await else {
        return;
    };
    world.trusted_key().await;
    let mut object = resource(&world.pushed().await, "2025-04-01");
    object.spec.timeline[0].to = Some("2025-01-01".to_owned());
    let looked = world.look(&object).await;
    assert_eq!(
        finding(&looked, "Proposed"),
        (Truth::False, "RefusedByRules")
    );
    let all = format!("{:?}", looked.account.findings);
    assert!(all.contains("DATES_BACKWARDS"), "{all}");
    assert_eq!(finding(&looked, "Ready").0, Truth::False);
}

#[tokio::test]
async fn a_program_that_the_service_calls_otherwise_leaves_nothing_behind() {
    let Some(world) = World::called("somebody").await else {
        return;
    };
    world.trusted_key().await;
    let object = resource(&world.pushed().await, "2025-04-01");
    let looked = world.look(&object).await;
    assert_eq!(finding(&looked, "Proposed"), (Truth::False, "OtherName"));
    let looked = world.look(&object).await;
    assert_eq!(finding(&looked, "Accepted"), (Truth::False, "OtherName"));
}
