//! From a loan in default to a settled claim on the pool, fen by fen; and every way to be told no.
mod withdrawn;

use kezhuan_protocol::financing::v1::compensation_claim::State;
use kezhuan_protocol::financing::v1::*;
use kezhuan_rule_testkit::stopped;
use kezhuan_testkit::settled;
use tonic::{Code, Status};

use crate::claim_cast::*;
use crate::step;
use crate::world::*;

const HOOK: &str = "ip.claim.check@1";

pub fn suit() -> LegalAction {
    LegalAction {
        kind: legal_action::Kind::Suit.into(),
        case_number: "(2025)粤07民初1号".to_owned(),
        taken_on: "2025-05-06".to_owned(),
    }
}

pub async fn loan(world: &World, name: &str) -> Loan {
    let request = GetLoanRequest {
        name: name.to_owned(),
    };
    call!(world, &banker(), get_loan, request).unwrap()
}

/// Files a loan with the pool, and lets time pass until it is in default, 60 days after its due day.
pub async fn defaulted(world: &World, name: &str, filed_on: &str, day: &str) {
    if filed_on != World::CALM {
        world.advance_to(filed_on);
    }
    let covered = loan(world, name).await;
    step!(
        world,
        banker(),
        covered,
        file_loan_with_pool,
        FileLoanWithPoolRequest {
            biz_no: "F1".to_owned(),
        }
    )
    .unwrap();
    world.advance_to(day);
    let expected = ["LoanFiled", "LoanOverdue", "LoanDefaulted"].map(str::to_owned);
    let shown = settled(SOON, expected.to_vec(), async || {
        world.events_of(name).await
    })
    .await;
    assert_eq!(shown, expected);
}

pub fn filing(
    loan: &str,
    number: &str,
    legal_action: Option<LegalAction>,
) -> FileCompensationClaimRequest {
    FileCompensationClaimRequest {
        loan: loan.to_owned(),
        legal_action,
        request_id: id(),
        biz_no: number.to_owned(),
    }
}

async fn filed(world: &World, loan: &str) -> CompensationClaim {
    let request = filing(loan, "C1", Some(suit()));
    call!(world, &banker(), file_compensation_claim, request).unwrap()
}

async fn verify(
    world: &World,
    claim: &CompensationClaim,
    reason: &str,
) -> Result<CompensationClaim, Status> {
    step!(
        world,
        pool_manager(),
        claim,
        verify_compensation_claim,
        VerifyCompensationClaimRequest {
            without_rule_reason: reason.to_owned(),
        }
    )
}

async fn approve(
    world: &World,
    claim: &CompensationClaim,
    by: Person,
) -> Result<CompensationClaim, Status> {
    step!(
        world,
        by,
        claim,
        approve_compensation_claim,
        ApproveCompensationClaimRequest {}
    )
}

async fn publish(world: &World, claim: &CompensationClaim) -> Result<CompensationClaim, Status> {
    step!(
        world,
        city_stb(),
        claim,
        publish_compensation_claim,
        PublishCompensationClaimRequest {}
    )
}

async fn pay(
    world: &World,
    claim: &CompensationClaim,
    by: Person,
) -> Result<CompensationClaim, Status> {
    step!(
        world,
        by,
        claim,
        pay_compensation_claim,
        PayCompensationClaimRequest {}
    )
}

async fn settle(world: &World, claim: &CompensationClaim) -> Result<CompensationClaim, Status> {
    step!(
        world,
        pool_manager(),
        claim,
        settle_compensation_claim,
        SettleCompensationClaimRequest {}
    )
}

async fn recover(
    world: &World,
    claim: &CompensationClaim,
    (gross_fen, costs_fen): (i64, i64),
) -> Result<CompensationClaim, Status> {
    step!(
        world,
        pool_manager(),
        claim,
        record_compensation_recovery,
        RecordCompensationRecoveryRequest {
            gross_fen: gross_fen,
            costs_fen: costs_fen,
        }
    )
}

fn borne(claim: &CompensationClaim) -> Vec<(&str, i64, i64)> {
    let loss = claim.loss.as_ref().unwrap();
    let parts = loss.borne.iter();
    parts
        .map(|part| (part.party.as_str(), part.lost_fen, part.back_fen))
        .collect()
}

