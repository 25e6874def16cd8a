//! What comes of a question: an answer in the domain's words, a failure, no rule, or an answer the law forbids.
use kezhuan_law::Fen;
use uuid::Uuid;

use super::cast::{
    BANK, CITY, JIANGHAI, application, asking, asking_on, claim, facts, interest, late_loan,
    product, subsidy_claim,
};
use super::in_force;
use crate::domain::application::Command;
use crate::domain::asset::AssetKind;
use crate::domain::eligibility::{Qualification, Terms};
use crate::domain::ledger::Exposure;
use crate::domain::ltv::Offered;
use crate::domain::product::{Mode, ProductKind, Stage};
use crate::domain::subsidy;
use crate::rules::ip_claim_check::{self, Checked};
use crate::rules::ip_eligibility::{self, Card};
use crate::rules::ip_ltv::Limits;
use crate::rules::ip_risk_share::{Covered, Sharing};
use crate::rules::ip_stage::Support;
use crate::rules::{Verdict, ip_subsidy};

fn kind_of<T>(asked: crate::rules::Asked<T>) -> String {
    asked.into_row(Uuid::from_u128(9)).outcome_kind
}

#[tokio::test]
async fn a_stage_is_supported_as_the_rule_of_its_legal_date_says() {
    let rules = in_force(&[("jiangmen", CITY)]).await;
    let concept = product(ProductKind::RndLoan, Stage::Concept);
    let asked = rules.stage(JIANGHAI, &concept, asking(CITY)).await.unwrap();
    let support = Support {
        subsidy_bp: 7_000,
        guarantee_min_bp: 8_000,
        notes: vec!["GRANT_FIRST".to_owned()],
    };
    assert_eq!(asked.answer(), Some(&support));
    let pin = asked.rule_pin().unwrap();
    assert_eq!(
        (pin.hook.as_str(), pin.tenant.as_str()),
        ("ip.stage@1", CITY)
    );
    assert_eq!(kind_of(asked), "ANSWERED");

    let before = asking_on(CITY, "2025-12-31");
    let asked = rules.stage(JIANGHAI, &concept, before).await.unwrap();
    assert!(matches!(asked.verdict, Verdict::NoRule));
    assert_eq!(asked.rule_pin(), None);
    assert_eq!(kind_of(asked), "NO_RULE_IN_FORCE");
}

#[tokio::test]
async fn a_case_stays_with_the_rule_it_was_asked_of_first() {
    let rules = in_force(&[("jiangmen", CITY)]).await;
    let pilot = product(ProductKind::RndLoan, Stage::Pilot);
    let first = rules.stage(JIANGHAI, &pilot, asking(CITY)).await.unwrap();
    let mut earlier = asking_on(CITY, "2025-12-31");
    earlier.pins.keep(first.rule_pin().unwrap());
    let again = rules.stage(JIANGHAI, &pilot, earlier).await.unwrap();
    assert_eq!(again.answer(), first.answer());
}

#[tokio::test]
async fn reasons_of_a_rule_are_the_application_s_and_its_failure_is_a_person_s() {
    let rules = in_force(&[("jiangmen", CITY)]).await;
    let application = application();
    let mut facts = facts();
    facts.qualifications = Vec::new();
    facts.bank_this_year = Some("91440703MA4W0AAA0X".to_owned());
    let card = Card {
        facts: &facts,
        declared: &[],
    };
    let asked = rules
        .eligibility(&application, card, asking(CITY))
        .await
        .unwrap();
    let reasons = ["NO_QUALIFICATION", "OTHER_BANK_THIS_YEAR"].map(str::to_owned);
    assert_eq!(asked.answer(), Some(&reasons.to_vec()));
    let Command::Examine(examination) = ip_eligibility::command_after(None, Some(&asked)) else {
        panic!("a rule that answers is examined");
    };
    assert_eq!(examination.rule_reasons, reasons);
    assert_eq!(examination.decision, Some(asked.id));

    // No question that the interface's bounds allow.
    facts.term_months = 361;
    let card = Card {
        facts: &facts,
        declared: &[Qualification::CoreIp],
    };
    let asked = rules
        .eligibility(&application, card, asking(CITY))
        .await
        .unwrap();
    let after = ip_eligibility::command_after(None, Some(&asked));
    let failure = Command::ReportFailure {
        failure: "INVALID_INPUT".to_owned(),
        decision: Some(asked.id),
    };
    assert_eq!(after, failure);
    assert_eq!(kind_of(asked), "FAILED");
}

