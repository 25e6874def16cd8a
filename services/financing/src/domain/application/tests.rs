mod random;

use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::data_card::{Field, FieldKind, Known, Source};
use crate::domain::eligibility::{self, Qualification};
use crate::domain::party::{Capacity, Party};
use crate::domain::product::{Mode, ModeTerms, Product, ProductKind, Security, Stage, StageTerms};
use crate::domain::refused::Refused;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn enterprise() -> Actor {
    Actor::person("ann", "acme", "", [Role::Applicant])
}

fn banker(subject: &str) -> Actor {
    Actor::person(subject, "bank", "", [Role::Bank])
}

fn valuer() -> Actor {
    Actor::person("val", "valuers", "", [Role::Valuer])
}

fn service() -> Actor {
    Actor::service("financing", "440700")
}

fn city() -> Actor {
    Actor::person("chen", "bureau", "440700", [Role::CityStb])
}

fn product(stage: Stage) -> Product {
    Product {
        kind: ProductKind::YiKeDai,
        pledge_first: true,
        mode: Some(Mode::Loan),
        stage,
    }
}

fn new_application() -> NewApplication {
    NewApplication {
        id: Uuid::from_u128(1),
        number: "KZ-IP-2026-440703-000001".to_owned(),
        loan: Uuid::from_u128(2),
        enterprise: "acme".to_owned(),
        division: "440703".to_owned(),
        bank: "bank".to_owned(),
        product: product(Stage::Industrial),
        security: vec![Security::IpPledge],
        amount: Fen(300),
        term_months: 12,
        purpose: "raw materials".to_owned(),
        repayment_source: "sales".to_owned(),
        assets: vec![Uuid::from_u128(3)],
        others: Vec::new(),
    }
}

fn examination(revenue: i64, rule_reasons: &[&str]) -> Command {
    let facts = eligibility::Facts {
        revenue: Fen(revenue),
        qualifications: vec![Qualification::HighTech],
        bank: "bank".to_owned(),
        amount: Fen(300),
        term_months: 12,
        outstanding: Fen::ZERO,
        bank_this_year: None,
        violation_months: None,
        listed: false,
    };
    Command::Examine(Examination {
        host: Some((facts, eligibility::Terms::default())),
        rule_reasons: rule_reasons
            .iter()
            .map(|reason| (*reason).to_owned())
            .collect(),
        decision: Some(Uuid::from_u128(4)),
        reason: "looked at by hand".to_owned(),
    })
}

fn value(amount: i64, valid_until: &str) -> Command {
    Command::Value {
        values: vec![AssetValue {
            asset: Uuid::from_u128(3),
            value: Fen(amount),
            valid_until: date(valid_until),
        }],
        collateral: Some(carried(900)),
    }
}

fn carried(loan_max: i64) -> Carried {
    Carried {
        per_asset: Vec::new(),
        cap: Fen(loan_max),
        loan_max: Fen(loan_max),
        decision: None,
    }
}

fn declaration() -> Declaration {
    Declaration {
        revenue: Fen(1),
        qualifications: vec![Qualification::HighTech, Qualification::CoreIp],
        listed: false,
        last_violation_on: Some(date("2022-12-06")),
    }
}

fn review() -> Command {
    Command::Review {
        finding: "sound".to_owned(),
    }
}

fn grant(amount: i64, collateral: i64) -> Grant {
    Grant {
        amount: Fen(amount),
        rate_bp: 365,
        term_months: 12,
        host: None,
        collateral: Some(carried(collateral)),
        guarantee_bp: 0,
        support: support(Stage::Industrial),
        sharing: Sharing {
            shares: ModeTerms::default().shares(Mode::Loan),
            ..Sharing::default()
        },
    }
}

fn support(stage: Stage) -> Support {
    let terms = StageTerms::default();
    Support {
        subsidy_bp: terms.subsidy_bp(stage),
        guarantee_min_bp: terms.guarantee_min_bp(stage),
        decision: None,
    }
}