fn field_reasons(refused: &Status) -> Vec<String> {
    let explained = kezhuan_rpc::Explanation::of(refused);
    explained
        .fields
        .into_iter()
        .map(|field| field.reason)
        .collect()
}

#[tokio::test]
async fn a_default_is_claimed_paid_recovered_and_settled_to_the_fen() {
    let mut world = World::on(World::CALM).await;
    city_rule(&mut world, HOOK).await;
    deposited(&world, pool_fund::Kind::Compensation, 2_610_000_000).await;
    let name = lent(&world, Lent::due("2025-03-10")).await;
    defaulted(&world, &name, World::CALM, "2025-05-09").await;
    let in_default = loan(&world, &name).await;
    step!(
        world,
        banker(),
        in_default,
        dispose_loan,
        DisposeLoanRequest {
            way: "拍卖质押专利".to_owned(),
            biz_no: "V1".to_owned(),
        }
    )
    .unwrap();

    let claim = filed(&world, &name).await;
    assert_eq!(claim.state(), State::Filed);
    // The bank sends the same again, and gets the same.
    let again = call!(
        world,
        &banker(),
        file_compensation_claim,
        FileCompensationClaimRequest {
            request_id: String::new(),
            ..filing(&name, "C1", Some(suit()))
        }
    );
    assert_eq!(again.unwrap().name, claim.name);
    let second = call!(
        world,
        &banker(),
        file_compensation_claim,
        filing(&name, "C2", Some(suit()))
    );
    assert_eq!(reason(&second.unwrap_err()), "ALREADY_CLAIMED");
    assert!(!exposure(&world).await.suspended);

    // IP-27.
    let verified = verify(&world, &claim, "").await.unwrap();
    let loss = verified.loss.clone().unwrap();
    assert_eq!(
        (
            verified.state(),
            loss.overdue_days,
            loss.principal_fen,
            loss.pay_fen
        ),
        (State::Verified, 60, PRINCIPAL, 120_000_000)
    );
    assert_eq!(
        borne(&verified),
        [("pool", 120_000_000, 0), ("bank", 180_000_000, 0)]
    );
    let asked = decisions(&world, &pool_manager(), &claim.name).await;
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].outcome.as_str(), &asked[0].name),
        ("ANSWERED", &loss.decision)
    );
    assert_eq!(verified.rule_pins[0].hook, HOOK);
    // All of the bank's principal is claimed now: the pool takes no new loan of it.
    let suspended = exposure(&world).await;
    assert_eq!((suspended.suspended, suspended.claimed_bp), (true, 10_000));
    let stale = verify(&world, &claim, "").await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);

    let first = approve(&world, &verified, city_stb()).await.unwrap();
    assert_eq!(first.state(), State::Verified);
    let alike = approve(&world, &first, second_city_stb()).await;
    assert_eq!(reason(&alike.unwrap_err()), "ROLE_MISSING");
    let approved = approve(&world, &first, city_amr()).await.unwrap();
    assert_eq!(approved.state(), State::Approved);
    let published = publish(&world, &approved).await.unwrap();
    let last_day = published.notice.clone().unwrap().last_day;
    assert_eq!(last_day, "2025-05-16");
    paid_and_settled(&world, published, &name).await;
}

