//! Re-examination of a refusal: filed by a party, decided by a pair that had no part in it.
use kezhuan_protocol::contracts::v1::appeal::State;
use kezhuan_protocol::contracts::v1::contract::State as ContractState;
use kezhuan_protocol::contracts::v1::*;
use tonic::{Code, Status};

use crate::world::{
    self, Person, World, applicant, call, id, person, reason, registrar, second_registrar,
};

/// Two registrars who had no part in the appealed decision.
fn third() -> Person {
    person("wu", "office-440703", "440703", &["registrar"])
}

fn fourth() -> Person {
    person("zheng", "office-440703", "440703", &["registrar2"])
}

async fn file(world: &World, by: &Person, contract: &str) -> Result<Appeal, Status> {
    let request = FileAppealRequest {
        contract: contract.to_owned(),
        grounds: "技术确有创新".to_owned(),
        request_id: id(),
    };
    call!(world, by, file_appeal, request)
}

async fn admit(world: &World, by: &Person, appeal: &Appeal) -> Result<Appeal, Status> {
    let request = AdmitAppealRequest {
        name: appeal.name.clone(),
        etag: appeal.etag.clone(),
        request_id: id(),
    };
    call!(world, by, admit_appeal, request)
}

async fn change(world: &World, by: &Person, appeal: &Appeal) -> Result<Appeal, Status> {
    let request = ChangeAppealedDecisionRequest {
        name: appeal.name.clone(),
        etag: appeal.etag.clone(),
        request_id: id(),
        reason: "技术方案有新的突破".to_owned(),
    };
    call!(world, by, change_appealed_decision, request)
}

async fn withdraw(world: &World, by: &Person, appeal: &Appeal) -> Result<Appeal, Status> {
    let request = WithdrawAppealRequest {
        name: appeal.name.clone(),
        etag: appeal.etag.clone(),
        request_id: id(),
    };
    call!(world, by, withdraw_appeal, request)
}

#[tokio::test]
async fn a_changed_decision_reopens_the_contract_for_a_new_pair() {
    let world = World::on("2025-03-06").await;
    let rejected = world.rejected(world::form()).await;
    assert_eq!(rejected.state(), ContractState::Rejected);
    let stranger = person("xu", "seller-2", "", &["applicant"]);
    let hidden = file(&world, &stranger, &rejected.name).await.unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);
    let filed = file(&world, &applicant(), &rejected.name).await.unwrap();
    assert_eq!(
        (filed.state(), filed.due_on.as_str()),
        (State::Filed, "2025-03-27")
    );
    let twice = file(&world, &applicant(), &rejected.name)
        .await
        .unwrap_err();
    assert_eq!(reason(&twice), "APPEAL_OPEN");
    for original in [registrar(), second_registrar()] {
        let refused = admit(&world, &original, &filed).await.unwrap_err();
        assert_eq!(reason(&refused), "SAME_REVIEWER");
    }
    let examining = admit(&world, &third(), &filed).await.unwrap();
    assert_eq!(examining.state(), State::Examining);
    let alone = change(&world, &third(), &examining).await.unwrap_err();
    assert_eq!(reason(&alone), "SAME_REVIEWER");
    let closed = change(&world, &fourth(), &examining).await.unwrap();
    assert_eq!(
        (closed.state(), closed.outcome.as_str()),
        (State::Closed, "CHANGED")
    );
    let reopened = world.get(&third(), &rejected.name).await.unwrap();
    assert_eq!(reopened.state(), ContractState::Accepted);
    // The first reviewer was overruled and does not review it again.
    let request = ClassifyContractRequest {
        name: reopened.name.clone(),
        request_id: id(),
        ..Default::default()
    };
    let overruled = call!(world, &registrar(), classify_contract, request.clone()).unwrap_err();
    assert_eq!(overruled.code(), Code::PermissionDenied);
    let again = ClassifyContractRequest {
        request_id: id(),
        ..request
    };
    let reviewed = call!(world, &third(), classify_contract, again).unwrap();
    let registered = world.register(&reviewed, &fourth()).await.unwrap();
    assert_eq!(registered.state(), ContractState::Registered);
    assert_eq!(
        world.events_of(&filed.name).await,
        ["AppealFiled", "AppealAdmitted", "AppealChanged"]
    );
}

