//! Interest subsidies: claimed, computed by hand, approved, objected to, paid, taken back.
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::*;
use kezhuan_rule_testkit::stopped;

use super::story::{Story, prove, prove_on};
use super::{Pair, office, owner};
use crate::claim_cast::{city_rule, deposited};
use crate::step;
use crate::subsidy::{filed, with_interest};
use crate::world::*;

pub const RPCS: [&str; 14] = [
    "CreateSubsidyClaim",
    "FileSubsidyClaim",
    "AskSubsidyAgain",
    "ComputeSubsidyByHand",
    "ApproveSubsidyClaim",
    "PublishSubsidyClaim",
    "ObjectToSubsidyClaim",
    "DismissSubsidyObjection",
    "UpholdSubsidyObjection",
    "RefuseSubsidyClaim",
    "WithdrawSubsidyClaim",
    "PaySubsidyClaim",
    "RecordSubsidyBreach",
    "RecordSubsidyRecovery",
];
const HOOK: &str = "ip.subsidy@1";
const TOTAL: i64 = 1_000_000;

/// Who computes.
fn authority() -> Pair {
    office(city_amr(), "city_amr")
}

/// Who approves what another computed.
fn second() -> Person {
    person("zhong", "amr-440700", "440700", &["city_amr"])
}

fn treasury() -> Pair {
    office(payer(), "finance_payer")
}

fn promised() -> Vec<Commitment> {
    vec![Commitment {
        until: "2028-03-03".to_owned(),
        conditions: vec!["REGISTERED_ADDRESS".to_owned()],
    }]
}

/// Another claim, computed by hand.
async fn computed(world: &World, number: usize) -> SubsidyClaim {
    let claim = filed(world, number).await;
    step!(
        world,
        city_amr(),
        claim,
        compute_subsidy_by_hand,
        ComputeSubsidyByHandRequest {
            total_fen: TOTAL,
            reason: "规则停用".to_owned(),
        }
    )
    .unwrap()
}

async fn published(world: &World, claim: &SubsidyClaim) -> SubsidyClaim {
    step!(
        world,
        second(),
        claim,
        publish_subsidy_claim,
        PublishSubsidyClaimRequest {}
    )
    .unwrap()
}

async fn objected_to(world: &World, number: usize) -> SubsidyClaim {
    let claim = computed(world, number).await;
    let approved = step!(
        world,
        second(),
        claim,
        approve_subsidy_claim,
        ApproveSubsidyClaimRequest {
            commitments: promised(),
        }
    )
    .unwrap();
    let published = published(world, &approved).await;
    step!(
        world,
        other_applicant(),
        published,
        object_to_subsidy_claim,
        ObjectToSubsidyClaimRequest {
            text: "利息并非该企业支付".to_owned(),
        }
    )
    .unwrap()
}

#[tokio::test]
async fn from_the_claim_to_the_last_fen_taken_back() {
    let mut world = World::on(World::CALM).await;
    city_rule(&mut world, HOOK).await;
    stopped(&mut world, HOOK).await;
    let mut story = Story::of(&world).await;
    deposited(&world, pool_fund::Kind::Subsidy, 8_000_000).await;
    let request = CreateSubsidyClaimRequest {
        loan: with_interest(&world, 1).await,
        year: 2025,
        ..CreateSubsidyClaimRequest::default()
    };
    let draft = prove!(story, owner(), create_subsidy_claim, request);
    let manual = prove_on!(
        story,
        owner(),
        draft,
        file_subsidy_claim,
        FileSubsidyClaimRequest {
            materials: draft.required_materials.clone(),
        }
    );
    let again = prove_on!(
        story,
        authority(),
        manual,
        ask_subsidy_again,
        AskSubsidyAgainRequest {}
    );
    let by_hand = prove_on!(
        story,
        authority(),
        again,
        compute_subsidy_by_hand,
        ComputeSubsidyByHandRequest {
            total_fen: TOTAL,
            reason: "规则停用".to_owned(),
        }
    );
    let approved = prove_on!(
        story,
        office(second(), "city_amr"),
        by_hand,
        approve_subsidy_claim,
        ApproveSubsidyClaimRequest {
            commitments: promised(),
        }
    );
    let public = prove_on!(
        story,
        authority(),
        approved,
        publish_subsidy_claim,
        PublishSubsidyClaimRequest {}
    );
    // Everybody may object to what is public.
    let suspended = prove_on!(
        story,
        (other_applicant(), None),
        public,
        object_to_subsidy_claim,
        ObjectToSubsidyClaimRequest {
            text: "利息并非该企业支付".to_owned(),
        }
    );
    let dismissed = prove_on!(
        story,
        authority(),
        suspended,
        dismiss_subsidy_objection,
        DismissSubsidyObjectionRequest {
            reason: "付息凭证齐全".to_owned(),
        }
    );
    let public = published(&world, &dismissed).await;

    let wrong = objected_to(&world, 2).await;
    prove_on!(
        story,
        authority(),
        wrong,
        uphold_subsidy_objection,
        UpholdSubsidyObjectionRequest {
            code: "PAID_BY_ANOTHER".to_owned(),
            reason: "付款人不符".to_owned(),
        }
    );
    let refused = computed(&world, 3).await;
    prove_on!(
        story,
        authority(),
        refused,
        refuse_subsidy_claim,
        RefuseSubsidyClaimRequest {
            code: "OTHER".to_owned(),
            note: "材料不实".to_owned(),
        }
    );
    let withdrawn = computed(&world, 4).await;
    prove_on!(
        story,
        owner(),
        withdrawn,
        withdraw_subsidy_claim,
        WithdrawSubsidyClaimRequest {}
    );

    world.advance_to("2025-03-11");
    let paid = prove_on!(
        story,
        treasury(),
        public,
        pay_subsidy_claim,
        PaySubsidyClaimRequest {}
    );
    let recovering = prove_on!(
        story,
        authority(),
        paid,
        record_subsidy_breach,
        RecordSubsidyBreachRequest {
            reason: "企业迁出".to_owned(),
        }
    );
    prove_on!(
        story,
        treasury(),
        recovering,
        record_subsidy_recovery,
        RecordSubsidyRecoveryRequest { amount_fen: TOTAL }
    );
    story.ends(&RPCS);
}