#[test]
fn what_the_host_refuses_is_no_rule_s_to_answer() {
    let mut facts = facts();
    let host = |facts: &crate::domain::eligibility::Facts| (facts.clone(), Terms::default());
    assert!(ip_eligibility::is_left_to_rules(None));
    assert!(ip_eligibility::is_left_to_rules(Some(&host(&facts))));
    facts.listed = true;
    let refused = host(&facts);
    assert!(!ip_eligibility::is_left_to_rules(Some(&refused)));
    let Command::Examine(examination) = ip_eligibility::command_after(Some(refused), None) else {
        panic!("the host's reasons are enough");
    };
    assert_eq!(examination.rule_reasons, [""; 0]);
    assert_eq!(examination.decision, None);
}

#[tokio::test]
async fn a_bank_lends_by_its_own_rule_and_no_other_bank_does() {
    let rules = in_force(&[("wuyi-bank", BANK)]).await;
    let right = |kind, value, residual_months| Offered {
        kind,
        value: Fen(value),
        residual_months,
    };
    let assets = [
        right(AssetKind::Invention, 500_000_000, Some(23)),
        right(AssetKind::Trademark, 333_333_333, None),
    ];
    let limits = Limits {
        requested: Fen(400_000_000),
        loan_max: Fen(500_000_000),
    };
    let asked = rules.ltv(JIANGHAI, &assets, limits, asking(BANK)).await;
    let asked = asked.unwrap();
    let found = asked.answer().unwrap();
    assert_eq!(found.per_asset, [Fen(100_000_000), Fen(99_999_999)]);
    assert_eq!(
        (found.cap, found.loan_max),
        (Fen(199_999_999), Fen(199_999_999))
    );
    // A right its rule carries nothing on leaves nothing to lend.
    let none = [right(AssetKind::GeographicalIndication, 100_000_000, None)];
    let asked = rules.ltv(JIANGHAI, &none, limits, asking(BANK)).await;
    assert_eq!(asked.unwrap().answer().unwrap().loan_max, Fen::ZERO);
    let other = asking("91440703MA4W0AAA0X");
    let asked = rules.ltv(JIANGHAI, &assets, limits, other).await.unwrap();
    assert!(matches!(asked.verdict, Verdict::NoRule));
}

#[tokio::test]
async fn a_district_adds_to_a_pilot_s_subsidy_and_the_domain_has_the_last_word() {
    let rules = in_force(&[("jianghai", JIANGHAI), ("jiangmen", CITY)]).await;
    let interest = interest(10_000_000, 0);
    let claim = subsidy_claim(interest);
    let fund = Fen(100_000_000);
    for (tenant, stage, amount) in [
        (JIANGHAI, Stage::Pilot, 7_000_000),
        (JIANGHAI, Stage::Industrial, 5_000_000),
        (CITY, Stage::Pilot, 5_000_000),
    ] {
        let asked = rules
            .subsidy(&claim, &interest, (stage, fund), asking(tenant))
            .await
            .unwrap();
        assert_eq!(asked.answer().unwrap().amount, Fen(amount), "{tenant}");
        let outcome = ip_subsidy::outcome(&asked);
        let after = subsidy::command_after(outcome, &claim, &interest, fund);
        let subsidy::Command::Compute { amount: found, .. } = after else {
            panic!("{after:?}");
        };
        assert_eq!(found.unwrap().total, Fen(amount));
    }
    let nobody = asking("440703");
    let asked = rules
        .subsidy(&claim, &interest, (Stage::Pilot, fund), nobody)
        .await
        .unwrap();
    let outcome = ip_subsidy::outcome(&asked);
    assert_eq!(outcome, subsidy::RuleOutcome::NoRule { decision: asked.id });
}

