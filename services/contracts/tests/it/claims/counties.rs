//! Two counties on one contract, and whose year a cap is.
use std::time::Duration;

use kezhuan_protocol::contracts::v1::claim::State;
use kezhuan_protocol::contracts::v1::*;
use kezhuan_testkit::eventually;
use uuid::Uuid;

use super::cast::*;
use crate::adoption::announce;
use crate::world::{self, World, applicant, call, id, person, reason};

const SOON: Duration = Duration::from_secs(30);

fn taishan() -> world::Person {
    person("tan", "stb-440781", "440781", &["county_stb"])
}

fn buyer() -> world::Person {
    person("ma", "buyer-1", "", &["applicant"])
}

/// A contract of 1,000,000 yuan between Pengjiang and Taishan.
async fn between(world: &World) -> Contract {
    let mut form = Form {
        total_amount_fen: 100_000_000,
        ..world::form()
    };
    if let Some(buyer) = form.buyer.as_mut() {
        buyer.division = "440781".to_owned();
    }
    world.registered(form).await
}

async fn in_taishan(world: &World) {
    put_in_force(world, "440781", "taishan", "[2025-01-01,)").await;
    announce(world, appropriation("440781", 10_000_000), false)
        .await
        .unwrap();
}
/// The buyer's claim there, once its rule is in force in this process, too.
async fn answered_in_taishan(world: &World, contract: &str) -> Claim {
    let mut claim = filed_by(world, &buyer(), contract, "440781").await.unwrap();
    let answered = eventually(SOON, async || {
        if claim.reasons != ["NO_RULE_IN_FORCE"] {
            return true;
        }
        let request = WithdrawClaimRequest {
            name: claim.name.clone(),
            request_id: id(),
            ..Default::default()
        };
        call!(world, &buyer(), withdraw_claim, request).unwrap();
        claim = filed_by(world, &buyer(), contract, "440781").await.unwrap();
        false
    });
    assert!(answered.await, "the rule never came into force");
    claim
}

#[tokio::test]
async fn sellers_and_buyers_county_each_pay_one_contract_once() {
    let world = world().await;
    appropriate(&world, 10_000_000).await.unwrap();
    in_taishan(&world).await;
    let contract = between(&world).await;
    let sellers = filed(&world, &contract.name).await;
    assert_eq!(
        (sellers.tenant.as_str(), sellers.amount_fen),
        ("440703", 1_000_000)
    );
    // Taishan's flat sum.
    let buyers = answered_in_taishan(&world, &contract.name).await;
    assert_eq!(
        (buyers.state(), buyers.amount_fen),
        (State::Computed, 1_000_000)
    );
    let again = filed_by(&world, &applicant(), &contract.name, "440781")
        .await
        .unwrap_err();
    assert_eq!(reason(&again), "ALREADY_CLAIMED");
    let elsewhere = filed_by(&world, &applicant(), &contract.name, "440705")
        .await
        .unwrap_err();
    assert_eq!(reason(&elsewhere), "NOT_THE_PAYING_TENANT");
    // Taishan sees the documents and its own rule's answer, and not Pengjiang's case.
    let list = ListAttachmentsRequest {
        contract: contract.name.clone(),
    };
    let listed = call!(world, &taishan(), list_attachments, list.clone()).unwrap();
    let request = DownloadAttachmentRequest {
        name: listed.attachments[0].name.clone(),
    };
    let mut document = call!(world, &taishan(), download_attachment, request).unwrap();
    assert!(document.message().await.unwrap().is_some());
    let request = ListDecisionsRequest {
        name: contract.name.clone(),
        ..Default::default()
    };
    let decisions = call!(world, &taishan(), list_decisions, request.clone())
        .unwrap()
        .decisions;
    assert!(!decisions.is_empty());
    assert!(decisions.iter().all(|asked| asked.tenant == "440781"));
    // It is told whom it pays for what, of a contract that it does not see.
    let told = get(&world, &taishan(), &buyers.name).await;
    let basis = told.basis.unwrap();
    let (form, entry) = (contract.form.unwrap(), contract.registration.unwrap());
    let paid = form.buyer.unwrap();
    assert_eq!(
        (told.payee_name, told.payee_credit_code, told.contract),
        (paid.display_name, paid.credit_code, contract.name.clone())
    );
    assert_eq!(
        (basis.certificate_number, basis.project_name, basis.kind),
        (entry.certificate_number, form.project_name, form.kind)
    );
    let hidden = world.get(&taishan(), &contract.name).await.unwrap_err();
    assert_eq!(hidden.code(), tonic::Code::NotFound);
    let xinhui = person("he", "stb-440705", "440705", &["county_stb"]);
    let hidden = call!(world, &xinhui, list_attachments, list).unwrap_err();
    assert_eq!(hidden.code(), tonic::Code::NotFound);
    let hidden = call!(world, &xinhui, list_decisions, request).unwrap_err();
    assert_eq!(hidden.code(), tonic::Code::NotFound);
    // Each authority decides on its own claim and sees not the other's.
    let request = ApproveClaimRequest {
        name: buyers.name.clone(),
        request_id: id(),
        commitments: vec![Commitment {
            until: "2030-12-31".to_owned(),
            conditions: vec!["注册地不迁出".to_owned()],
        }],
        ..Default::default()
    };
    let foreign = call!(world, &checker(), approve_claim, request.clone()).unwrap_err();
    assert_eq!(foreign.code(), tonic::Code::NotFound);
    let own = ApproveClaimRequest {
        request_id: id(),
        ..request
    };
    let approved = call!(world, &taishan(), approve_claim, own).unwrap();
    assert_eq!(approved.state(), State::Approved);
}