/// The rest of the story: the notice, the money, what comes back.
async fn paid_and_settled(world: &World, published: CompensationClaim, loan_name: &str) {
    let notices = call!(
        world,
        &other_applicant(),
        list_notices,
        ListNoticesRequest::default()
    );
    let notices = notices.unwrap().notices;
    assert_eq!(
        (notices[0].claim.as_str(), notices[0].amount_fen),
        (published.name.as_str(), 120_000_000)
    );
    for (day, found) in [("2025-05-15", 0), ("2025-05-16", 1)] {
        let request = ListCompensationClaimsRequest {
            filter: format!("state=\"PUBLISHED\" AND notice_ends_on<=\"{day}\""),
            ..Default::default()
        };
        let listed = call!(world, &city_stb(), list_compensation_claims, request).unwrap();
        assert_eq!(listed.compensation_claims.len(), found, "{day}");
    }
    let early = pay(world, &published, second_pool_manager()).await;
    assert_eq!(reason(&early.unwrap_err()), "NOTICE_NOT_OVER");
    world.advance_to("2025-05-17");
    let own_check = pay(world, &published, pool_manager()).await;
    assert_eq!(reason(&own_check.unwrap_err()), "SAME_PERSON");
    let paid = pay(world, &published, second_pool_manager()).await.unwrap();
    assert_eq!(paid.state(), State::Paid);
    let losses = pool_fund::Kind::Compensation;
    assert_eq!(fund(world, losses).await, (2_490_000_000, 0));
    // Who paid is the pool's own to know.
    let request = GetCompensationClaimRequest {
        name: paid.name.clone(),
    };
    let told = call!(world, &banker(), get_compensation_claim, request.clone()).unwrap();
    assert_eq!(
        (told.filed_by.as_str(), told.verified_by.as_str()),
        ("he", "")
    );
    assert_eq!(told.payment.unwrap().paid_by, "");
    let stranger = call!(world, &other_banker(), get_compensation_claim, request);
    assert_eq!(stranger.unwrap_err().code(), Code::NotFound);

    let nothing = settle(world, &paid).await;
    assert_eq!(reason(&nothing.unwrap_err()), "STATE_FORBIDS");
    // IP-29.
    let recovered = recover(world, &paid, (50_000_000, 5_000_001))
        .await
        .unwrap();
    assert_eq!(recovered.recoveries[0].net_fen, 44_999_999);
    assert_eq!(
        borne(&recovered),
        [
            ("pool", 120_000_000, 18_000_000),
            ("bank", 180_000_000, 26_999_999)
        ]
    );
    let below = recover(world, &recovered, (-1, 0)).await;
    assert_eq!(reason(&below.unwrap_err()), "AMOUNT_NEGATIVE");
    let open = settle(world, &recovered).await;
    assert_eq!(reason(&open.unwrap_err()), "STILL_RECOVERABLE");
    let in_disposal = loan(world, loan_name).await;
    step!(
        world,
        banker(),
        in_disposal,
        close_loan,
        CloseLoanRequest {
            write_off: loan::WriteOff::CourtTermination.into(),
            biz_no: "W1".to_owned(),
        }
    )
    .unwrap();
    let settled = settle(world, &recovered).await.unwrap();
    assert_eq!(settled.state(), State::Settled);
    assert_eq!(fund(world, losses).await, (2_508_000_000, 0));
    let after = exposure(world).await;
    assert_eq!((after.claimed_fen, after.suspended), (0, false));
    assert_eq!(
        world.events_of(&settled.name).await,
        [
            "CompensationFiled",
            "CompensationVerified",
            "CompensationApprovedFirst",
            "CompensationApproved",
            "CompensationPublished",
            "CompensationPaid",
            "CompensationRecovered",
            "CompensationSettled",
        ]
    );
}

#[tokio::test]
async fn a_loan_that_was_filed_late_is_not_paid_for_and_may_be_claimed_anew() {
    let world = World::on(World::CALM).await;
    deposited(&world, pool_fund::Kind::Compensation, 2_610_000_000).await;
    let name = lent(&world, Lent::due("2025-03-21")).await;
    // The eleventh working day after the disbursement.
    defaulted(&world, &name, "2025-03-18", "2025-05-20").await;
    let request = filing(&name, "C1", None);
    let claim = call!(world, &banker(), file_compensation_claim, request).unwrap();
    let refused = verify(&world, &claim, "").await.unwrap_err();
    assert_eq!(reason(&refused), "CLAIM_NOT_DUE");
    assert_eq!(
        field_reasons(&refused),
        ["NO_LEGAL_ACTION", "LATE_POOL_FILING"]
    );
    let asked = decisions(&world, &pool_manager(), &claim.name).await;
    assert!(asked.is_empty());
    let refuse = async |code: &str| {
        step!(
            world,
            pool_manager(),
            claim,
            refuse_compensation_claim,
            RefuseCompensationClaimRequest {
                code: code.to_owned(),
            }
        )
    };
    let elsewhere = person("wei", "pool-440100", "440100", &["pool_manager"]);
    let request = GetCompensationClaimRequest {
        name: claim.name.clone(),
    };
    let hidden = call!(world, &elsewhere, get_compensation_claim, request);
    assert_eq!(hidden.unwrap_err().code(), Code::NotFound);
    let shapeless = refuse("late").await;
    assert_eq!(reason(&shapeless.unwrap_err()), "REFUSAL_CODE_INVALID");
    let refused = refuse("LATE_POOL_FILING").await.unwrap();
    assert_eq!(refused.state(), State::Refused);
    // The principal stays covered: nothing was claimed of it.
    assert_eq!(exposure(&world).await.covered_fen, PRINCIPAL);
    let anew = call!(
        world,
        &banker(),
        file_compensation_claim,
        filing(&name, "C2", Some(suit()))
    );
    assert_ne!(anew.unwrap().name, claim.name);
}

