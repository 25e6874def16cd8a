//! What is wrong with what comes in: each fault has its own stable reason in both languages, and changes nothing.
use kezhuan_financing::domain::loan::State as LoanState;
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::*;
use sqlx::PgConnection;
use tonic::{Code, Status};

use crate::bank_line::{eligible, valued};
use crate::claim_cast;
use crate::compensation::{defaulted, filing, suit};
use crate::lending::{asked_for, number};
use crate::reconciliation::{day_of_three, upload};
use crate::secured::{effective, entered, fields, lent, patent, uuid_of};
use crate::step;
use crate::world::*;
use crate::writing::story::{rows, told};

/// Holds that `call` is refused with this reason and leaves everything as it was.
async fn refused<T: std::fmt::Debug>(
    admin: &mut PgConnection,
    call: impl Future<Output = Result<T, Status>>,
    (code, reason): (Code, &str),
) -> Status {
    let before = rows(admin).await;
    let refused = call.await.unwrap_err();
    assert_eq!(told(reason, &refused, &[code]).reason, reason);
    assert_eq!(rows(admin).await, before, "{reason}");
    refused
}

#[tokio::test]
async fn a_wrong_certificate_and_a_wrong_trailer() {
    let world = day_of_three().await;
    let mut admin = world.database.admin().await.unwrap();
    let application = eligible(&world).await;
    let mut by_another = FinancingServiceClient::new(world.channel_of(&other_banker()));
    let instruction = world.ask(&banker(), valued(&application, &number()));
    refused(
        &mut admin,
        by_another.value_application(instruction),
        (
            Code::PermissionDenied,
            "CERTIFICATE_OF_ANOTHER_ORGANISATION",
        ),
    )
    .await;
    let mut by_nobody = world.client();
    let instruction = world.ask(&banker(), valued(&application, &number()));
    refused(
        &mut admin,
        by_nobody.value_application(instruction),
        (Code::Unauthenticated, "CERTIFICATE_MISSING"),
    )
    .await;
    let file = "biz_no,amount_fen,status\nP1,0,DONE\nTRAILER,2,0\n";
    let mut client = world.client_of(&banker());
    refused(
        &mut admin,
        client.upload_recon_file(world.ask(&banker(), upload(file))),
        (Code::InvalidArgument, "TRAILER_MISMATCH"),
    )
    .await;
}

#[tokio::test]
async fn a_consent_that_is_over() {
    let world = World::on(World::CALM).await;
    let mut admin = world.database.admin().await.unwrap();
    let application = eligible(&world).await;
    let consent = GiveConsentRequest {
        application: application.name.clone(),
        kind: consent::Kind::SendToBank.into(),
        until: "2025-03-10".to_owned(),
        request_id: id(),
    };
    call!(world, &applicant(), give_consent, consent).unwrap();
    world.advance_to("2025-03-11");
    let card = GetDataCardRequest {
        application: application.name,
        kinds: vec![fact::Kind::Contract.into()],
    };
    let mut client = world.client_of(&banker());
    refused(
        &mut admin,
        client.get_data_card(world.ask(&banker(), card)),
        (Code::FailedPrecondition, "CONSENT_EXPIRED"),
    )
    .await;
}

#[tokio::test]
async fn a_maturity_beyond_the_life_of_the_patent() {
    let world = World::on(World::CALM).await;
    let mut admin = world.database.admin().await.unwrap();
    let paid_for = RegisterAssetRequest {
        fee_paid_through: 7,
        ..patent(crate::secured::PATENTS[0])
    };
    let right = entered(&world, paid_for).await;
    let pledge = effective(&world, &[&right]).await;
    let loan = lent(&world, &pledge, LoanState::Active).await;
    // The day after its twenty years.
    let extension = ExtendLoanRequest {
        name: loan,
        request_id: id(),
        biz_no: number(),
        maturity: "2039-02-18".to_owned(),
        ..ExtendLoanRequest::default()
    };
    let mut client = world.client_of(&banker());
    let beyond = refused(
        &mut admin,
        client.extend_loan(world.ask(&banker(), extension)),
        (Code::FailedPrecondition, "MATURITY_BEYOND_TERM"),
    )
    .await;
    let said = kezhuan_rpc::Explanation::of(&beyond);
    assert_eq!(said.metadata["asset"], uuid_of(&right.name).to_string());
}

#[tokio::test]
async fn a_claim_on_a_loan_that_was_filed_late() {
    let world = World::on(World::CALM).await;
    let mut admin = world.database.admin().await.unwrap();
    let name = claim_cast::lent(&world, claim_cast::Lent::due("2025-03-21")).await;
    // The eleventh working day after the disbursement.
    defaulted(&world, &name, "2025-03-18", "2025-05-20").await;
    let request = filing(&name, "C1", Some(suit()));
    let claim = call!(world, &banker(), file_compensation_claim, request).unwrap();
    let check = VerifyCompensationClaimRequest {
        name: claim.name,
        etag: claim.etag,
        request_id: id(),
        ..VerifyCompensationClaimRequest::default()
    };
    let mut client = world.client();
    let late = refused(
        &mut admin,
        client.verify_compensation_claim(world.ask(&pool_manager(), check)),
        (Code::FailedPrecondition, "CLAIM_NOT_DUE"),
    )
    .await;
    let why = ("claim".to_owned(), "LATE_POOL_FILING".to_owned());
    assert_eq!(fields(&late), [why]);
}

#[tokio::test]
async fn a_text_that_no_database_holds() {
    let world = World::on(World::CALM).await;
    let mut admin = world.database.admin().await.unwrap();
    let asked = CreateApplicationRequest {
        purpose: "equip\0ment".to_owned(),
        ..asked_for()
    };
    let mut client = world.client();
    let invalid = (Code::InvalidArgument, "TEXT_INVALID");
    let drafting = client.create_application(world.ask(&applicant(), asked));
    refused(&mut admin, drafting, invalid).await;
    let telling = RecordFactRequest {
        enterprise: "enterprise-1".to_owned(),
        kind: fact::Kind::Revenue.into(),
        reference: "20\x0024".to_owned(),
        version: 1,
        value: "8000".to_owned(),
        request_id: id(),
    };
    let mut client = world.client();
    let telling = client.record_fact(world.ask(&applicant(), telling));
    refused(&mut admin, telling, invalid).await;
    // A bank's instruction is received before it is done: its name is text, too.
    let application = Application {
        name: "applications/\0".to_owned(),
        ..Application::default()
    };
    let finding = step!(
        world,
        banker(),
        application,
        review_application,
        ReviewApplicationRequest {
            biz_no: number(),
            finding: "sound".to_owned(),
        }
    );
    told("a name", &finding.unwrap_err(), &[Code::InvalidArgument]);
}
