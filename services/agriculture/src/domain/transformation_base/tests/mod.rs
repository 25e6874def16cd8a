mod assessed;
mod drafted;
mod published;
mod random;
mod reviewed;
mod term;

use kezhuan_law::WorkingCalendar;
use kezhuan_law::panel::{Declaration, Expert};

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::call::{self, Call, NewCall};
use crate::domain::{field, score};

/// A day without a holiday near.
const MONDAY: &str = "2025-03-03";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn operator() -> Actor {
    Actor::person("li", "jaas", "", [Role::CarrierOp])
}

fn county() -> Actor {
    Actor::person("wu", "stb-440783", "440783", [Role::CountyStb])
}

fn city() -> Actor {
    Actor::person("zhao", "stb-440700", "440700", [Role::CityStb])
}

fn second_city() -> Actor {
    Actor::person("sun", "stb-440700", "440700", [Role::CityStb])
}

fn service() -> Actor {
    Actor::service("agriculture", "440783")
}

fn expert(number: usize) -> Actor {
    let (subject, organisation) = (format!("expert-{number}"), format!("academy-{number}"));
    Actor::person(subject, organisation, "", [Role::Expert])
}

fn stranger() -> Actor {
    Actor::person("guo", "enterprise-2", "", [Role::Applicant])
}

/// Takes one step on a day, by the default figures.
fn on(base: &Base, command: Command, actor: &Actor, today: &str) -> Result<Decided, Refused> {
    let (terms, scoring) = (Terms::default(), score::Terms::default());
    let at = Circumstances {
        actor,
        today: day(today),
        calendar: WorkingCalendar::shipped(),
        terms: &terms,
        scoring: &scoring,
    };
    decide(base, command, &at)
}

fn step(base: &Base, command: Command, actor: &Actor) -> Result<Decided, Refused> {
    on(base, command, actor, MONDAY)
}

/// The base after a step that is taken.
fn after(base: &Base, command: Command, actor: &Actor) -> Base {
    step(base, command, actor).unwrap().base
}

fn reason(decided: Result<Decided, Refused>) -> &'static str {
    decided.unwrap_err().reason
}

fn call(level: Level) -> Call {
    let new = NewCall {
        id: Uuid::from_u128(9),
        level,
        programme_name: "江门市农业科技成果转化基地".to_owned(),
        opens_on: day(MONDAY),
        closes_on: day("2025-03-31"),
    };
    let authority = match level {
        Level::County => county(),
        Level::City | Level::Province => city(),
    };
    call::open(new, &authority, day(MONDAY)).unwrap()
}

fn figures() -> Figures {
    Figures {
        legal_person: true,
        land_c: 5_000,
        facility_area_c: 0,
        land_right_until: Some(day("2030-12-31")),
        technical_partners: vec!["academy-0".to_owned()],
        achievements: vec!["新品种".to_owned(), "新技术".to_owned()],
        technical_staff: 5,
    }
}

fn form() -> Form {
    Form {
        title: "水稻示范基地".to_owned(),
        carrier: Carrier::Jaas,
        field: "DEEP_PROCESSING".to_owned(),
        figures: figures(),
    }
}

fn drafted_at(level: Level) -> Base {
    let new = NewBase {
        id: Uuid::from_u128(1),
        number: "KZ-AGR-2025-440783-000001".to_owned(),
        organisation: "jaas".to_owned(),
        division: "440783".to_owned(),
        form: form(),
    };
    draft(new, &call(level), &operator(), &field::Terms::default()).unwrap()
}

fn drafted() -> Base {
    drafted_at(Level::City)
}

fn applied() -> Base {
    after(&drafted(), Command::Apply(call(Level::City)), &operator())
}

fn recommended() -> Base {
    let note = "条件较好".to_owned();
    after(&applied(), Command::Recommend { note }, &county())
}

fn assigned(numbers: std::ops::RangeInclusive<usize>) -> Command {
    let experts = numbers.map(|number| Assigned {
        expert: Expert {
            id: format!("expert-{number}"),
            organisation: format!("academy-{number}"),
        },
        declaration: Declaration::default(),
    });
    Command::AssignExperts(experts.collect())
}

/// Every one of these experts gives so many points for papers and visit alike.
fn scored(base: Base, experts: std::ops::RangeInclusive<usize>, points: i64) -> Base {
    let mut base = base;
    for number in experts {
        for round in [Round::Desk, Round::Site] {
            let reason = String::new();
            let command = Command::Score {
                round,
                points,
                reason,
            };
            base = after(&base, command, &expert(number));
        }
    }
    base
}

fn reviewed_base() -> Base {
    let seated = after(&recommended(), assigned(1..=5), &city());
    scored(seated, 1..=5, 80)
}

fn by_host() -> Command {
    Command::Propose(Finding {
        fitness: Fitness::Host,
        decision: None,
    })
}

fn by_rule(reasons: &[&str]) -> Command {
    let reasons = reasons.iter().map(|reason| (*reason).to_owned());
    Command::Propose(Finding {
        fitness: Fitness::Rule(reasons.collect()),
        decision: Some(Uuid::from_u128(77)),
    })
}

fn proposed() -> Base {
    after(&reviewed_base(), by_host(), &city())
}

fn plate() -> Command {
    Command::Accredit {
        plate_number: "JM-2025-01".to_owned(),
    }
}

/// On 2025-03-11, the first day after the notice.
const ACCREDITED_ON: &str = "2025-03-11";

fn accredited() -> Base {
    on(&proposed(), plate(), &second_city(), ACCREDITED_ON)
        .unwrap()
        .base
}

fn points(points: i64) -> Indicators {
    Indicators {
        transformation: points,
        demonstration: points,
        extension: points,
        management: points,
    }
}

fn pending(year: i32, of: i64) -> Pending {
    Pending {
        year,
        indicators: points(of),
        value_growth_bp: None,
    }
}

fn assess(year: i32, of: i64) -> Command {
    Command::Assess(Assessing {
        on: pending(year, of),
        rating: Rating::Host,
        decision: None,
    })
}

fn failed(blocked: Blocked) -> Command {
    Command::ReportFailure(Failure {
        failure: "TRAP".to_owned(),
        decision: Some(Uuid::from_u128(78)),
        asked_by: "zhao".to_owned(),
        blocked,
    })
}

/// In the first days of a year, assessed for it, at the city.
fn assessed(base: &Base, year: i32, of: i64) -> Base {
    let today = format!("{year}-12-30");
    on(base, assess(year, of), &city(), &today).unwrap().base
}
