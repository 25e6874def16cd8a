//! How a grant ends: objections, recoveries, a registration that is lost, a rule that comes late.
use kezhuan_protocol::contracts::v1::claim::State;
use kezhuan_protocol::contracts::v1::*;
use kezhuan_testkit::eventually;
use tonic::Status;

use super::cast::*;
use crate::world::{self, Person, World, call, id, person, reason};

async fn resolve(world: &World, claim: &Claim, upheld: bool) -> Result<Claim, Status> {
    let request = ResolveObjectionRequest {
        name: claim.name.clone(),
        request_id: id(),
        upheld,
        reason: "经核查".to_owned(),
        ..Default::default()
    };
    call!(world, &authority(), resolve_objection, request)
}

async fn object(world: &World, claim: &Claim) -> Claim {
    let request = ObjectToClaimRequest {
        name: claim.name.clone(),
        request_id: id(),
        text: "技术并非卖方所有".to_owned(),
        ..Default::default()
    };
    let rival = person("zhou", "rival-1", "", &["applicant"]);
    call!(world, &rival, object_to_claim, request).unwrap()
}

async fn recover(world: &World, claim: &Claim, amount_fen: i64) -> Result<Claim, Status> {
    let request = RecordRecoveryRequest {
        name: claim.name.clone(),
        request_id: id(),
        amount_fen,
        ..Default::default()
    };
    call!(world, &payer(), record_recovery, request)
}

async fn refuse(world: &World, by: &Person, claim: &Claim) -> Result<Claim, Status> {
    let request = RefuseClaimRequest {
        name: claim.name.clone(),
        request_id: id(),
        code: "REGISTRATION_LOST".to_owned(),
        note: "登记已撤销".to_owned(),
        ..Default::default()
    };
    call!(world, by, refuse_claim, request)
}

async fn annul(world: &World, contract: &Contract) {
    let city = person("he", "stb-440700", "440700", &["city_stb"]);
    let request = AnnulContractRequest {
        name: contract.name.clone(),
        request_id: id(),
        note: "虚假登记".to_owned(),
        ..Default::default()
    };
    call!(world, &city, annul_contract, request).unwrap();
}

