//! A carrier with a handful of tenants, counted.
use uuid::Uuid;

use super::*;
use crate::domain::actor::Actor;
use crate::domain::support::{Host, NewActivity, NewInvestment, NewMentor, NewMentoring};
use crate::domain::tenancy::tests::{
    admit, applied, applied_with, date, done, figures, graduate, leave, operator, start_up,
};
use crate::domain::tenancy::{Command, Declared, NewTenancy, TenantKind};

const DAY: &str = "2025-12-31";

fn tenant(number: u128, change: impl FnOnce(&mut NewTenancy)) -> Tenancy {
    let tenancy = applied_with(|new| {
        new.id = Uuid::from_u128(number);
        change(new);
    });
    done(&tenancy, "2025-03-03", &operator(), admit())
}

fn told(tenancy: &Tenancy, year: Year) -> Tenancy {
    done(
        tenancy,
        "2026-01-05",
        &operator(),
        Command::RecordYear(Box::new(year)),
    )
}

fn team() -> Tenancy {
    tenant(3, |new| {
        new.kind = TenantKind::Team;
        new.uscc.clear();
        new.organisation = "team".to_owned();
        new.declared = Declared {
            office_here: true,
            ..Declared::default()
        };
    })
}

fn investment(tenancy: &Tenancy, fen: i64, paid_up_on: &str) -> Investment {
    let new = NewInvestment {
        id: Uuid::now_v7(),
        investor: "fund".to_owned(),
        amount: Fen(fen),
        paid_up_on: date(paid_up_on),
        share_bp: 500,
        is_own_fund: true,
    };
    Investment::record(new, tenancy, &operator(), date("2026-01-05")).unwrap()
}

fn host() -> Host {
    Host {
        carrier: Uuid::from_u128(2),
        operator: "park".to_owned(),
    }
}

/// A mentor, and a log that only the mentor has signed.
fn mentoring() -> (Mentor, Mentoring) {
    let new = NewMentor {
        id: Uuid::from_u128(10),
        person: "陈导师".to_owned(),
        organisation: "WYU".to_owned(),
        subject: "chen".to_owned(),
        fields: Vec::new(),
        from: date("2025-01-02"),
        until: None,
    };
    let mentor = Mentor::register(new, host(), &operator(), date("2025-06-02")).unwrap();
    let log = NewMentoring {
        id: Uuid::from_u128(11),
        held_on: date("2025-05-06"),
        minutes: 60,
        topic: "融资".to_owned(),
        summary: String::new(),
    };
    let chen = Actor::person("chen", "WYU", "", []);
    let on = (&mentor, &tenant(1, |_| {}));
    let log = Mentoring::log(log, on, &chen, date("2025-06-02")).unwrap();
    (mentor, log)
}

#[test]
fn tenants_are_counted_on_the_day_with_the_figures_of_the_year() {
    let before = Year {
        revenue: Fen(100),
        ..figures(2024)
    };
    let now = Year {
        revenue: Fen(121),
        venture_capital: Fen(7),
        staff: 9,
        college_graduates: 6,
        ip_applications: 2,
        valid_ip: 1,
        high_tech_on: Some(date("2025-11-20")),
        ..figures(2025)
    };
    let first = told(&told(&tenant(1, |_| {}), before), now);
    let second = tenant(2, |new| {
        new.is_remote = true;
        new.chain = Some("FOOD".to_owned());
    });
    let holdings = Holdings {
        investments: vec![
            investment(&second, 11, "2025-06-01"),
            investment(&first, 5, "2025-06-01"),
        ],
        tenancies: vec![first, second, team(), applied()],
        ..Holdings::default()
    };
    let counts = holdings.counts(date(DAY), 2025).unwrap();
    let tenants = (
        counts.tenants,
        counts.enterprises,
        counts.counted_in_jiangmen,
    );
    assert_eq!(tenants, (3, 2, 1));
    assert_eq!(
        (counts.with_figures, counts.staff, counts.revenue),
        (1, 9, Fen(121))
    );
    assert_eq!(
        (counts.grown, counts.high_tech, counts.with_valid_ip),
        (1, 1, 1)
    );
    // The register adds only where the year's figures are silent.
    assert_eq!(counts.venture_capital, Fen(18));
    assert_eq!(
        (
            counts.financed,
            counts.invested_by_own_fund,
            counts.own_fund_cases
        ),
        (2, 2, 2)
    );
    assert_eq!(
        (counts.mapped_to_chains, counts.chain_relevance_bp),
        (1, 5_000)
    );
    assert_eq!(
        Holdings::default().counts(date(DAY), 2025),
        Ok(Counts::default())
    );
}

#[test]
fn the_year_ends_with_what_it_began_with_and_what_came_and_went() {
    let gone = done(
        &tenant(1, |_| {}),
        "2025-09-01",
        &operator(),
        leave("2025-08-31"),
    );
    let high_tech = Year {
        high_tech_on: Some(date("2025-11-20")),
        ..figures(2025)
    };
    let ready = done(
        &tenant(2, |_| {}),
        "2025-12-01",
        &operator(),
        Command::RecordYear(Box::new(high_tech)),
    );
    let graduated = done(&ready, "2025-12-02", &operator(), graduate());
    let older = tenant(4, |new| {
        new.founded_on = Some(date("2024-01-02"));
        new.entry_on = date("2024-06-03");
    });
    let holdings = Holdings {
        tenancies: vec![gone, graduated, older, team()],
        ..Holdings::default()
    };
    let counts = holdings.counts(date(DAY), 2025).unwrap();
    assert_eq!((counts.opening, counts.entered, counts.left), (1, 2, 2));
    assert_eq!(
        counts.enterprises,
        counts.opening + counts.entered - counts.left
    );
    assert_eq!((counts.graduates, counts.graduates_ever), (1, 1));
    let next = holdings.counts(date("2026-12-31"), 2026).unwrap();
    assert_eq!(
        (next.opening, next.graduates, next.graduates_ever),
        (1, 0, 1)
    );
}

#[test]
fn what_was_done_counts_in_its_year_and_a_log_when_both_have_signed() {
    let activity = |held_on: &str, kind| {
        let new = NewActivity {
            id: Uuid::now_v7(),
            kind,
            title: "路演".to_owned(),
            held_on: date(held_on),
            attendance: 20,
        };
        Activity::record(new, host(), &operator(), date("2026-01-05")).unwrap()
    };
    let (mentor, log) = mentoring();
    let signed = log.sign(&start_up(), date("2025-06-02")).unwrap();
    let holdings = Holdings {
        activities: vec![
            activity("2025-01-01", ActivityKind::Event),
            activity(DAY, ActivityKind::Training),
            activity("2026-01-01", ActivityKind::Event),
        ],
        mentors: vec![mentor],
        mentorings: vec![log, signed],
        ..Holdings::default()
    };
    let counts = holdings.counts(date(DAY), 2025).unwrap();
    assert_eq!(
        (counts.events, counts.trainings, counts.attendance),
        (1, 1, 40)
    );
    assert_eq!((counts.mentors, counts.mentorings), (1, 1));
}

#[test]
fn on_a_day_within_the_year_the_last_whole_one_is_looked_at() {
    assert_eq!(year_of(date("2025-12-31")), 2025);
    assert_eq!(year_of(date("2026-06-30")), 2025);
}