fn on(
    application: &Application,
    day: &str,
    actor: &Actor,
    command: Command,
) -> Result<Decided, Refused> {
    let at = Circumstances {
        actor,
        today: date(day),
        calendar: WorkingCalendar::shipped(),
        bank_suspended: actor.subject == "suspended",
        terms: &Terms::default(),
    };
    decide(application, command, &at)
}

fn done(application: &Application, actor: &Actor, command: Command) -> Decided {
    on(application, "2026-01-05", actor, command).unwrap()
}

fn refused(application: &Application, actor: &Actor, command: Command) -> &'static str {
    let refused = on(application, "2026-01-05", actor, command);
    refused.unwrap_err().reason
}

fn submitted() -> Application {
    let drafted = draft(new_application(), &enterprise()).unwrap();
    done(&drafted, &enterprise(), Command::Submit(declaration())).application
}

fn in_review() -> Application {
    let eligible = done(&submitted(), &service(), examination(1, &[])).application;
    let valued = done(&eligible, &valuer(), value(900, "2027-01-05")).application;
    done(&valued, &banker("li"), review()).application
}

fn approved() -> Application {
    done(
        &in_review(),
        &banker("wang"),
        Command::Approve(grant(300, 360)),
    )
    .application
}

fn party(organisation: &str) -> Party {
    Party {
        organisation: organisation.to_owned(),
        capacity: Capacity::Insurer,
    }
}

#[test]
fn what_is_asked_for_has_to_hold_together() {
    type Change = fn(&mut NewApplication);
    let cases: [(Change, &str); 8] = [
        (|new| new.division = "440100".to_owned(), "NOT_IN_JIANGMEN"),
        (|new| new.assets.clear(), "SECURITY_MISMATCH"),
        (|new| new.security.clear(), "SECURITY_MISMATCH"),
        (|new| new.assets.push(new.assets[0]), "ASSETS_INVALID"),
        (|new| new.purpose = " ".to_owned(), "PURPOSE_MISSING"),
        (|new| new.amount = Fen::ZERO, "AMOUNT_NOT_POSITIVE"),
        (|new| new.enterprise = "other".to_owned(), "NOT_YOUR_STEP"),
        (|new| new.others = vec![party("bank")], "PARTIES_INVALID"),
    ];
    for (change, reason) in cases {
        let mut new = new_application();
        change(&mut new);
        assert_eq!(draft(new, &enterprise()).unwrap_err().reason, reason);
    }
    let mut unsecured = new_application();
    unsecured.product.pledge_first = false;
    unsecured.assets.clear();
    unsecured.security = vec![Security::Unsecured];
    assert!(draft(unsecured, &enterprise()).is_ok());
}

#[test]
fn the_word_of_an_authority_goes_before_the_enterprise_s_own() {
    let mut known = Known::default();
    let told = [
        (FieldKind::Qualification, "bureau", "1", "HNTE"),
        (FieldKind::Qualification, "acme", "2", "SRDI"),
        (FieldKind::Revenue, "bureau", "2025", "7"),
        (FieldKind::Revenue, "bureau", "2024", "8"),
        (FieldKind::Revenue, "acme", "2025", "9"),
    ];
    for (kind, source, reference, value) in told {
        known.learn(Field {
            kind,
            source: Source {
                name: source.to_owned(),
                reference: reference.to_owned(),
            },
            version: 1,
            told_at: chrono::DateTime::UNIX_EPOCH,
            value: value.to_owned(),
        });
    }
    let card = submitted().card(&known, InUse::default()).unwrap();
    assert_eq!(card.facts.revenue, Fen(7));
    let held = [Qualification::HighTech, Qualification::CoreIp];
    assert_eq!(card.facts.qualifications, held);
    assert_eq!(card.declared, [Qualification::CoreIp]);
    // A day short of the thirty-seventh month.
    assert_eq!(card.facts.violation_months, Some(36));
    let nothing = submitted()
        .card(&Known::default(), InUse::default())
        .unwrap();
    assert_eq!((nothing.facts.revenue, nothing.declared.len()), (Fen(1), 2));
    let drafted = draft(new_application(), &enterprise()).unwrap();
    assert_eq!(drafted.card(&known, InUse::default()), None);
    let mut wrong = declaration();
    wrong.last_violation_on = Some(date("2026-01-06"));
    let future = refused(&drafted, &enterprise(), Command::Submit(wrong));
    assert_eq!(future, "VIOLATION_IN_FUTURE");
}

