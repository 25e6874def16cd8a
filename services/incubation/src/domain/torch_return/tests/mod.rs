//! The return's cast: a carrier's operator, its county, the city, and the service that opens and reminds.
mod filling;
mod random;
mod reviewing;

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::refused::Refused;

const OPENED: &str = "2026-01-05";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn operator() -> Actor {
    Actor::person("chen", "park", "", [Role::CarrierOp])
}

fn county() -> Actor {
    Actor::person("li", "stb-440703", "440703", [Role::CountyStb])
}

fn city() -> Actor {
    Actor::person("zhao", "stb-440700", "440700", [Role::CityStb])
}

fn service() -> Actor {
    Actor::service("incubation", "440703")
}

fn new_return() -> NewReturn {
    NewReturn {
        id: Uuid::from_u128(9),
        carrier: Uuid::from_u128(1),
        carrier_name: "蓬江科创园".to_owned(),
        operator: "park".to_owned(),
        authority: "440703".to_owned(),
        division: "440703".to_owned(),
        year: 2025,
        was_accredited: true,
        already_open: false,
        profile: Profile {
            nature: None,
            operation: Some(OperationType::General),
            founded_on: Some(date("2020-01-01")),
        },
        known: Known::from([
            (Field::TenantsOpening, 6),
            (Field::TenantsEntered, 4),
            (Field::TenantsExited, 3),
            (Field::Tenants, 7),
        ]),
    }
}

fn opened() -> TorchReturn {
    open(new_return(), &service(), date(OPENED), &Terms::default()).unwrap()
}

fn on(
    torch_return: &TorchReturn,
    day: &str,
    actor: &Actor,
    command: Command,
) -> Result<Decided, Refused> {
    let at = Circumstances {
        actor,
        today: date(day),
        last_year: None,
        terms: &Terms::default(),
    };
    decide(torch_return, command, &at)
}

fn done(torch_return: &TorchReturn, day: &str, actor: &Actor, command: Command) -> TorchReturn {
    let decided = on(torch_return, day, actor, command).unwrap();
    assert_eq!(decided.torch_return.version, torch_return.version + 1);
    decided.torch_return
}

fn refused(torch_return: &TorchReturn, day: &str, actor: &Actor, command: Command) -> &'static str {
    on(torch_return, day, actor, command).unwrap_err().reason
}

fn state(field: Field, value: i64) -> Statement {
    Statement {
        field,
        value: Some(value),
        reason: String::new(),
    }
}

fn fill(statements: Vec<Statement>) -> Command {
    Command::Fill {
        profile: Profile {
            nature: Some(OperatorNature::PrivateEnterprise),
            ..Profile::default()
        },
        statements,
    }
}

/// Zero for everything that is not known.
fn everything() -> Command {
    let known = new_return().known;
    let unknown = Field::ALL
        .iter()
        .filter(|field| !known.contains_key(*field));
    fill(unknown.map(|field| state(*field, 0)).collect())
}

fn filled() -> TorchReturn {
    done(&opened(), "2026-02-01", &operator(), everything())
}

fn submitted() -> TorchReturn {
    done(&filled(), "2026-02-02", &operator(), Command::Submit)
}

fn note() -> String {
    String::new()
}

fn checked() -> TorchReturn {
    done(
        &submitted(),
        "2026-02-03",
        &county(),
        Command::Check { note: note() },
    )
}

fn accepted() -> TorchReturn {
    done(
        &checked(),
        "2026-02-04",
        &city(),
        Command::Accept { note: note() },
    )
}

fn send_back() -> Command {
    Command::SendBack {
        reason: "income is missing".to_owned(),
    }
}

fn withdraw() -> Command {
    Command::Withdraw {
        reason: "twice".to_owned(),
    }
}

#[test]
fn a_return_is_opened_for_a_year_that_is_over_with_what_is_known() {
    let opened = opened();
    assert_eq!(
        (opened.state, opened.due_on),
        (State::Open, date("2026-03-15"))
    );
    assert_eq!(value(&opened.figures, Field::Tenants), Some(7));
    // One that is opened after its day has its time, too.
    let late = open(
        new_return(),
        &county(),
        date("2026-03-14"),
        &Terms::default(),
    );
    assert_eq!(late.unwrap().due_on, date("2026-03-24"));
    for (new, actor, reason) in [
        (
            NewReturn {
                year: 2026,
                ..new_return()
            },
            county(),
            "RETURN_YEAR_NOT_OVER",
        ),
        (
            NewReturn {
                was_accredited: false,
                ..new_return()
            },
            service(),
            "CARRIER_NOT_ACCREDITED",
        ),
        (
            NewReturn {
                already_open: true,
                ..new_return()
            },
            county(),
            "RETURN_ALREADY_OPEN",
        ),
        (new_return(), operator(), "ROLE_MISSING"),
    ] {
        let refused = open(new, &actor, date(OPENED), &Terms::default());
        assert_eq!(refused.unwrap_err().reason, reason);
    }
    let never = Terms {
        due_month: 2,
        due_day: 30,
        ..Terms::default()
    };
    let impossible = open(new_return(), &county(), date(OPENED), &never);
    assert_eq!(impossible.unwrap_err().reason, "RETURN_DAY_IMPOSSIBLE");
}

#[test]
fn who_is_late_is_reminded_and_marked_until_it_is_handed_in() {
    let opened = opened();
    let reminded = on(&opened, "2026-03-08", &service(), Command::Remind).unwrap();
    assert_eq!(reminded.event, Event::TorchReturnReminded { days_left: 7 });
    assert_eq!(
        refused(&opened, "2026-03-16", &service(), Command::Remind),
        "RETURN_DUE_DAY_PASSED"
    );
    assert_eq!(
        refused(&opened, "2026-03-08", &county(), Command::Remind),
        "NOT_BY_A_PERSON"
    );

    assert_eq!(
        refused(&opened, "2026-03-15", &service(), Command::MarkOverdue),
        "RETURN_NOT_OVERDUE"
    );
    assert!(!opened.is_overdue(date("2026-03-15")));
    let late = done(&opened, "2026-03-20", &service(), Command::MarkOverdue);
    assert_eq!(late.overdue_since, Some(date("2026-03-16")));
    assert!(late.is_overdue(date("2026-03-20")));
    assert_eq!(
        refused(&late, "2026-03-21", &service(), Command::MarkOverdue),
        "RETURN_NOT_OVERDUE"
    );
    let filled = done(&late, "2026-03-21", &operator(), everything());
    let submitted = done(&filled, "2026-03-21", &operator(), Command::Submit);
    assert_eq!(submitted.overdue_since, None);
    assert!(!submitted.is_overdue(date("2026-03-30")));
}