#[tokio::test]
async fn a_cap_is_the_payees_also_when_the_buyer_claims() {
    let world = world().await;
    appropriate(&world, 100_000_000).await.unwrap();
    let first = world.registered(world::form()).await;
    let paid = filed(&world, &first.name).await;
    assert_eq!(paid.amount_fen, 100_000);
    let second = world.registered(world::form()).await;
    let claim = filed_by(&world, &buyer(), &second.name, "").await.unwrap();
    assert_eq!(claim.payee, "SELLER");
    assert_eq!(claim.payee_name, "蓬江照明有限公司");
    let decisions = world.decisions(&second.name).await;
    let told = decisions
        .iter()
        .rev()
        .find(|decision| decision.hook == "tc.incentive@1")
        .unwrap();
    let input: serde_json::Value = serde_json::from_str(&told.input_json).unwrap();
    assert_eq!(input["history"]["paid_year_fen"], 100_000, "{input}");
}

/// The answers that are kept of a claim's amount, oldest first: each with its decision's id.
async fn amounts(world: &World, claim: &Claim) -> Vec<(Uuid, String)> {
    sqlx::query_as(
        "SELECT id, outcome_kind FROM decision WHERE case_id = $1 AND hook = 'tc.incentive@1' ORDER BY id",
    )
    .bind(claim.name.rsplit('/').next().unwrap().parse::<Uuid>().unwrap())
    .fetch_all(&mut world.database.admin().await.unwrap())
    .await
    .unwrap()
}

#[tokio::test]
async fn both_questions_are_kept_where_the_rule_pays_another_party_than_was_expected() {
    let world = world().await;
    // Xinhui's rule pays the seller wherever it is; Taishan is home to the buyer, whose year it is told first.
    put_in_force(&world, "440781", "xinhui", "[2025-01-01,)").await;
    announce(&world, appropriation("440781", 10_000_000), false)
        .await
        .unwrap();
    let contract = between(&world).await;
    let claim = answered_in_taishan(&world, &contract.name).await;
    assert_eq!(
        (claim.state(), claim.payee.as_str()),
        (State::Computed, "SELLER"),
        "{:?}",
        claim.reasons
    );
    let kept = amounts(&world, &claim).await;
    let kinds: Vec<&str> = kept.iter().map(|(_, kind)| kind.as_str()).collect();
    assert_eq!(kinds, ["ANSWERED", "ANSWERED"]);
    // The claim stands on the second.
    let (standing, _) = &kept[1];
    assert!(
        claim.decision.ends_with(&standing.to_string()),
        "{}",
        claim.decision
    );
}