#[test]
fn the_host_s_reasons_come_before_the_rule_s() {
    let refused = done(
        &submitted(),
        &service(),
        examination(50_000_000_001, &["LOCAL"]),
    );
    let reasons = vec!["REVENUE".to_owned(), "LOCAL".to_owned()];
    assert_eq!(refused.event, Event::ApplicationIneligible { reasons });
    assert_eq!(refused.application.state, State::Ineligible);
    assert!(!refused.application.was_eligible());
    let passed = done(&submitted(), &service(), examination(1, &[]));
    assert_eq!(passed.event, Event::ApplicationEligible);
    assert!(passed.application.was_eligible());
    let drafted = draft(new_application(), &enterprise()).unwrap();
    assert!(!drafted.was_eligible(), "nobody was asked yet");
}

#[test]
fn a_rule_that_fails_neither_passes_nor_refuses() {
    let failed = Command::ReportFailure {
        failure: "TRAP".to_owned(),
        decision: None,
    };
    assert_eq!(by_a_person(&submitted()), "NOT_BY_A_PERSON");
    let waiting = done(&submitted(), &service(), failed).application;
    assert_eq!(
        (waiting.state, waiting.failure.as_deref()),
        (State::Manual, Some("TRAP"))
    );
    let by_hand = done(&waiting, &city(), examination(1, &[])).application;
    assert_eq!(by_hand.examined_by.as_deref(), Some("chen"));
    assert_eq!(by_hand.failure, None);
    // The law is tested all the same.
    let against = done(&waiting, &city(), examination(50_000_000_001, &[]));
    assert_eq!(against.application.state, State::Ineligible);
    // The service decides nothing in its place, and may ask again.
    assert_eq!(
        refused(&waiting, &service(), examination(1, &[])),
        "ROLE_MISSING"
    );
    assert_eq!(
        refused(&waiting, &enterprise(), Command::AskAgain),
        "ROLE_MISSING"
    );
    for asking in [service(), city()] {
        let again = done(&waiting, &asking, Command::AskAgain).application;
        assert_eq!((again.state, &again.failure), (State::Submitted, &None));
        let passed = done(&again, &service(), examination(1, &[])).application;
        assert_eq!(passed.state, State::Eligible);
    }
}

/// A person decides only where a rule failed.
fn by_a_person(application: &Application) -> &'static str {
    refused(application, &city(), examination(1, &[]))
}

#[test]
fn every_right_is_valued_by_someone_else_than_its_owner() {
    let eligible = done(&submitted(), &service(), examination(1, &[])).application;
    let none = Command::Value {
        values: vec![],
        collateral: None,
    };
    assert_eq!(refused(&eligible, &valuer(), none), "VALUES_INCOMPLETE");
    assert_eq!(
        refused(&eligible, &valuer(), value(900, "2026-01-04")),
        "VALUATION_EXPIRED"
    );
    assert_eq!(
        refused(&eligible, &valuer(), value(0, "2027-01-05")),
        "AMOUNT_NOT_POSITIVE"
    );
    let own = Actor::person("val", "acme", "", [Role::Valuer]);
    assert_eq!(
        refused(&eligible, &own, value(9, "2027-01-05")),
        "OWN_ORGANISATION"
    );
    let by_bank = done(&eligible, &banker("li"), value(900, "2027-01-05"));
    assert_eq!(by_bank.event, Event::ApplicationValued { total: Fen(900) });
}