async fn uphold(world: &World, by: &Person, appeal: &Appeal) -> Appeal {
    let request = UpholdAppealedDecisionRequest {
        name: appeal.name.clone(),
        request_id: id(),
        reason: "理由不成立".to_owned(),
        ..Default::default()
    };
    call!(world, by, uphold_appealed_decision, request).unwrap()
}

#[tokio::test]
async fn a_decision_is_re_examined_once_and_another_one_again() {
    let world = World::on("2025-03-06").await;
    let rejected = world.rejected(world::form()).await;
    let first = file(&world, &applicant(), &rejected.name).await.unwrap();
    let examining = admit(&world, &third(), &first).await.unwrap();
    change(&world, &fourth(), &examining).await.unwrap();
    let reopened = world.get(&third(), &rejected.name).await.unwrap();
    let reviewed = crate::step!(
        world,
        third(),
        reopened,
        classify_contract,
        ClassifyContractRequest {}
    )
    .unwrap();
    let rejected_again = crate::step!(
        world,
        fourth(),
        reviewed,
        reject_contract,
        RejectContractRequest {
            code: "KF_NO_INNOVATION".to_owned(),
            note: "沿用既有技术".to_owned(),
        }
    )
    .unwrap();
    // Another decision, on the same day: it has not been re-examined.
    let second = file(&world, &applicant(), &rejected_again.name)
        .await
        .unwrap();
    let fifth = person("feng", "office-440703", "440703", &["registrar"]);
    let sixth = person("chu", "office-440703", "440703", &["registrar2"]);
    let examining = admit(&world, &fifth, &second).await.unwrap();
    uphold(&world, &sixth, &examining).await;
    let buyer = person("ma", "buyer-1", "", &["applicant"]);
    for party in [applicant(), buyer] {
        let refused = file(&world, &party, &rejected.name).await.unwrap_err();
        assert_eq!(reason(&refused), "ALREADY_REEXAMINED");
        assert_eq!(refused.code(), Code::FailedPrecondition);
    }
    // Nor does the table keep a second one, whoever writes it.
    let mut admin = world.database.admin().await.unwrap();
    let copied = sqlx::query(
        "INSERT INTO appeal (id, contract_id, tenant, version, event_sequence, state, body, create_time,
                             update_time, decision_version)
         SELECT gen_random_uuid(), contract_id, tenant, 1, 1, 'FILED', body, create_time, update_time, decision_version
           FROM appeal WHERE id = $1::uuid",
    )
    .bind(second.name.strip_prefix("appeals/").unwrap())
    .execute(&mut admin)
    .await
    .unwrap_err();
    let cause = copied.into_database_error().unwrap();
    assert_eq!(cause.constraint(), Some("appeal_decision_key"));
}

/// The names of the appeals that a filter leaves.
async fn listed(world: &World, filter: &str) -> Vec<String> {
    let request = ListAppealsRequest {
        filter: filter.to_owned(),
        ..Default::default()
    };
    let listed = call!(world, &third(), list_appeals, request).unwrap();
    listed
        .appeals
        .into_iter()
        .map(|appeal| appeal.name)
        .collect()
}