#[tokio::test]
async fn nobody_pays_by_a_rule_that_failed_before_a_person_has_looked() {
    let mut world = World::on(World::CALM).await;
    city_rule(&mut world, HOOK).await;
    stopped(&mut world, HOOK).await;
    deposited(&world, pool_fund::Kind::Compensation, 100_000_000).await;
    let name = lent(&world, Lent::due("2025-03-10")).await;
    defaulted(&world, &name, World::CALM, "2025-05-09").await;
    let claim = filed(&world, &name).await;
    // A reason that was given before anything failed is none.
    let failed = verify(&world, &claim, "规则停用").await.unwrap_err();
    assert_eq!(
        (failed.code(), reason(&failed).as_str()),
        (Code::Aborted, "RULE_FAILED")
    );
    let asked = decisions(&world, &pool_manager(), &claim.name).await;
    assert_eq!(asked[0].outcome, "FAILED");
    let silent = verify(&world, &claim, " ").await.unwrap_err();
    assert_eq!(reason(&silent), "RULE_FAILED");
    let verified = verify(&world, &claim, "规则停用,已核对材料").await.unwrap();
    let loss = verified.loss.clone().unwrap();
    // As far as the pool's money goes; the rest stays with the bank.
    assert_eq!((loss.pay_fen, loss.decision.as_str()), (100_000_000, ""));
    assert_eq!(
        borne(&verified),
        [("pool", 100_000_000, 0), ("bank", 200_000_000, 0)]
    );
    let request = ListAuditEntriesRequest {
        case: claim.name.clone(),
        ..Default::default()
    };
    let record = call!(world, &pool_manager(), list_audit_entries, request).unwrap();
    let told = record
        .audit_entries
        .iter()
        .find(|entry| entry.action == "compensation.verified_without_rule");
    assert!(told.unwrap().detail_json.contains("已核对材料"));
}

#[tokio::test]
async fn only_the_bank_of_a_late_covered_loan_claims() {
    let world = World::on(World::CALM).await;
    let name = lent(&world, Lent::due("2025-09-03")).await;
    let claim = async |by: &Person, number: &str, legal_action: LegalAction| {
        let request = filing(&name, number, Some(legal_action));
        call!(world, by, file_compensation_claim, request).unwrap_err()
    };
    let uncovered = claim(&banker(), "C1", suit()).await;
    assert_eq!(reason(&uncovered), "NOT_COVERED");
    let covered = loan(&world, &name).await;
    step!(
        world,
        banker(),
        covered,
        file_loan_with_pool,
        FileLoanWithPoolRequest {
            biz_no: "F1".to_owned(),
        }
    )
    .unwrap();
    let punctual = claim(&banker(), "C2", suit()).await;
    assert_eq!(reason(&punctual), "NOT_OVERDUE");
    let stranger = claim(&other_banker(), "C1", suit()).await;
    assert_eq!(stranger.code(), Code::NotFound);
    for (field, wrong) in [
        ("legal_action.kind", LegalAction { kind: 0, ..suit() }),
        (
            "legal_action.case_number",
            LegalAction {
                case_number: " ".to_owned(),
                ..suit()
            },
        ),
        (
            "legal_action.taken_on",
            LegalAction {
                taken_on: "6 May".to_owned(),
                ..suit()
            },
        ),
    ] {
        let refused = claim(&banker(), field.rsplit('.').next().unwrap(), wrong).await;
        let explained = kezhuan_rpc::Explanation::of(&refused);
        assert_eq!(explained.fields[0].path, field);
    }
}