#[test]
fn whoever_reviewed_does_not_approve() {
    let reviewed = in_review();
    let approve = |amount, collateral| Command::Approve(grant(amount, collateral));
    assert_eq!(
        refused(&reviewed, &banker("li"), approve(300, 360)),
        "SAME_PERSON"
    );
    let wang = banker("wang");
    assert_eq!(
        refused(&reviewed, &wang, approve(301, 360)),
        "BEYOND_APPLICATION"
    );
    assert_eq!(
        refused(&reviewed, &wang, approve(300, 299)),
        "BEYOND_COLLATERAL"
    );
    assert_eq!(
        refused(&reviewed, &banker("suspended"), approve(300, 360)),
        "BANK_SUSPENDED"
    );
    let concept = Command::Approve(Grant {
        support: support(Stage::Concept),
        ..grant(300, 360)
    });
    assert_eq!(refused(&reviewed, &wang, concept), "GUARANTEE_TOO_LOW");
    let uncovered = Command::Approve(Grant {
        sharing: Sharing {
            refused: vec!["SUSPENDED".to_owned()],
            ..Sharing::default()
        },
        ..grant(300, 360)
    });
    assert_eq!(refused(&reviewed, &wang, uncovered), "POOL_REFUSES");
    let Command::Examine(Examination {
        host: Some((mut facts, terms)),
        ..
    }) = examination(1, &[])
    else {
        panic!("the host's facts are there");
    };
    facts.bank_this_year = Some("other".to_owned());
    let taken = Command::Approve(Grant {
        host: Some((facts, terms)),
        ..grant(300, 360)
    });
    assert_eq!(refused(&reviewed, &wang, taken), "NOT_ELIGIBLE_NOW");
    let unknown = Command::Approve(Grant {
        collateral: None,
        ..grant(300, 360)
    });
    assert_eq!(refused(&reviewed, &wang, unknown), "BEYOND_COLLATERAL");
    let mut late = reviewed.clone();
    late.valued.as_mut().unwrap().valid_until = Some(date("2026-01-04"));
    assert_eq!(
        refused(&late, &wang, approve(300, 360)),
        "VALUATION_EXPIRED"
    );
    let decline = Command::Decline {
        code: "CREDIT_POLICY".to_owned(),
        note: String::new(),
    };
    assert_eq!(
        refused(&reviewed, &banker("li"), decline.clone()),
        "SAME_PERSON"
    );
    assert_eq!(
        done(&reviewed, &wang, decline).application.state,
        State::Declined
    );
}

#[test]
fn a_suspended_bank_lends_on_where_the_pool_bears_nothing() {
    let mut outside = in_review();
    outside.product.mode = None;
    let approve = Command::Approve(grant(300, 360));
    let approved = done(&outside, &banker("suspended"), approve).application;
    assert_eq!(approved.state, State::Approved);
}

#[test]
fn both_sides_sign_within_ninety_days_or_it_lapses() {
    let approved = approved();
    let stands = approved.approval.as_ref().unwrap();
    assert_eq!((stands.subsidy_bp, stands.shares.len()), (5_000, 2));
    assert_eq!(approved.collateral, Some(carried(360)));
    // The ninetieth day is Sunday 2026-04-05, a holiday; so is the day after.
    let sign_until = approved.approval.as_ref().unwrap().sign_until;
    assert_eq!(sign_until, date("2026-04-07"));
    let first = done(&approved, &banker("li"), Command::Sign).application;
    assert_eq!(first.state, State::Approved);
    assert_eq!(
        refused(&first, &banker("wang"), Command::Sign),
        "ALREADY_SIGNED"
    );
    let signed = on(&first, "2026-04-07", &enterprise(), Command::Sign).unwrap();
    let loan = Uuid::from_u128(2);
    assert_eq!(signed.event, Event::ApplicationContracted { loan });
    let late = |actor: &Actor, command| on(&first, "2026-04-08", actor, command);
    let too_late = late(&enterprise(), Command::Sign).unwrap_err();
    assert_eq!(too_late.reason, "TOO_LATE_TO_SIGN");
    assert_eq!(
        late(&service(), Command::Lapse).unwrap().application.state,
        State::Lapsed
    );
    assert_eq!(
        refused(&first, &service(), Command::Lapse),
        "STILL_TIME_TO_SIGN"
    );
    assert_eq!(refused(&first, &city(), Command::Lapse), "NOT_BY_A_PERSON");
}
