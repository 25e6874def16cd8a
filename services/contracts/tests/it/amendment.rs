//! Changes of a registered contract and the end of a registration, over RPC.
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::*;
use prost::Message;

use crate::step;
use crate::world::{self, World, applicant, id, person, reason, registrar, second_registrar};

/// The same contract at another price.
pub fn at_price(contract: &Contract, total_amount_fen: i64) -> Form {
    Form {
        total_amount_fen,
        ..contract.form.clone().unwrap()
    }
}

pub async fn pending(world: &World, contract: &Contract, form: Form) -> Contract {
    step!(
        world,
        applicant(),
        contract,
        request_amendment,
        RequestAmendmentRequest {
            form: Some(form),
            reason: "金额调整".to_owned(),
        }
    )
    .unwrap()
}

async fn versions(world: &World, contract: &Contract) -> Vec<ContractVersion> {
    let request = ListContractVersionsRequest {
        name: contract.name.clone(),
    };
    let answer = world
        .client()
        .list_contract_versions(world.ask(&registrar(), request))
        .await;
    answer.unwrap().into_inner().versions
}

#[tokio::test]
async fn an_amendment_passes_two_registrars_and_keeps_every_version() {
    let world = World::on("2025-03-03").await;
    let registered = world.registered(world::form()).await;
    world
        .clock
        .advance_to("2025-06-02".parse().unwrap())
        .unwrap();
    let asked = pending(&world, &registered, at_price(&registered, 20_000_000)).await;
    assert_eq!(asked.state(), State::AmendmentPending);
    // The registered version stays in force meanwhile.
    let entry = asked.registration.clone().unwrap();
    assert_eq!(entry.technical_amount_fen, Some(10_000_000));
    let early = step!(
        world,
        second_registrar(),
        asked,
        approve_amendment,
        ApproveAmendmentRequest {}
    );
    assert_eq!(reason(&early.unwrap_err()), "REVIEW_MISSING");
    let reviewed = step!(
        world,
        registrar(),
        asked,
        review_amendment,
        ReviewAmendmentRequest {
            price_items: vec![PriceItem {
                r#type: "equipment".to_owned(),
                amount_fen: 5_000_000,
                ..Default::default()
            }],
        }
    )
    .unwrap();
    let view = reviewed
        .pending_amendment
        .clone()
        .unwrap()
        .classification
        .unwrap();
    assert_eq!(view.technical_amount_fen, Some(15_000_000));
    assert!(view.price_items_reviewed);
    // The parts are the reviewer's, and the file has to show them.
    let incomplete = step!(
        world,
        second_registrar(),
        reviewed,
        approve_amendment,
        ApproveAmendmentRequest {}
    );
    assert_eq!(reason(&incomplete.unwrap_err()), "MATERIALS_MISSING");
    world.upload(&reviewed.name, "PRICE_BREAKDOWN").await;
    let amended = step!(
        world,
        second_registrar(),
        reviewed,
        approve_amendment,
        ApproveAmendmentRequest {}
    )
    .unwrap();
    assert_eq!(
        (amended.state(), amended.form_version),
        (State::Registered, 2)
    );
    let kept = versions(&world, &amended).await;
    let told: Vec<_> = kept
        .iter()
        .map(|version| {
            let found = version.classification.as_ref().unwrap();
            (
                version.form_version,
                version.in_force_from.as_str(),
                found.technical_amount_fen,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, "2025-03-03", Some(10_000_000)),
            (2, "2025-06-02", Some(15_000_000))
        ]
    );
}

