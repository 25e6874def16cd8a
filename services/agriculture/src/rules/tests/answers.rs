//! What comes of a question: an answer in the domain's words, no rule, or an answer that nobody may give.
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;
use uuid::Uuid;

use super::{date, in_force};
use crate::domain::actor::{Actor, Role};
use crate::domain::call::{self, Call, Level, NewCall};
use crate::domain::field;
use crate::domain::score::{Grade, Indicators, Score};
use crate::domain::season::Season;
use crate::domain::subsidy_amount;
use crate::domain::transformation_base::{
    Base, Carrier, Command, Figures, Fitness, Form, NewBase, Pending, Rating, Reviewed, draft,
};
use crate::rules::agr_accredit::{self, Card};
use crate::rules::agr_subsidy::Demonstrated;
use crate::rules::agr_trial_accept::Measured;
use crate::rules::{Asked, Asking, Verdict, agr_assess};

const CITY: &str = "440700";
const KAIPING: &str = "440783";
const ENPING: &str = "440785";

fn asking(tenant: &str) -> Asking {
    Asking {
        tenant: tenant.to_owned(),
        legal_date: date("2026-03-02"),
        as_of: date("2026-03-06"),
        pins: RulePins::default(),
    }
}

fn call_of_city() -> Call {
    let new = NewCall {
        id: Uuid::from_u128(9),
        level: Level::City,
        programme_name: "JM-AGR-2026".to_owned(),
        opens_on: date("2026-03-02"),
        closes_on: date("2026-03-31"),
    };
    let city = Actor::person("zhao", "stb", CITY, [Role::CityStb]);
    call::open(new, &city, date("2026-03-02")).unwrap()
}

/// A base that has just what is asked for.
fn base(division: &str) -> Base {
    let new = NewBase {
        id: Uuid::from_u128(1),
        number: String::new(),
        organisation: "jaas".to_owned(),
        division: division.to_owned(),
        form: Form {
            title: "基地".to_owned(),
            carrier: Carrier::Jaas,
            field: "GREEN_FEED".to_owned(),
            figures: Figures {
                legal_person: true,
                land_c: 5_000,
                facility_area_c: 0,
                land_right_until: Some(date("2030-12-31")),
                technical_partners: vec!["academy".to_owned()],
                achievements: vec!["一".to_owned(), "二".to_owned()],
                technical_staff: 5,
            },
        },
    };
    let operator = Actor::person("li", "jaas", "", [Role::CarrierOp]);
    let fields = field::Terms::default();
    draft(new, &call_of_city(), &operator, &fields).unwrap()
}

fn reviewed(total_c: i64) -> Reviewed {
    Reviewed {
        totals_c: vec![total_c; 5],
        mean_c: total_c,
    }
}

fn on() -> Pending {
    Pending {
        year: 2026,
        indicators: Indicators {
            transformation: 90,
            demonstration: 80,
            extension: 85,
            management: 88,
        },
        value_growth_bp: None,
    }
}

fn kind_of<T>(asked: Asked<T>) -> String {
    asked.into_row(Uuid::from_u128(9)).outcome_kind
}

#[tokio::test]
async fn a_base_is_fit_or_not_with_every_reason() {
    let rules = in_force(&[("jiangmen-agriculture", CITY)]).await;
    let base = base(KAIPING);
    for (total_c, reasons) in [(7_000, vec![]), (6_999, vec!["SCORE".to_owned()])] {
        let scores = reviewed(total_c);
        let card = Card {
            reviewed: &scores,
            varieties: 0,
            demonstrations: 0,
        };
        let asked = rules.accreditation(&base, card, asking(CITY));
        let asked = asked.await.unwrap();
        assert_eq!(asked.answer(), Some(&reasons));
        let Command::Propose(finding) = agr_accredit::command_after(&asked, "zhao") else {
            panic!("it answered");
        };
        assert_eq!(finding.fitness, Fitness::Rule(reasons));
        assert_eq!(finding.decision, Some(asked.id));
    }
}

#[tokio::test]
async fn a_decision_does_not_tell_whose_score_is_which() {
    let rules = in_force(&[("jiangmen-agriculture", CITY)]).await;
    let base = base(KAIPING);
    let scores = Reviewed {
        totals_c: vec![9_000, 7_000, 8_500, 7_500, 8_000],
        mean_c: 8_000,
    };
    let card = Card {
        reviewed: &scores,
        varieties: 0,
        demonstrations: 0,
    };
    let asked = rules.accreditation(&base, card, asking(CITY)).await;
    let input = asked.unwrap().into_row(Uuid::from_u128(9)).input;
    let input = String::from_utf8(input).unwrap();
    assert!(input.contains("[7000,7500,8000,8500,9000]"), "{input}");
}

