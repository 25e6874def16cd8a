//! The tenancy's cast: a start-up, who runs the carrier, the county, and the service.
mod admission;
mod random;
mod stay;

use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::refused::Refused;
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Role};

pub const USCC: &str = "91440703MA50000A8K";

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn start_up() -> Actor {
    Actor::person("ann", USCC, "", [Role::Applicant])
}

pub fn operator() -> Actor {
    Actor::person("op", "park", "", [Role::CarrierOp])
}

pub fn county() -> Actor {
    Actor::person("stb", "stb-440703", "440703", [Role::CountyStb])
}

pub fn service() -> Actor {
    Actor::service("incubation", "440703")
}

/// Founded a year before it moves in on 2025-03-03.
pub fn new_tenancy() -> NewTenancy {
    NewTenancy {
        id: Uuid::from_u128(1),
        number: "KZ-INT-2025-440703-000001".to_owned(),
        carrier: Uuid::from_u128(2),
        operator: "park".to_owned(),
        division: "440703".to_owned(),
        is_remote: false,
        kind: TenantKind::Enterprise,
        name: "江门示例科技有限公司".to_owned(),
        uscc: USCC.to_owned(),
        organisation: String::new(),
        founded_on: Some(date("2024-03-01")),
        entry_on: date("2025-03-03"),
        field: Field::Software,
        founder: Founder::Student,
        staff: 12,
        is_overseas_chinese: false,
        source_region: String::new(),
        declared: Declared {
            registered_here: true,
            office_here: true,
            tech_sme: true,
            high_tech: false,
        },
        chain: None,
    }
}

pub fn applied_with(change: impl FnOnce(&mut NewTenancy)) -> Tenancy {
    let mut new = new_tenancy();
    change(&mut new);
    apply(new, &operator(), date("2025-03-03"), &Terms::default()).unwrap()
}

pub fn applied() -> Tenancy {
    applied_with(|_| {})
}

pub fn on(
    tenancy: &Tenancy,
    day: &str,
    actor: &Actor,
    command: Command,
) -> Result<Decided, Refused> {
    let at = Circumstances {
        actor,
        today: date(day),
        terms: &Terms::default(),
    };
    decide(tenancy, command, &at)
}

pub fn done(tenancy: &Tenancy, day: &str, actor: &Actor, command: Command) -> Tenancy {
    on(tenancy, day, actor, command).unwrap().tenancy
}

pub fn refused(tenancy: &Tenancy, day: &str, actor: &Actor, command: Command) -> &'static str {
    on(tenancy, day, actor, command).unwrap_err().reason
}

pub fn passes() -> Answer {
    Answer {
        pass: true,
        priority: 80,
        reasons: Vec::new(),
        decision: Uuid::from_u128(4),
    }
}

pub fn admit() -> Command {
    Command::Admit {
        until: None,
        answer: Some(passes()),
    }
}

pub fn failed() -> Command {
    Command::ReportFailure {
        until: Some(date("2027-03-03")),
        failure: "TRAP".to_owned(),
        decision: None,
    }
}

pub fn incubating() -> Tenancy {
    done(&applied(), "2025-03-03", &operator(), admit())
}

pub fn manual() -> Tenancy {
    done(&applied(), "2025-03-03", &operator(), failed())
}

pub fn figures(year: i32) -> Year {
    Year {
        year,
        revenue: Fen::ZERO,
        research: Fen::ZERO,
        taxes: Fen::ZERO,
        public_funding: Fen::ZERO,
        venture_capital: Fen::ZERO,
        staff: 0,
        college_graduates: 0,
        ip_applications: 0,
        ip_grants: 0,
        valid_ip: 0,
        valid_inventions: 0,
        high_tech_on: None,
        tech_sme_on: None,
        acquired_or_listed_on: None,
        source: "RETURN".to_owned(),
        recorded_on: date("2026-01-05"),
        recorded_by: "op".to_owned(),
    }
}

/// With the figures of a year in which it became a high-tech enterprise.
pub fn high_tech() -> Tenancy {
    let year = Year {
        high_tech_on: Some(date("2025-11-20")),
        ..figures(2025)
    };
    let told = Command::RecordYear(Box::new(year));
    done(&incubating(), "2026-01-05", &operator(), told)
}

pub fn graduate() -> Command {
    Command::Graduate {
        invested: Vec::new(),
    }
}

pub fn graduated() -> Tenancy {
    done(&high_tech(), "2026-02-02", &operator(), graduate())
}

pub fn leave(day: &str) -> Command {
    Command::Exit(Exit {
        code: "MOVED_AWAY".to_owned(),
        note: "to a place of its own".to_owned(),
        exited_on: date(day),
    })
}