#[tokio::test]
async fn a_refused_or_withdrawn_amendment_changes_no_version() {
    let world = World::on("2025-03-03").await;
    let registered = world.registered(world::form()).await;
    let asked = pending(&world, &registered, at_price(&registered, 20_000_000)).await;
    let silent = step!(
        world,
        registrar(),
        asked,
        refuse_amendment,
        RefuseAmendmentRequest {}
    );
    assert_eq!(reason(&silent.unwrap_err()), "REASON_MISSING");
    let refused = step!(
        world,
        registrar(),
        asked,
        refuse_amendment,
        RefuseAmendmentRequest {
            note: "缺少补充协议".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(refused.refusal.clone().unwrap().code, "AMENDMENT_REFUSED");
    let asked = pending(&world, &refused, at_price(&registered, 30_000_000)).await;
    let buyer = person("ma", "buyer-1", "", &["applicant"]);
    let stranger = step!(
        world,
        buyer,
        asked,
        withdraw_amendment,
        WithdrawAmendmentRequest {}
    );
    assert_eq!(reason(&stranger.unwrap_err()), "NOT_THE_APPLICANT");
    let withdrawn = step!(
        world,
        applicant(),
        asked,
        withdraw_amendment,
        WithdrawAmendmentRequest {}
    )
    .unwrap();
    for ended in [&refused, &withdrawn] {
        assert_eq!((ended.state(), ended.form_version), (State::Registered, 1));
        assert_eq!(ended.pending_amendment, None);
        assert_eq!(ended.form, registered.form);
    }
    assert_eq!(versions(&world, &registered).await.len(), 1);
}

#[tokio::test]
async fn an_amendment_keeps_what_the_registrar_found_and_leaves_room_for_verified_income() {
    let world = World::on("2025-03-03").await;
    let accepted = world.accept(&world.submitted(world::form()).await).await;
    let reviewed = step!(
        world,
        registrar(),
        accepted.unwrap(),
        classify_contract,
        ClassifyContractRequest {
            kind: "FW-YB".to_owned(),
            total_amount_fen: 8_000_000,
        }
    )
    .unwrap();
    let registered = world
        .register(&reviewed, &second_registrar())
        .await
        .unwrap();
    verify_income(&world, &registered, 5_000_000).await;

    let renamed = Form {
        project_name: "智能照明控制系统研发(更名)".to_owned(),
        ..registered.form.clone().unwrap()
    };
    let amended = approved(&world, pending(&world, &registered, renamed).await)
        .await
        .unwrap();
    let entry = amended.registration.clone().unwrap();
    assert_eq!(
        (entry.kind.as_str(), entry.technical_amount_fen),
        ("FW-YB", Some(8_000_000))
    );
    let less = pending(&world, &amended, at_price(&amended, 4_999_999)).await;
    let refused = approved(&world, less).await.unwrap_err();
    assert_eq!(reason(&refused), "INCOME_OVER_TECHNICAL_AMOUNT");
}

pub async fn approved(world: &World, asked: Contract) -> Result<Contract, tonic::Status> {
    let reviewed = step!(
        world,
        registrar(),
        asked,
        review_amendment,
        ReviewAmendmentRequest {}
    )
    .unwrap();
    step!(
        world,
        second_registrar(),
        reviewed,
        approve_amendment,
        ApproveAmendmentRequest {}
    )
}

async fn verify_income(world: &World, contract: &Contract, amount_fen: i64) {
    world.upload(&contract.name, "RECEIPT").await;
    let slip = world.upload(&contract.name, "RECEIPT").await.name;
    let request = FileIncomeRequest {
        attachments: vec![slip],
        contract: contract.name.clone(),
        amount_fen,
        received_on: "2025-03-03".to_owned(),
        receipt_number: "R-1".to_owned(),
        receipt_kind: "BANK_SLIP".to_owned(),
        request_id: id(),
    };
    let filed = world
        .client()
        .file_income(world.ask(&applicant(), request))
        .await;
    let filed = filed.unwrap().into_inner();
    step!(
        world,
        registrar(),
        filed,
        verify_income,
        VerifyIncomeRequest {}
    )
    .unwrap();
}

#[tokio::test]
async fn a_registration_ends_at_the_applicant_s_or_the_office_s_word() {
    let world = World::on("2025-03-03").await;
    let first = world.registered(world::form()).await;
    let deregistered = step!(
        world,
        applicant(),
        first,
        deregister_contract,
        DeregisterContractRequest {
            ground: "RESCINDED".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(deregistered.state(), State::Deregistered);
    let second = world.registered(world::form()).await;
    let silent = step!(
        world,
        registrar(),
        second,
        deregister_contract,
        DeregisterContractRequest {
            ground: "REVOKED".to_owned(),
        }
    );
    assert_eq!(reason(&silent.unwrap_err()), "REASON_MISSING");
    let ended = step!(
        world,
        registrar(),
        second,
        deregister_contract,
        DeregisterContractRequest {
            ground: "REVOKED".to_owned(),
            note: "法院判决撤销".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(ended.refusal.unwrap().code, "REVOKED");
    // What left the register may come back: another registration of the same paper.
    let again = world.registered(first.form.clone().unwrap()).await;
    assert_eq!(again.state(), State::Registered);
}

#[tokio::test]
async fn only_the_city_annuls_and_ends_a_pending_amendment_with_it() {
    let world = World::on("2025-03-03").await;
    let registered = world.registered(world::form()).await;
    let asked = pending(&world, &registered, at_price(&registered, 20_000_000)).await;
    let annul = |who| {
        let (world, asked) = (&world, &asked);
        async move {
            step!(
                world,
                who,
                asked,
                annul_contract,
                AnnulContractRequest {
                    note: "虚假合同".to_owned(),
                }
            )
        }
    };
    let county = person("chen", "bureau-440703", "440703", &["city_stb"]);
    let refused = annul(county).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::PermissionDenied);
    let annulled = annul(person("guan", "bureau-city", "440700", &["city_stb"]))
        .await
        .unwrap();
    assert_eq!(
        (annulled.state(), annulled.pending_amendment),
        (State::Annulled, None)
    );
}

#[tokio::test]
async fn a_seller_that_moved_stays_with_its_office_and_counts_for_its_new_county() {
    let world = World::on("2025-03-03").await;
    let registered = world.registered(world::form()).await;
    let mut moved = registered.form.clone().unwrap();
    moved.seller.as_mut().unwrap().division = "440705".to_owned();
    let amended = approved(&world, pending(&world, &registered, moved).await)
        .await
        .unwrap();
    assert_eq!(
        (amended.tenant.as_str(), amended.form_version),
        ("440703", 2)
    );
    let mut admin = world.database.admin().await.unwrap();
    let payload: Vec<u8> =
        sqlx::query_scalar("SELECT payload FROM outbox WHERE subject LIKE '%ContractAmended'")
            .fetch_one(&mut admin)
            .await
            .unwrap();
    let told = ContractAmended::decode(payload.as_slice()).unwrap();
    assert_eq!(told.version.unwrap().seller_division, "440705");
    let kept = versions(&world, &amended).await;
    let seller = kept[1].form.clone().unwrap().seller.unwrap();
    assert_eq!(seller.division, "440705");
}
