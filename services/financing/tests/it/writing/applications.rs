//! Applications: drafted, examined, valued, reviewed, granted or declined, signed.
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::*;

use super::story::{Story, prove, prove_on};
use super::{Pair, bank, office, owner};
use crate::claim_cast::city_rule;
use crate::lending::*;
use crate::world::*;

pub const RPCS: [&str; 9] = [
    "CreateApplication",
    "SubmitApplication",
    "ExamineApplication",
    "ValueApplication",
    "ReviewApplication",
    "ApproveApplication",
    "DeclineApplication",
    "SignApplication",
    "WithdrawApplication",
];

/// Who approves what another of the bank reviewed.
fn second_of_bank() -> Pair {
    (second_banker(), Some(other_banker()))
}

#[tokio::test]
async fn from_the_draft_to_the_contract() {
    let mut world = World::on(World::CALM).await;
    city_rule(&mut world, "ip.eligibility@1").await;
    let mut story = Story::of(&world).await;
    let draft = prove!(story, owner(), create_application, asked_for());
    let eligible = prove_on!(
        story,
        owner(),
        draft,
        submit_application,
        SubmitApplicationRequest {
            declaration: Some(declared()),
        }
    );
    let valued = prove_on!(
        story,
        bank(),
        eligible,
        value_application,
        ValueApplicationRequest {}
    );
    let examined = prove_on!(
        story,
        bank(),
        valued,
        review_application,
        ReviewApplicationRequest {
            finding: "sound".to_owned(),
        }
    );
    let approved = prove_on!(
        story,
        second_of_bank(),
        examined,
        approve_application,
        ApproveApplicationRequest {
            amount_fen: examined.amount_fen,
            rate_bp: 365,
            term_months: examined.term_months,
        }
    );
    let by_bank = prove_on!(
        story,
        bank(),
        approved,
        sign_application,
        SignApplicationRequest {}
    );
    prove_on!(
        story,
        owner(),
        by_bank,
        sign_application,
        SignApplicationRequest {}
    );

    let other = submitted(&world, &drafted(&world, asked_for()).await).await;
    let other = reviewed(&world, &other, &banker()).await;
    prove_on!(
        story,
        second_of_bank(),
        other,
        decline_application,
        DeclineApplicationRequest {
            code: "CREDIT_POLICY".to_owned(),
        }
    );
    let unwanted = submitted(&world, &drafted(&world, asked_for()).await).await;
    prove_on!(
        story,
        owner(),
        unwanted,
        withdraw_application,
        WithdrawApplicationRequest {}
    );
    // A term that no rule can be asked about: a person answers in its place.
    let unasked = CreateApplicationRequest {
        product: Some(Product {
            kind: product::Kind::RndLoan.into(),
            mode: 0,
            ..product(product::Stage::Pilot)
        }),
        term_months: 361,
        ..asked_for()
    };
    let waiting = submitted(&world, &drafted(&world, unasked).await).await;
    prove_on!(
        story,
        office(city_stb(), "city_stb"),
        waiting,
        examine_application,
        ExamineApplicationRequest {
            reason: "sound on paper".to_owned(),
        }
    );
    story.ends(&RPCS);
}
