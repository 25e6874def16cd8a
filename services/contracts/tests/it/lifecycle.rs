//! A contract from its draft to its certificate and beyond, and what stands in the way.
use std::time::Duration;

use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::*;
use kezhuan_testkit::eventually;
use tonic::Code;

use crate::world::{self, World, applicant, id, person, reason, registrar, second_registrar};

#[tokio::test]
async fn two_registrars_take_a_contract_into_the_register() {
    let world = World::on("2025-03-03").await;
    let registered = world.registered(world::form()).await;
    assert_eq!(registered.state(), State::Registered);
    assert_eq!(registered.tenant, "440703");
    assert!(registered.number.starts_with("KZ-TC-2025-440703-"));
    let entry = registered.registration.clone().unwrap();
    assert_eq!(
        (entry.registered_on.as_str(), entry.technical_amount_fen),
        ("2025-03-03", Some(10_000_000))
    );

    let request = GetCertificateRequest {
        name: registered.name.clone(),
    };
    let certificate = world
        .client()
        .get_certificate(world.ask(&applicant(), request))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(certificate.certificate_number, entry.certificate_number);
    let request = ListContractVersionsRequest {
        name: registered.name.clone(),
    };
    let versions = world
        .client()
        .list_contract_versions(world.ask(&registrar(), request))
        .await
        .unwrap();
    assert_eq!(versions.into_inner().versions.len(), 1);

    // No county has a rule here: that too is a decision.
    let outcomes: Vec<_> = world
        .decisions(&registered.name)
        .await
        .into_iter()
        .map(|asked| (asked.hook, asked.outcome))
        .collect();
    let none = "NO_RULE_IN_FORCE".to_owned();
    assert_eq!(
        outcomes,
        [
            ("tc.sla@1".to_owned(), none.clone()),
            ("tc.incentive@1".to_owned(), none)
        ]
    );
    assert_eq!(
        world.events_of(&registered.name).await,
        [
            "ContractSubmitted",
            "ContractAccepted",
            "ContractClassified",
            "ContractRegistered"
        ]
    );
}

#[tokio::test]
async fn the_first_reviewer_cannot_be_the_second() {
    let world = World::on("2025-03-03").await;
    let submitted = world.submitted(world::form()).await;
    let accepted = world.accept(&submitted).await.unwrap();
    let reviewed = world.classify(&accepted).await;
    let same = person(
        "wang",
        "office-440703",
        "440703",
        &["registrar", "registrar2"],
    );
    let refused = world.register(&reviewed, &same).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    assert_eq!(
        world
            .get(&registrar(), &reviewed.name)
            .await
            .unwrap()
            .state(),
        State::FirstReviewed
    );
}

#[tokio::test]
async fn another_county_and_a_stranger_see_nothing() {
    let world = World::on("2025-03-03").await;
    let submitted = world.submitted(world::form()).await;
    let neighbour = person("he", "office-440705", "440705", &["registrar"]);
    let stranger = person("xu", "seller-2", "", &["applicant"]);
    for hidden_from in [neighbour, stranger] {
        let refused = world.get(&hidden_from, &submitted.name).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::NotFound, "NOT_FOUND")
        );
    }
    let buyer = person("ma", "buyer-1", "", &["applicant"]);
    assert_eq!(
        world.get(&buyer, &submitted.name).await.unwrap().name,
        submitted.name
    );
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_a_stale_etag_is_told() {
    let world = World::on("2025-03-03").await;
    let draft = world.drafted(world::form()).await;
    let edit = UpdateContractRequest {
        name: draft.name.clone(),
        etag: draft.etag.clone(),
        request_id: id(),
        form: Some(Form {
            project_name: "智能照明控制系统研发二期".to_owned(),
            ..world::form()
        }),
    };
    let first = world
        .client()
        .update_contract(world.ask(&applicant(), edit.clone()))
        .await
        .unwrap()
        .into_inner();
    let second = world
        .client()
        .update_contract(world.ask(&applicant(), edit.clone()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(first, second);
    let late = UpdateContractRequest {
        request_id: id(),
        ..edit
    };
    let refused = world
        .client()
        .update_contract(world.ask(&applicant(), late))
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Aborted, "STALE_ETAG")
    );
}

#[tokio::test]
async fn a_form_is_refused_with_all_its_problems() {
    let world = World::on("2025-03-03").await;
    let draft = world
        .drafted(Form {
            kind: "打印".to_owned(),
            sign_date: "2025-02-30".to_owned(),
            ..world::form()
        })
        .await;
    let request = SubmitContractRequest {
        name: draft.name,
        etag: String::new(),
        request_id: id(),
    };
    let refused = world
        .client()
        .submit_contract(world.ask(&applicant(), request))
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::InvalidArgument, "FORM_INVALID")
    );
    let fields: Vec<_> = kezhuan_rpc::Explanation::of(&refused)
        .fields
        .into_iter()
        .map(|field| field.path)
        .collect();
    assert!(
        fields.contains(&"kind".to_owned()) && fields.contains(&"sign_date".to_owned()),
        "{fields:?}"
    );
}

#[tokio::test]
async fn a_returned_application_lapses_when_its_day_has_passed() {
    let world = World::on("2025-03-03").await;
    let submitted = world.submitted(world::form()).await;
    let request = ReturnContractRequest {
        name: submitted.name.clone(),
        etag: submitted.etag,
        request_id: id(),
        code: "PRICE_UNCLEAR".to_owned(),
        note: "请写明价款".to_owned(),
    };
    let returned = world
        .client()
        .return_contract(world.ask(&registrar(), request))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(returned.state(), State::Returned);
    world
        .clock
        .advance_to("2025-04-10".parse().unwrap())
        .unwrap();
    let lapsed = eventually(Duration::from_secs(10), async || {
        world
            .get(&applicant(), &returned.name)
            .await
            .unwrap()
            .state()
            == State::Lapsed
    });
    assert!(lapsed.await);
}

#[tokio::test]
async fn the_city_annuls_a_county_s_registration() {
    let world = World::on("2025-03-03").await;
    let registered = world.registered(world::form()).await;
    let city = person("guan", "bureau-city", "440700", &["city_stb"]);
    let request = AnnulContractRequest {
        name: registered.name.clone(),
        etag: registered.etag,
        request_id: id(),
        note: "虚假合同".to_owned(),
    };
    let annulled = world
        .client()
        .annul_contract(world.ask(&city, request))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(annulled.state(), State::Annulled);
    let request = GetCertificateRequest {
        name: registered.name,
    };
    let refused = world
        .client()
        .get_certificate(world.ask(&second_registrar(), request))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "CERTIFICATE_REVOKED");
}
