//! What belongs to no loan: money for the pool, a bank's day and month, facts and consents, events that were set aside.
use kezhuan_protocol::contracts::v1::{ContractRegistered, RegisteredVersion};
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::*;

use super::story::{Story, prove};
use super::{Pair, bank, office, owner};
use crate::bank_line::eligible;
use crate::reconciliation::{day_of_three, month};
use crate::records::{operator, set_aside};
use crate::world::*;

pub const RPCS: [&str; 9] = [
    "RecordPoolDeposit",
    "RecordFact",
    "GiveConsent",
    "WithdrawConsent",
    "OpenReconBatch",
    "UploadReconFile",
    "ResolveDifference",
    "ConfirmBalance",
    "ReplayDeadLetter",
];
/// What the bank has of the day, which differs in one amount.
const DIFFERENT: &str =
    "biz_no,amount_fen,status\nP1,5,DONE\nP2,0,REFUSED\nP3,0,REFUSED\nTRAILER,3,5\n";

fn pool() -> Pair {
    office(pool_manager(), "pool_manager")
}

#[tokio::test]
async fn beside_the_loans() {
    let world = day_of_three().await;
    let mut story = Story::of(&world).await;
    let deposit = RecordPoolDepositRequest {
        fund: pool_fund::Kind::Compensation.into(),
        source: pool_fund::Source::City.into(),
        amount_fen: 5_000,
        reference: "江财〔2025〕1号".to_owned(),
        request_id: String::new(),
    };
    prove!(story, pool(), record_pool_deposit, deposit);
    let telling = RecordFactRequest {
        enterprise: "enterprise-1".to_owned(),
        kind: fact::Kind::Revenue.into(),
        reference: "2024".to_owned(),
        version: 1,
        value: "8000".to_owned(),
        request_id: String::new(),
    };
    prove!(story, owner(), record_fact, telling);
    let consent = GiveConsentRequest {
        application: eligible(&world).await.name,
        kind: consent::Kind::SendToBank.into(),
        until: "2025-03-10".to_owned(),
        request_id: String::new(),
    };
    let given = prove!(story, owner(), give_consent, consent);
    let withdrawal = WithdrawConsentRequest {
        name: given.name.clone(),
        request_id: String::new(),
    };
    prove!(story, owner(), withdraw_consent, withdrawal);
    story = the_bank_s_day(story).await;
    let letter = set_aside_contract(&world).await;
    let replay = ReplayDeadLetterRequest {
        name: letter,
        request_id: String::new(),
    };
    let pair = (operator(), Some(city_stb()));
    prove!(story, pair, replay_dead_letter, replay);

    world.advance_to("2025-04-01");
    let file = month::exported(&world, &banker(), "bank-1").await.unwrap();
    prove!(story, bank(), confirm_balance, month::confirm(&file));
    prove!(story, pool(), confirm_balance, month::confirm(&file));
    story.ends(&RPCS);
}

/// Opened by the pool, with one difference that the bank explains.
async fn the_bank_s_day(mut story: Story<'_>) -> Story<'_> {
    let open = OpenReconBatchRequest {
        bank: "bank-1".to_owned(),
        business_day: World::CALM.to_owned(),
        request_id: String::new(),
    };
    let batch = prove!(story, pool(), open_recon_batch, open);
    let file = UploadReconFileRequest {
        bank: "bank-1".to_owned(),
        business_day: World::CALM.to_owned(),
        content: DIFFERENT.into(),
        etag: batch.etag.clone(),
        request_id: String::new(),
    };
    let batch = prove!(story, bank(), upload_recon_file, file);
    let explanation = ResolveDifferenceRequest {
        batch: batch.name.clone(),
        etag: batch.etag.clone(),
        number: "P1".to_owned(),
        text: "手续费另记".to_owned(),
        request_id: String::new(),
    };
    prove!(story, bank(), resolve_difference, explanation);
    story
}

async fn set_aside_contract(world: &World) -> String {
    let registered = ContractRegistered {
        version: Some(RegisteredVersion {
            seller_organisation: "enterprise-1".to_owned(),
            number: "2025440705000001".to_owned(),
            registered_on: World::CALM.to_owned(),
            ..RegisteredVersion::default()
        }),
        ..ContractRegistered::default()
    };
    let contract = ("financing-contracts", "kezhuan.contracts.v1.contract");
    set_aside(world, contract, "contract", &registered).await
}
