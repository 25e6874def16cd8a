//! Every RPC × role × foreign county: who may call, and what a stranger is shown.
use kezhuan_protocol::contracts::v1::*;
use kezhuan_testkit::Estate;

use crate::world::{self, World, applicant, id, registrar};
use crate::{claims, proofs};

const SERVICES: [&str; 5] = [
    "kezhuan.contracts.v1.ContractsService",
    "kezhuan.adoption.v1.AdoptionService",
    "kezhuan.seal.v1.SealService",
    "kezhuan.replay.v1.ReplayService",
    "kezhuan.clock.v1.ClockService",
];

#[tokio::test]
async fn every_rpc_admits_the_roles_of_its_row_and_nobody_else() {
    let world = World::on("2025-03-03").await;
    let found = world.probe(&SERVICES).roles().await.unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn another_county_finds_nothing_through_any_rpc() {
    let world = World::on("2025-03-03").await;
    let resources = one_of_each(&world).await;
    let estate = Estate {
        tenant: "440703",
        organisation: "seller-1",
        resources: &resources,
        secrets: &["智能照明控制系统研发", "蓬江照明有限公司", "seller-1"],
        // The code lists of the form and the model texts are the same for everybody, dead letters are of the installation, and
        // what is published is published to everybody; so are the heads of the log and their key.
        open: &[
            "ListFormCodes",
            "GetModelText",
            "ListDeadLetters",
            "ListNotices",
            "ListTreeHeads",
            "GetSealingKey",
            "ReplayDeadLetter",
        ],
        plausible: &[
            ("UpdateContractRequest.form", ""),
            ("RequestAmendmentRequest.form", ""),
            ("ReturnContractRequest.code", "PARTIES_UNCLEAR"),
            ("RefuseIncomeRequest.code", "UNREADABLE"),
            ("RefuseCorrectionRequest.note", "申请人放弃"),
            ("code", "ORAL"),
            ("ground", "REVOKED"),
            ("material", "CONTRACT_TEXT"),
            ("file_name", "合同.pdf"),
            ("received_on", "2025-03-03"),
            ("receipt_kind", "INVOICE"),
            ("period_start", "2025-01-01"),
            ("period_end", "2025-12-31"),
            ("format", "CSV"),
            ("tax", "VALUE_ADDED"),
            ("tenant", "440703"),
            ("hook", "tc.sla@1"),
            ("from", "2025-01-01"),
            ("to", "2025-12-31"),
        ],
    };
    let found = world.probe(&SERVICES).hides(&estate).await.unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A registered contract with all that hangs on it, and an appeal against a refused one.
async fn one_of_each(world: &World) -> Vec<String> {
    let (contract, decision) = proofs::promised(world).await;
    let contract = contract.name;
    let attachment = world.upload(&contract, "PRICE_BREAKDOWN").await.name;
    let request = CreateClaimRequest {
        contract: contract.clone(),
        request_id: id(),
        ..Default::default()
    };
    let claim = world
        .client()
        .create_claim(world.ask(&applicant(), request))
        .await
        .unwrap()
        .into_inner()
        .name;
    let slip = world.upload(&contract, "RECEIPT").await.name;
    let request = FileIncomeRequest {
        attachments: vec![slip],
        contract: contract.clone(),
        amount_fen: 100,
        received_on: "2025-03-03".to_owned(),
        receipt_number: "1".to_owned(),
        receipt_kind: "INVOICE".to_owned(),
        request_id: id(),
    };
    let income = world
        .client()
        .file_income(world.ask(&applicant(), request))
        .await
        .unwrap()
        .into_inner()
        .name;
    claims::cast::appropriate(world, 100_000).await.unwrap();
    vec![
        corrected(world, &claim).await,
        followed(world).await,
        claims::cast::programme(world).await.name,
        contract,
        decision.name,
        attachment,
        claim,
        income,
        appealed(world).await,
    ]
}

/// A correction with a line of the claim.
async fn corrected(world: &World, claim: &str) -> String {
    let mut admin = world.database.admin().await.unwrap();
    let correction = id();
    sqlx::query(
        "INSERT INTO correction (id, tenant, hook, package_digest, settings_digest, first_day, reason, asked,
                create_time, version)
         VALUES ($1::uuid, '440703', 'tc.incentive@1', '', '', '2025-01-01', '更正', 1, now(), 1)",
    )
    .bind(&correction)
    .execute(&mut admin)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO correction_line (correction_id, claim_id, tenant, claim_number, decision_id, kind, state,
                old_fen, new_fen, input, outcome)
         VALUES ($1::uuid, $2::uuid, '440703', '1', $1::uuid, 'TOP_UP', 'PROPOSED', 0, 1, '', '')",
    )
    .bind(&correction)
    .bind(claim.trim_start_matches("claims/"))
    .execute(&mut admin)
    .await
    .unwrap();
    format!("corrections/{correction}")
}

/// A shadow of the county's rule.
async fn followed(world: &World) -> String {
    let shadow = id();
    sqlx::query(
        "INSERT INTO adopted_shadow (id, tenant, hook, package_digest, settings, running, version, since, first_leaf,
                next_leaf)
         VALUES ($1::uuid, '440703', 'tc.incentive@1', '', '{}', false, 2, '2025-03-03', 0, 0)",
    )
    .bind(&shadow)
    .execute(&mut world.database.admin().await.unwrap())
    .await
    .unwrap();
    format!("shadows/{shadow}")
}

async fn appealed(world: &World) -> String {
    let submitted = world.submitted(world::form()).await;
    let request = RefuseContractRequest {
        name: submitted.name.clone(),
        code: "ORAL".to_owned(),
        note: "口头约定".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    world
        .client()
        .refuse_contract(world.ask(&registrar(), request))
        .await
        .unwrap();
    let request = FileAppealRequest {
        contract: submitted.name,
        grounds: "合同系书面订立".to_owned(),
        request_id: id(),
    };
    let appeal = world
        .client()
        .file_appeal(world.ask(&applicant(), request))
        .await;
    appeal.unwrap().into_inner().name
}