#[tokio::test]
async fn a_re_examination_that_is_late_is_seen_to_be() {
    let world = World::on("2025-03-06").await;
    let rejected = world.rejected(world::form()).await;
    let late = file(&world, &applicant(), &rejected.name).await.unwrap();
    assert_eq!(late.due_on, "2025-03-27");
    let examining = admit(&world, &third(), &late).await.unwrap();
    let day = |day: &str| world.clock.advance_to(day.parse().unwrap()).unwrap();
    day("2025-03-27");
    assert!(listed(&world, "overdue=true").await.is_empty());
    day("2025-03-28");
    let rejected = world.rejected(world::form()).await;
    let fresh = file(&world, &applicant(), &rejected.name).await.unwrap();
    let (late, fresh) = (late.name, fresh.name);
    let request = GetAppealRequest { name: late.clone() };
    let seen = call!(world, &third(), get_appeal, request).unwrap();
    assert!(seen.overdue);
    for (filter, expected) in [
        ("overdue=true", vec![&late]),
        ("overdue=false", vec![&fresh]),
        ("state=\"EXAMINING\" AND overdue=true", vec![&late]),
        ("state=\"FILED\"", vec![&fresh]),
        ("state=\"FILED\" AND overdue=true", vec![]),
        ("tenant=\"440703\"", vec![&fresh, &late]),
        ("tenant=\"440705\"", vec![]),
    ] {
        let found = listed(&world, filter).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{filter}");
    }
    for filter in ["state=\"LATE\"", "overdue=perhaps", "colour=\"red\""] {
        let request = ListAppealsRequest {
            filter: filter.to_owned(),
            ..Default::default()
        };
        let refused = call!(world, &third(), list_appeals, request).unwrap_err();
        assert_eq!(reason(&refused), "FILTER_INVALID");
    }
    let closed = uphold(&world, &fourth(), &examining).await;
    assert!(!closed.overdue);
    assert!(listed(&world, "overdue=true").await.is_empty());
}

#[tokio::test]
async fn an_upheld_decision_stands_and_the_remedies_outside_are_named() {
    let world = World::on("2025-03-06").await;
    let rejected = world.rejected(world::form()).await;
    let filed = file(&world, &applicant(), &rejected.name).await.unwrap();
    let examining = admit(&world, &third(), &filed).await.unwrap();
    let request = UpholdAppealedDecisionRequest {
        name: examining.name.clone(),
        etag: filed.etag.clone(),
        request_id: id(),
        reason: "理由不成立".to_owned(),
    };
    let stale = call!(world, &fourth(), uphold_appealed_decision, request.clone()).unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
    let fresh = UpholdAppealedDecisionRequest {
        etag: examining.etag,
        request_id: id(),
        ..request
    };
    let closed = call!(world, &fourth(), uphold_appealed_decision, fresh).unwrap();
    assert_eq!(
        (closed.state(), closed.outcome.as_str()),
        (State::Closed, "UPHELD")
    );
    assert_eq!(
        (
            closed.reconsideration_until.as_str(),
            closed.lawsuit_until.as_str()
        ),
        ("2025-05-06", "2025-09-08")
    );
    let contract = world.get(&third(), &rejected.name).await.unwrap();
    assert_eq!(contract.state(), ContractState::Rejected);
}

#[tokio::test]
async fn an_appeal_is_withdrawn_by_who_filed_it_and_makes_room_for_another() {
    let world = World::on("2025-03-06").await;
    let rejected = world.rejected(world::form()).await;
    let filed = file(&world, &applicant(), &rejected.name).await.unwrap();
    let examining = admit(&world, &third(), &filed).await.unwrap();
    let buyer = person("ma", "buyer-1", "", &["applicant"]);
    let other = withdraw(&world, &buyer, &examining).await.unwrap_err();
    assert_eq!(reason(&other), "NOT_THE_APPLICANT");
    let withdrawn = withdraw(&world, &applicant(), &examining).await.unwrap();
    assert_eq!(withdrawn.state(), State::Withdrawn);
    assert_eq!(
        world.events_of(&filed.name).await,
        ["AppealFiled", "AppealAdmitted", "AppealWithdrawn"]
    );
    let late = change(&world, &fourth(), &withdrawn).await.unwrap_err();
    assert_eq!(reason(&late), "STATE_FORBIDS");
    let again = file(&world, &buyer, &rejected.name).await.unwrap();
    assert_eq!(again.state(), State::Filed);
    let request = ListAppealsRequest {
        contract: rejected.name.clone(),
        ..Default::default()
    };
    let listed = call!(world, &third(), list_appeals, request)
        .unwrap()
        .appeals;
    assert_eq!(
        listed.iter().map(Appeal::state).collect::<Vec<_>>(),
        [State::Filed, State::Withdrawn]
    );
}