#[tokio::test]
async fn the_city_s_range_for_the_pool_is_held_against_its_own_rule() {
    let exposure = Exposure {
        covered: Fen(95),
        claimed: Fen(5),
    };
    let covered = |product, mode, exposure| Covered {
        division: JIANGHAI,
        product,
        mode,
        exposure,
    };
    let rules = in_force(&[("jiangmen", CITY)]).await;
    let loan = covered(ProductKind::YiKeDai, Mode::Loan, exposure);
    let asked = rules.risk_share(loan, asking(CITY)).await.unwrap();
    let Some(Sharing::Shared(shares)) = asked.answer() else {
        panic!("{asked:?}");
    };
    let shared: Vec<_> = shares
        .iter()
        .map(|share| (share.party.as_str(), share.bp))
        .collect();
    assert_eq!(shared, [("pool", 4_000), ("bank", 6_000)]);
    let claimed = Exposure {
        claimed: Fen(6),
        ..exposure
    };
    let loan = covered(ProductKind::YiKeDai, Mode::Loan, claimed);
    let asked = rules.risk_share(loan, asking(CITY)).await.unwrap();
    let refused = Sharing::Refused(vec!["SUSPENDED".to_owned()]);
    assert_eq!(asked.answer(), Some(&refused));

    // 54 % is lawful elsewhere: the answer stands in the decision, and means nothing here.
    let rules = in_force(&[("zhongshan-type", CITY)]).await;
    let insured = covered(ProductKind::YiKeDai, Mode::Insurance, exposure);
    let asked = rules.risk_share(insured, asking(CITY)).await.unwrap();
    let Verdict::Failed(reason) = &asked.verdict else {
        panic!("{asked:?}");
    };
    assert_eq!(reason, "POOL_SHARE_BEYOND_CITY");
    let row = asked.into_row(Uuid::from_u128(9));
    assert_eq!(row.outcome_kind, "REFUSED_BY_HOST");
    assert!(String::from_utf8(row.outcome).unwrap().contains("5400"));
    let insured = covered(ProductKind::IpLoan, Mode::Insurance, exposure);
    let asked = rules.risk_share(insured, asking(CITY)).await.unwrap();
    let Some(Sharing::Shared(shares)) = asked.answer() else {
        panic!("{asked:?}");
    };
    let shares: Vec<_> = shares.iter().map(|share| share.bp).collect();
    assert_eq!(shares, [5_400, 2_600, 1_600, 400]);
}

#[tokio::test]
async fn a_claim_is_checked_with_what_loan_and_pool_say_on_the_day() {
    let rules = in_force(&[("jiangmen", CITY)]).await;
    let loan = late_loan();
    let claim = claim(&loan);
    let standing = |eligible_at_approval, pool| ip_claim_check::Standing {
        loan: &loan,
        division: JIANGHAI,
        eligible_at_approval,
        pool_available: Fen(pool),
    };
    let full = standing(true, 2_610_000_000);
    let asked = rules.claim_check(&claim, full, asking(CITY)).await.unwrap();
    let checked = Checked {
        pass: true,
        pay: Fen(120_000_000),
        reasons: Vec::new(),
    };
    assert_eq!(asked.answer(), Some(&checked));
    let answer = ip_claim_check::answer(&asked).unwrap().unwrap();
    assert_eq!((answer.pay, answer.decision), (checked.pay, asked.id));

    let short = standing(true, 7);
    let asked = rules
        .claim_check(&claim, short, asking(CITY))
        .await
        .unwrap();
    assert_eq!(asked.answer().unwrap().pay, Fen(7));
    let ineligible = standing(false, 7);
    let asked = rules.claim_check(&claim, ineligible, asking(CITY)).await;
    let asked = asked.unwrap();
    assert_eq!(asked.answer().unwrap().reasons, ["INELIGIBLE"]);
    let nobody = rules.claim_check(&claim, full, asking("440703")).await;
    let answer = nobody.unwrap();
    assert_eq!(ip_claim_check::answer(&answer), Ok(None));
}