#[tokio::test]
async fn without_a_rule_the_host_s_conditions_and_weights_hold() {
    let rules = in_force(&[]).await;
    let base = base(KAIPING);
    let asked = rules
        .assessment(&base, on(), asking(KAIPING))
        .await
        .unwrap();
    let Command::Assess(assessing) = agr_assess::command_after(&asked, on(), "zhao") else {
        panic!("nothing failed");
    };
    assert_eq!(assessing.rating, Rating::Host);
    assert_eq!(kind_of(asked), "NO_RULE_IN_FORCE");
}

#[tokio::test]
async fn enping_weighs_otherwise_than_the_city() {
    let rules = in_force(&[("enping", ENPING), ("jiangmen-agriculture", CITY)]).await;
    let base = base(ENPING);
    for (tenant, score_c) in [(ENPING, 8_545), (CITY, 8_620)] {
        let asked = rules.assessment(&base, on(), asking(tenant)).await.unwrap();
        let expected = Score {
            score_c,
            grade: Grade::Excellent,
        };
        assert_eq!(asked.answer(), Some(&expected));
    }
}

fn shown(area_c: i64, increase_bp: i32) -> Demonstrated {
    Demonstrated {
        division: KAIPING.to_owned(),
        field: "GREEN_FEED".to_owned(),
        crop: "rice".to_owned(),
        season: Season::parse("2026-L").unwrap(),
        area_c,
        increase_bp: Some(increase_bp),
        value_growth_bp: None,
        households: 35,
        season_paid: Fen::ZERO,
        year_paid: Fen::ZERO,
        budget_left: Some(Fen(100_000_000)),
    }
}

#[tokio::test]
async fn kaiping_grants_what_its_card_says() {
    let rules = in_force(&[("kaiping", KAIPING)]).await;
    for (area_c, increase_bp) in [(4_999, 900), (5_000, 500), (20_000, 601), (40_000, 499)] {
        let asked = rules.subsidy(shown(area_c, increase_bp), asking(KAIPING));
        let asked = asked.await.unwrap();
        let granted = asked.answer().unwrap();
        let terms = subsidy_amount::Terms::default();
        let (amount, code) = terms.amount(area_c, i64::from(increase_bp));
        assert_eq!(granted.amount, amount, "{area_c} {increase_bp}");
        let refused = code == subsidy_amount::Code::Below50Mu;
        assert_eq!(granted.reasons.is_empty(), !refused);
    }
}

fn measured(is_disaster: bool) -> Measured {
    Measured {
        division: KAIPING.to_owned(),
        crop: "rice".to_owned(),
        season: Season::parse("2026-E").unwrap(),
        replications: 3,
        cv_bp: Some(420),
        check_yield_c: 56_000,
        yield_c: 59_364,
        plot_yields_c: vec![59_100, 59_400, 59_592],
        increase_bp: 601,
        is_disaster,
        experts: 3,
    }
}

#[tokio::test]
async fn a_trial_stands_unless_a_disaster_hit_it() {
    let rules = in_force(&[("jiangmen-agriculture", CITY)]).await;
    let asked = rules.trial_acceptance(measured(false), asking(CITY));
    assert_eq!(asked.await.unwrap().answer(), Some(&Vec::new()));
    let asked = rules.trial_acceptance(measured(true), asking(CITY));
    let asked = asked.await.unwrap();
    assert!(asked.answer().is_some_and(|reasons| !reasons.is_empty()));
}

#[tokio::test]
async fn figures_that_can_t_be_asked_about_go_to_a_person() {
    let rules = in_force(&[("jiangmen-agriculture", CITY)]).await;
    let nobody = Measured {
        experts: 2,
        ..measured(false)
    };
    let asked = rules.trial_acceptance(nobody, asking(CITY)).await.unwrap();
    assert!(matches!(asked.verdict, Verdict::Failed(_)));
    let mut base = base(KAIPING);
    base.figures.land_c = i64::MAX;
    let scores = reviewed(7_000);
    let card = Card {
        reviewed: &scores,
        varieties: 0,
        demonstrations: 0,
    };
    let asked = rules
        .accreditation(&base, card, asking(CITY))
        .await
        .unwrap();
    let command = agr_accredit::command_after(&asked, "zhao");
    assert!(matches!(command, Command::ReportFailure(_)));
}