#[tokio::test]
async fn a_dismissed_objection_leads_to_payment_and_a_breach_takes_the_grant_back_in_parts() {
    let world = world().await;
    appropriate(&world, 1_000_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    let published = approved_and_published(&world, &claim).await;
    let suspended = object(&world, &published).await;
    assert_eq!(suspended.notice.clone().unwrap().outcome, "DISPUTED");
    let dismissed = resolve(&world, &suspended, false).await.unwrap();
    assert_eq!(dismissed.state(), State::Approved);
    let request = PublishClaimRequest {
        name: claim.name.clone(),
        request_id: id(),
        ..Default::default()
    };
    let again = call!(world, &checker(), publish_claim, request).unwrap();
    assert_eq!(again.notice.clone().unwrap().outcome, "");
    assert_eq!(again.earlier_notices, [suspended.notice.clone().unwrap()]);
    let answered = &again.objections[0];
    assert_eq!(
        (
            answered.outcome.as_str(),
            answered.outcome_reason.as_str(),
            answered.resolved_on.as_str()
        ),
        ("DISMISSED", "经核查", "2025-03-03")
    );
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    // The notice is over because its last day has passed: nobody had to do anything.
    let over = get(&world, &authority(), &claim.name).await;
    assert_eq!(over.notice.unwrap().outcome, "UNDISPUTED");
    let approver = person("sun", "stb-440703", "440703", &["finance_payer"]);
    let request = PayClaimRequest {
        name: claim.name.clone(),
        request_id: id(),
        ..Default::default()
    };
    let own = call!(world, &approver, pay_claim, request).unwrap_err();
    assert_eq!(reason(&own), "PAYER_IS_APPROVER");
    let paid = pay(&world, &again).await.unwrap();
    let request = RecordBreachRequest {
        name: paid.name.clone(),
        request_id: id(),
        reason: "注册地已迁出".to_owned(),
        ..Default::default()
    };
    let recovering = call!(world, &authority(), record_breach, request).unwrap();
    assert_eq!(recovering.state(), State::Recovering);
    let told = recovering.breach.clone().unwrap();
    assert_eq!(
        (told.ground.as_str(), told.reason.as_str(), told.amount_fen),
        ("COMMITMENT", "注册地已迁出", 100_000)
    );
    let part = recover(&world, &recovering, 60_000).await.unwrap();
    assert_eq!(
        (part.state(), part.recovered_fen),
        (State::Recovering, 60_000)
    );
    let over = recover(&world, &part, 40_001).await.unwrap_err();
    assert_eq!(reason(&over), "RECOVERY_OUT_OF_RANGE");
    let whole = recover(&world, &part, 40_000).await.unwrap();
    assert_eq!(
        (whole.state(), whole.recovered_fen),
        (State::Recovered, 100_000)
    );
    assert_eq!(programme(&world).await.recovered_fen, 100_000);
    assert_eq!(
        world.events_of(&claim.name).await,
        [
            "ClaimFiled",
            "ClaimComputed",
            "ClaimApproved",
            "ClaimPublished",
            "ClaimSuspended",
            "ClaimObjectionResolved",
            "ClaimPublished",
            "ClaimPaid",
            "ClaimRecovering",
            "ClaimRecoveredInPart",
            "ClaimRecovered"
        ]
    );
}

#[tokio::test]
async fn an_upheld_objection_frees_what_was_committed() {
    let world = world().await;
    appropriate(&world, 1_000_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    let published = approved_and_published(&world, &claim).await;
    let suspended = object(&world, &published).await;
    let upheld = resolve(&world, &suspended, true).await.unwrap();
    assert_eq!(
        (upheld.state(), upheld.refusal_code.as_str()),
        (State::Refused, "OBJECTION_UPHELD")
    );
    let ledger = programme(&world).await;
    assert_eq!((ledger.committed_fen, ledger.available_fen), (0, 1_000_000));
}

#[tokio::test]
async fn a_published_grant_is_refused_once_its_registration_is_lost() {
    let world = world().await;
    appropriate(&world, 1_000_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    let published = approved_and_published(&world, &claim).await;
    let due = refuse(&world, &authority(), &published).await.unwrap_err();
    assert_eq!(reason(&due), "GRANT_STILL_DUE");
    annul(&world, &contract).await;
    let refused = refuse(&world, &authority(), &published).await.unwrap();
    assert_eq!(
        (refused.state(), refused.refusal_note.as_str()),
        (State::Refused, "登记已撤销")
    );
    let ledger = programme(&world).await;
    assert_eq!((ledger.committed_fen, ledger.available_fen), (0, 1_000_000));
}

#[tokio::test]
async fn a_waiting_claim_is_asked_again_once_when_a_rule_is_adopted() {
    let world = world().await;
    let contract = world.registered(world::form()).await;
    let waiting = filed(&world, &contract.name).await;
    assert_eq!(waiting.state(), State::Manual);
    appropriate(&world, 1_000_000).await.unwrap();
    put_in_force(&world, "440703", "pengjiang", "[2020-01-01,2020-02-01)").await;
    let computed = eventually(DEADLINE, async || {
        get(&world, &authority(), &waiting.name).await.state() == State::Computed
    })
    .await;
    assert!(computed, "nobody asked again");
    // Another county's rule is no news for it.
    put_in_force(&world, "440705", "xinhui", "[2025-01-01,)").await;
    let events = world.events_of(&waiting.name).await;
    let asked = events.iter().filter(|name| *name == "ClaimAskedAgain");
    assert_eq!(asked.count(), 1, "{events:?}");
}

#[tokio::test]
async fn a_published_claim_is_shown_to_everybody_while_it_stands() {
    let world = world().await;
    appropriate(&world, 1_000_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    assert_eq!(noticed(&world, &claim).await, None);
    let published = approved_and_published(&world, &claim).await;
    let shown = noticed(&world, &claim).await.unwrap();
    assert_eq!(
        (shown.amount_fen, shown.applicant_organisation, shown.notice),
        (
            claim.amount_fen,
            "seller-1".to_owned(),
            published.notice.clone()
        )
    );
    let (form, entry) = (contract.form.unwrap(), contract.registration.unwrap());
    let seller = form.seller.unwrap();
    assert_eq!(
        (shown.payee, shown.payee_name, shown.payee_credit_code),
        ("SELLER".to_owned(), seller.display_name, seller.credit_code)
    );
    assert_eq!(
        (shown.contract, shown.certificate_number, shown.kind),
        (contract.name, entry.certificate_number, form.kind)
    );
    assert_eq!(shown.project_name, form.project_name);
    object(&world, &published).await;
    assert_eq!(noticed(&world, &claim).await, None);
}

#[tokio::test]
async fn a_notice_names_a_secret_by_its_certificate_alone() {
    let world = world().await;
    appropriate(&world, 1_000_000).await.unwrap();
    let form = Form {
        intellectual_property_type: "TECHNICAL_SECRET".to_owned(),
        ..world::form()
    };
    let contract = world.registered(form).await;
    let claim = filed(&world, &contract.name).await;
    let published = approved_and_published(&world, &claim).await;
    let shown = noticed(&world, &claim).await.unwrap();
    let number = contract.registration.unwrap().certificate_number;
    assert_eq!(
        (shown.project_name.as_str(), shown.certificate_number),
        ("", number.clone())
    );
    let basis = published.basis.unwrap();
    assert_eq!(
        (basis.project_name.as_str(), basis.certificate_number),
        ("", number)
    );
}

/// What somebody without a part in the claim is shown of it.
async fn noticed(world: &World, claim: &Claim) -> Option<ClaimNotice> {
    let passer_by = person("lin", "passer-by-1", "", &[]);
    let request = ListNoticesRequest {
        tenant: claim.tenant.clone(),
        ..Default::default()
    };
    let listed = call!(world, &passer_by, list_notices, request).unwrap();
    let mut notices = listed.notices.into_iter();
    notices.find(|notice| notice.claim == claim.name)
}
