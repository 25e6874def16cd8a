//! What comes of a question: an answer in the domain's words, a failure, or no rule.
use kezhuan_law::Fen;
use uuid::Uuid;

use super::{CITY, JIANGHAI, asking, asking_on, date, in_force};
use crate::domain::carrier::{AssessmentGrade, Grade, Kind};
use crate::rules::inc_accredit::{Accreditation, Applied, CarrierFigures};
use crate::rules::inc_admission::{Admission, House, Newcomer};
use crate::rules::inc_assess::{Assessed, Assessment, Indicators};
use crate::rules::{Asked, Verdict};

fn kind_of<T>(asked: Asked<T>) -> String {
    asked.into_row(Uuid::from_u128(9)).outcome_kind
}

/// Of the worked case INC-25.
fn carrier() -> CarrierFigures {
    CarrierFigures {
        kind: Kind::Incubator,
        is_professional: false,
        is_leader_run: false,
        is_remote: false,
        is_legal_person: true,
        years: 2,
        area_c: 200_000,
        tenant_area_c: 150_000,
        staff: 5,
        pro_staff: 4,
        mentors: 3,
        tenants: 10,
        same_field: 0,
        financed: 1,
        chain_tenants: 0,
        high_tech_tenants: 0,
        graduates: 0,
        fund: Fen(500_000_000),
        fund_cases: 0,
        service_kinds: 2,
        returns: 1,
    }
}

#[tokio::test]
async fn a_carrier_is_accredited_as_the_rule_says() {
    let rules = in_force(&[("jiangmen-incubation", CITY)]).await;
    let asked = rules
        .accredit("440703", Applied::City, &carrier(), asking(CITY))
        .await
        .unwrap();
    let accredited = Accreditation {
        grade: Some(Grade::City),
        reasons: Vec::new(),
    };
    assert_eq!(asked.answer(), Some(&accredited));
    assert_eq!(kind_of(asked), "ANSWERED");

    let small = CarrierFigures {
        area_c: 160_000,
        tenant_area_c: 120_000,
        staff: 4,
        tenants: 8,
        fund: Fen(400_000_000),
        ..carrier()
    };
    let asked = rules
        .accredit("440703", Applied::City, &small, asking(CITY))
        .await
        .unwrap();
    let reasons = ["AREA", "STAFF", "TENANTS", "FUND"]
        .map(str::to_owned)
        .to_vec();
    let refused = Accreditation {
        grade: None,
        reasons,
    };
    assert_eq!(asked.answer(), Some(&refused));
    // The outer counties are asked for less.
    let asked = rules
        .accredit("440785", Applied::City, &small, asking(CITY))
        .await
        .unwrap();
    assert_eq!(
        asked.answer().and_then(|answer| answer.grade),
        Some(Grade::City)
    );
}

#[tokio::test]
async fn no_rule_is_no_failure_and_what_is_no_question_is_one() {
    let rules = in_force(&[("jiangmen-incubation", CITY)]).await;
    let before = asking_on(CITY, "2025-12-31");
    let asked = rules
        .accredit("440703", Applied::City, &carrier(), before)
        .await
        .unwrap();
    assert!(matches!(asked.verdict, Verdict::NoRule));
    assert_eq!(kind_of(asked), "NO_RULE_IN_FORCE");
    // More trained people than people.
    let impossible = CarrierFigures {
        pro_staff: 6,
        ..carrier()
    };
    let asked = rules
        .accredit("440703", Applied::City, &impossible, asking(CITY))
        .await
        .unwrap();
    assert!(matches!(asked.verdict, Verdict::Failed(_)));
    assert_eq!(kind_of(asked), "FAILED");
    assert_eq!(Applied::of(Grade::County), Some(Applied::County));
    assert_eq!(Applied::of(Grade::Province), None);
}

#[tokio::test]
async fn a_year_is_graded() {
    let rules = in_force(&[("jiangmen-incubation", CITY)]).await;
    let of = Assessed {
        year: 2026,
        kind: Kind::Incubator,
        grade: Some(Grade::City),
        previous: Some(AssessmentGrade::B),
    };
    // Of the worked case JI-12.
    let indicators = Indicators {
        space_use_bp: 6_000,
        tenants: 40,
        high_tech_tenants: 3,
        tech_sme_tenants: 20,
        chain_tenants: 18,
        financed_tenants: 4,
        entered: 9,
        graduates: 2,
        investment: Fen(50_000_000),
        services: 80,
        mentor_logs: 60,
        data_quality_bp: 9_500,
    };
    let asked = rules
        .assess("440703", of, &indicators, asking(CITY))
        .await
        .unwrap();
    let assessment = Assessment {
        score_c: 7_250,
        grade: AssessmentGrade::B,
    };
    assert_eq!(asked.answer(), Some(&assessment));
}

#[tokio::test]
async fn a_district_says_whom_it_wants() {
    let rules = in_force(&[("jianghai-incubation", JIANGHAI)]).await;
    let newcomer = Newcomer {
        founded: date("2025-03-01"),
        entry: date("2026-07-01"),
        field: "LASER",
        chain: None,
        is_tech_sme: true,
        is_high_tech: false,
        is_overseas_chinese: false,
        source_region: None,
        staff: 12,
    };
    let house = House {
        kind: Kind::Incubator,
        grade: Some(Grade::City),
        field: None,
        leader_chain: None,
        is_remote: false,
        tenants: 18,
        tenant_area_c: 300_000,
        let_area_c: 240_000,
    };
    let full = House {
        let_area_c: 270_000,
        ..house
    };
    for (house, ok, priority, reasons) in [
        (house, true, 40, Vec::new()),
        (full, false, 0, vec!["NO_CHAIN".to_owned()]),
    ] {
        let asked = rules
            .admission(JIANGHAI, &newcomer, &house, asking(JIANGHAI))
            .await
            .unwrap();
        let admission = Admission {
            ok,
            priority,
            reasons,
        };
        assert_eq!(asked.answer(), Some(&admission));
    }
}
