//! What counties pay by their rules.
use kezhuan_grants::{Answer, Claim, Earlier, Question, State};
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;
use uuid::Uuid;

use super::{JIANGHAI, asking_on, date, in_force};
use crate::domain::carrier::{Grade, Kind};
use crate::domain::reward::Occasion;
use crate::rules::Verdict;
use crate::rules::inc_rent::{Rented, Renter};
use crate::rules::inc_reward::{Graduate, Rewarded};

const TENANT: &str = "91440704MA50000A8K";

fn claim(programme: &str, claimant: &str, facts: usize) -> Claim {
    Claim {
        id: Uuid::from_u128(1),
        number: "KZ-INR-2026-440704-000001".to_owned(),
        tenant: JIANGHAI.to_owned(),
        division: JIANGHAI.to_owned(),
        programme: programme.to_owned(),
        subject: "leases/1".to_owned(),
        occasion: String::new(),
        period: None,
        claimant: claimant.to_owned(),
        others: Vec::new(),
        facts: (0..facts)
            .map(|month| format!("leases/1/{month}"))
            .collect(),
        legal_date: date("2026-06-30"),
        year: 2026,
        state: State::Filed,
        version: 2,
        applicant: "ann".to_owned(),
        required_materials: Vec::new(),
        amount: None,
        reasons: Vec::new(),
        decision: None,
        failure: None,
        computed_by: None,
        approved_by: None,
        refusal: None,
        notice: None,
        objections: Vec::new(),
        commitments: Vec::new(),
        payment: None,
        breach: None,
        recoveries: Vec::new(),
        pins: RulePins::default(),
    }
}

fn question(claim: Claim, earlier: Vec<Earlier>, legal_date: &str) -> Question {
    Question {
        claim,
        earlier,
        budget_left: Some(Fen(100_000_000)),
        asking: asking_on(JIANGHAI, legal_date),
    }
}

fn earlier(payee: &str, amount: i64) -> Earlier {
    Earlier {
        claim: Uuid::from_u128(2),
        payee: payee.to_owned(),
        subject: "leases/2".to_owned(),
        occasion: String::new(),
        facts: vec!["leases/2/2026-01".to_owned()],
        year: 2026,
        legal_date: date("2026-02-01"),
        amount: Fen(amount),
        paid_on: Some(date("2026-03-01")),
    }
}

fn rented(area_c: i64, rent: i64) -> Rented<'static> {
    Rented {
        area_c,
        rent: Fen(rent),
        months: 12,
        rent_paid: Fen(area_c * rent * 12 / 100),
        tenant: Renter {
            founded: date("2025-03-01"),
            entry: date("2025-06-01"),
            field: "LASER",
            chain: Some("LASER"),
            is_tech_sme: true,
            is_high_tech: false,
            is_overseas_chinese: false,
            priority: Some(70),
        },
        kind: Kind::Incubator,
        grade: Some(Grade::City),
        is_remote: false,
    }
}

/// INC-23 and INC-24.
#[tokio::test]
async fn rent_is_subsidised_up_to_the_cap_of_the_year() {
    let rules = in_force(&[("jianghai-incubation", JIANGHAI)]).await;
    let first = question(claim("inc.rent", TENANT, 12), Vec::new(), "2026-06-30");
    let asked = rules.rent(&rented(35_050, 3_000), &first).await.unwrap();
    assert_eq!(
        asked.answer().map(|answer| answer.amount),
        Some(Fen(4_500_000))
    );
    // What another enterprise got takes nothing from this one's cap.
    let before = vec![earlier(TENANT, 4_900_000), earlier("another", 4_000_000)];
    let second = question(claim("inc.rent", TENANT, 12), before, "2026-06-30");
    let asked = rules.rent(&rented(20_000, 2_000), &second).await.unwrap();
    assert_eq!(
        asked.answer().map(|answer| answer.amount),
        Some(Fen(100_000))
    );
}

fn graduate(high_tech_on: &str) -> Rewarded<'static> {
    Rewarded {
        occasion: Occasion::HighTech,
        happened_on: date(high_tech_on),
        tenant: Some(Graduate {
            entry: date("2023-05-01"),
            graduated_on: Some(date("2025-11-20")),
            high_tech_on: Some(date(high_tech_on)),
            chain: Some("LASER"),
            is_overseas_chinese: false,
        }),
        kind: Kind::Incubator,
        grade: Some(Grade::City),
        previous_grade: Some(Grade::City),
        is_leader_run: false,
        operator: "park",
        enterprise: Some(TENANT),
    }
}

/// JA-21 and JA-22.
#[tokio::test]
async fn a_graduate_that_becomes_high_tech_within_a_year_is_rewarded() {
    let rules = in_force(&[("jianghai-incubation", JIANGHAI)]).await;
    let ask = |day: &str| question(claim("inc.reward", "park", 1), Vec::new(), day);
    let in_time = ask("2026-11-20");
    let asked = rules
        .reward(&graduate("2026-11-20"), &in_time)
        .await
        .unwrap();
    let paid = Answer {
        ok: true,
        amount: Fen(2_000_000),
        payee: Some("park".to_owned()),
        reasons: Vec::new(),
    };
    assert_eq!(asked.answer(), Some(&paid));
    let late = ask("2026-11-21");
    let asked = rules.reward(&graduate("2026-11-21"), &late).await.unwrap();
    let refused = Answer {
        ok: false,
        amount: Fen::ZERO,
        payee: None,
        reasons: vec!["LATE".to_owned()],
    };
    assert_eq!(asked.answer(), Some(&refused));
    let before = ask("2025-12-31");
    let asked = rules
        .reward(&graduate("2025-12-31"), &before)
        .await
        .unwrap();
    assert!(matches!(asked.verdict, Verdict::NoRule));
}
