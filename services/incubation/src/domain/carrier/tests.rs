mod assessing;
mod chart;
mod manual;
mod random;
mod recorded;
mod reviewing;

use kezhuan_law::WorkingCalendar;
use kezhuan_law::panel::{Declaration, Expert};

use super::*;

pub const TODAY: &str = "2025-03-03";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn operator() -> Actor {
    Actor::person("chen", "park-1", "", [Role::CarrierOp])
}

pub fn county() -> Actor {
    Actor::person("li", "stb-440703", "440703", [Role::CountyStb])
}

pub fn second_county() -> Actor {
    Actor::person("wu", "stb-440703", "440703", [Role::CountyStb])
}

pub fn city() -> Actor {
    Actor::person("zhao", "stb-440700", "440700", [Role::CityStb])
}

pub fn second_city() -> Actor {
    Actor::person("sun", "stb-440700", "440700", [Role::CityStb])
}

pub fn stranger() -> Actor {
    Actor::person("guo", "enterprise-9", "", [Role::Applicant])
}

pub fn expert(name: &str) -> Actor {
    Actor::person(name, format!("institute-{name}"), "", [Role::Expert])
}

pub fn service() -> Actor {
    Actor::service("incubation", "440703")
}

pub fn seat(name: &str) -> (Expert, Declaration) {
    let expert = Expert {
        id: name.to_owned(),
        organisation: format!("institute-{name}"),
    };
    (expert, Declaration::default())
}

pub fn profile() -> Profile {
    Profile {
        name: "蓬江科创园".to_owned(),
        kind: Kind::Incubator,
        division: "440703".to_owned(),
        address: "江门市蓬江区".to_owned(),
        legal_person: true,
        opened_on: day("2021-01-04"),
        field: None,
        leader: None,
        joint_hk_macao: false,
        area_c: 1_000_000,
        tenant_area_c: 750_000,
    }
}

/// Meets N2018, the ministry's first points and the city's own figures.
pub fn figures() -> Figures {
    Figures {
        stat_years: 2,
        staff: 12,
        pro_staff: 10,
        mentors: 10,
        tenants: 50,
        financed: 10,
        applied_ip: 25,
        invested: 5,
        grown: 15,
        graduates: 20,
        fund_fen: 500_000_000,
        fund_cases: 3,
        total_income_fen: 1_000_000_000,
        rent_income_fen: 700_000_000,
        service_kinds: 2,
        ..Figures::default()
    }
}

/// Counts as much as is stated.
pub fn counted() -> CarrierCounts {
    CarrierCounts {
        tenants: 50,
        financed: 10,
        graduates: 20,
        mentors: 10,
        returns: 2,
        ..CarrierCounts::default()
    }
}

pub fn drafted() -> Carrier {
    let new = NewCarrier {
        id: Uuid::from_u128(1),
        number: "KZ-INC-2025-440703-000001".to_owned(),
        profile: profile(),
        authority: String::new(),
    };
    draft(new, &operator(), day(TODAY)).unwrap()
}

/// Takes a step on a day.
pub fn step_on(
    carrier: &Carrier,
    on: &str,
    actor: &Actor,
    command: Command,
) -> Result<Decided, Refused> {
    let terms = Terms::default();
    let at = Circumstances {
        actor,
        today: day(on),
        calendar: WorkingCalendar::shipped(),
        terms: &terms,
    };
    decide(carrier, command, &at)
}

pub fn step(carrier: &Carrier, actor: &Actor, command: Command) -> Result<Decided, Refused> {
    step_on(carrier, TODAY, actor, command)
}

/// The same of a step that is allowed.
pub fn moved(carrier: &Carrier, actor: &Actor, command: Command) -> Carrier {
    step(carrier, actor, command).unwrap().carrier
}

pub fn reason(refused: Result<Decided, Refused>) -> &'static str {
    refused.unwrap_err().reason
}

pub fn apply(grade: Grade) -> Command {
    Command::Apply {
        grade,
        figures: figures(),
        counted: counted(),
    }
}

pub fn text() -> String {
    "依据材料".to_owned()
}

/// Applied for, and found to meet the conditions.
pub fn found(grade: Grade) -> Carrier {
    let applied = moved(&drafted(), &operator(), apply(grade));
    if !grade.is_local() {
        return applied;
    }
    let finding = Finding::of_rule(true, Vec::new(), Uuid::from_u128(2));
    moved(&applied, &service(), Command::Find { finding })
}

/// In review, of the county's grade.
pub fn reviewed() -> Carrier {
    let check = Command::Check {
        note: String::new(),
    };
    moved(&found(Grade::County), &county(), check)
}

pub fn proposed() -> Carrier {
    let propose = Command::Propose {
        desk_review: text(),
    };
    moved(&reviewed(), &county(), propose)
}

/// Accredited by the county after a notice of seven days.
pub fn accredited() -> Carrier {
    let accredit = Command::Accredit {
        document: String::new(),
    };
    let decided = step_on(&proposed(), "2025-03-11", &second_county(), accredit);
    decided.unwrap().carrier
}

/// Rectifying after a year that went badly.
pub fn rectifying() -> Carrier {
    assessed(&accredited(), "2026-04-01", 2025, AssessmentGrade::D)
}

pub fn assess(year: i32, grade: AssessmentGrade) -> Command {
    Command::Assess {
        year,
        indicators: Indicators::default(),
        graded: Graded {
            grade,
            score_c: 5_000,
            by: FoundBy::Rule,
            decision: None,
            reasons: Vec::new(),
        },
    }
}

pub fn assessed(carrier: &Carrier, on: &str, year: i32, grade: AssessmentGrade) -> Carrier {
    let decided = step_on(carrier, on, &county(), assess(year, grade));
    decided.unwrap().carrier
}
