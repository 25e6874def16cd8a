//! Records of what a carrier did.
use kezhuan_law::Fen;
use kezhuan_law::chart::assert_follows;

use super::*;
use crate::domain::tenancy::Field;
use crate::domain::tenancy::tests as tenant;
use crate::domain::tenancy::tests::date;

const TODAY: &str = "2025-06-02";

fn host() -> Host {
    Host {
        carrier: Uuid::from_u128(2),
        operator: "park".to_owned(),
    }
}

fn new_mentor() -> NewMentor {
    NewMentor {
        id: Uuid::from_u128(10),
        person: "陈导师".to_owned(),
        organisation: "WYU".to_owned(),
        subject: "chen".to_owned(),
        fields: vec![Field::Software],
        from: date("2025-01-02"),
        until: Some(date("2025-12-31")),
    }
}

fn mentor() -> Mentor {
    Mentor::register(new_mentor(), host(), &tenant::operator(), date(TODAY)).unwrap()
}

fn chen() -> Actor {
    Actor::person("chen", "WYU", "", [])
}

fn new_log() -> NewMentoring {
    NewMentoring {
        id: Uuid::from_u128(11),
        held_on: date("2025-05-06"),
        minutes: 90,
        topic: "融资".to_owned(),
        summary: String::new(),
    }
}

fn logged_by(actor: &Actor) -> Result<Mentoring, Refused> {
    Mentoring::log(
        new_log(),
        (&mentor(), &tenant::incubating()),
        actor,
        date(TODAY),
    )
}

fn fields(refused: Refused) -> Vec<String> {
    assert_eq!(refused.reason, "RECORD_INVALID");
    refused
        .fields
        .into_iter()
        .map(|wrong| wrong.field)
        .collect()
}

#[test]
fn a_log_follows_its_chart() {
    assert_follows(State::ALL, Step::ALL, next, |step| match step {
        Step::SignFirst => &[(State::Logged, State::Logged)],
        Step::Sign => &[(State::Logged, State::Signed)],
    });
}

#[test]
fn a_log_counts_when_mentor_and_tenant_have_signed() {
    let today = date(TODAY);
    let log = logged_by(&tenant::operator()).unwrap();
    assert!(log.by_mentor.is_none() && log.by_tenant.is_none());
    let first = log.sign(&chen(), today).unwrap();
    assert_eq!(first.state, State::Logged);
    assert_eq!(
        first.sign(&chen(), today).unwrap_err().reason,
        "SIDE_HAS_SIGNED"
    );
    let both = first.sign(&tenant::start_up(), today).unwrap();
    assert_eq!((both.state, both.version), (State::Signed, 3));
    assert_eq!(
        both.sign(&chen(), today).unwrap_err().reason,
        "STATE_FORBIDS"
    );
    // A colleague of the mentor is not the mentor, and the operator is neither side.
    let colleague = Actor::person("he", "WYU", "", []);
    for actor in [colleague, tenant::operator()] {
        assert_eq!(log.sign(&actor, today).unwrap_err().reason, "NOT_YOUR_STEP");
    }
}

#[test]
fn a_side_that_logs_has_signed() {
    let by_mentor = logged_by(&chen()).unwrap();
    assert_eq!(by_mentor.by_mentor.as_ref().unwrap().by, "chen");
    let both = by_mentor.sign(&tenant::start_up(), date(TODAY)).unwrap();
    assert_eq!(both.state, State::Signed);
    assert!(logged_by(&tenant::start_up()).unwrap().by_tenant.is_some());
    assert_eq!(
        logged_by(&tenant::county()).unwrap_err().reason,
        "NOT_YOUR_STEP"
    );
}

#[test]
fn a_log_is_of_an_appointed_mentor_and_a_tenant_of_the_day() {
    let log = |change: fn(&mut NewMentoring)| {
        let mut new = new_log();
        change(&mut new);
        let on = (&mentor(), &tenant::incubating());
        Mentoring::log(new, on, &tenant::operator(), date("2026-02-02")).unwrap_err()
    };
    assert_eq!(
        log(|new| new.held_on = date("2026-01-05")).reason,
        "MENTOR_NOT_APPOINTED"
    );
    assert_eq!(
        log(|new| new.held_on = date("2025-03-02")).reason,
        "TENANT_NOT_INSIDE"
    );
    assert_eq!(
        fields(log(|new| new.minutes = 1_441)),
        ["mentoring.minutes"]
    );
    assert_eq!(
        fields(log(|new| new.held_on = date("2026-02-03"))),
        ["mentoring.held_on"]
    );
}

#[test]
fn a_mentor_is_appointed_by_the_operator() {
    let wrong = NewMentor {
        person: " ".to_owned(),
        subject: String::new(),
        until: Some(date("2025-01-01")),
        ..new_mentor()
    };
    let refused = Mentor::register(wrong, host(), &tenant::operator(), date(TODAY));
    let found = fields(refused.unwrap_err());
    assert_eq!(found, ["mentor.person", "mentor.subject", "mentor.until"]);
    let refused = Mentor::register(new_mentor(), host(), &tenant::start_up(), date(TODAY));
    assert_eq!(refused.unwrap_err().reason, "ROLE_MISSING");
    assert!(mentor().is_appointed_on(date("2025-12-31")));
    assert!(!mentor().is_appointed_on(date("2026-01-01")));
}

#[test]
fn services_investments_and_activities_are_of_days_that_have_come() {
    let (today, operator) = (date(TODAY), tenant::operator());
    let service = |provided_on: &str, fee| {
        let new = NewService {
            id: Uuid::from_u128(12),
            kind: ServiceKind::Legal,
            provider: "law firm".to_owned(),
            provided_on: date(provided_on),
            fee: Fen(fee),
            note: String::new(),
        };
        ServiceRecord::record(new, &tenant::incubating(), &operator, today)
    };
    assert_eq!(service("2025-06-02", 0).unwrap().tenant, tenant::USCC);
    let found = fields(service("2025-06-03", -1).unwrap_err());
    assert_eq!(found, ["service.provided_on", "service.fee_fen"]);
    assert_eq!(
        service("2025-03-02", 0).unwrap_err().reason,
        "TENANT_NOT_INSIDE"
    );

    let investment = |amount, share_bp, tenancy: &Tenancy| {
        let new = NewInvestment {
            id: Uuid::from_u128(13),
            investor: "fund".to_owned(),
            amount: Fen(amount),
            paid_up_on: date("2024-12-31"),
            share_bp,
            is_own_fund: true,
        };
        Investment::record(new, tenancy, &operator, today)
    };
    assert!(investment(1, 10_000, &tenant::incubating()).is_ok());
    let found = fields(investment(0, 10_001, &tenant::incubating()).unwrap_err());
    assert_eq!(found, ["investment.amount_fen", "investment.share_bp"]);
    let refused = investment(1, 0, &tenant::applied()).unwrap_err();
    assert_eq!(refused.reason, "TENANT_NOT_INSIDE");

    let activity = |held_on: &str| {
        let new = NewActivity {
            id: Uuid::from_u128(14),
            kind: ActivityKind::Training,
            title: "路演".to_owned(),
            held_on: date(held_on),
            attendance: 30,
        };
        Activity::record(new, host(), &operator, today)
    };
    assert_eq!(activity("2025-06-02").unwrap().attendance, 30);
    assert_eq!(
        fields(activity("2025-06-03").unwrap_err()),
        ["activity.held_on"]
    );
}
