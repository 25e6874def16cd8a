//! Varieties: every step's conditions, and what may be done with them meanwhile.
mod gate;
mod random;
mod review;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::refused::Refused;
use crate::domain::season::Season;

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn breeder() -> Actor {
    Actor::person("he", "breeders", "", [Role::Applicant])
}

pub(super) fn office() -> Actor {
    Actor::person("wu", "C785", "440785", [Role::CountyStb])
}

pub(super) fn today() -> NaiveDate {
    date("2025-06-10")
}

pub(super) fn at(actor: &Actor) -> Circumstances<'_> {
    Circumstances {
        actor,
        today: today(),
    }
}

pub(super) fn new_variety(crop: &str) -> NewVariety {
    NewVariety {
        id: Uuid::from_u128(1),
        crop: Crop::parse(crop).unwrap(),
        title: "台山香1号".to_owned(),
        breeder: "江门市农业科学研究所".to_owned(),
        genetically_modified: false,
        biosafety_certificate: String::new(),
    }
}

pub(super) fn bred(crop: &str) -> Variety {
    enter(new_variety(crop), &at(&breeder())).unwrap()
}

pub(super) fn report(season: &str) -> Report {
    Report {
        number: "QS-2024-17".to_owned(),
        body: "省区试站".to_owned(),
        reported_on: date("2025-01-10"),
        season: Season::parse(season),
    }
}

pub(super) fn approval(region: &str) -> Approval {
    Approval {
        region: region.to_owned(),
        number: "粤审稻20250012".to_owned(),
        approved_on: date("2025-05-20"),
    }
}

pub(super) fn registration() -> Registration {
    Registration {
        number: "GPD柑橘(2025)440012".to_owned(),
        registered_on: date("2025-05-20"),
    }
}

pub(super) fn introduction(region: &str, approved_in: &str) -> Introduction {
    Introduction {
        region: region.to_owned(),
        approved_in: approved_in.to_owned(),
        number: "粤引稻2025-3".to_owned(),
        filed_on: date("2025-05-20"),
    }
}

/// The command, by a role that may give it.
pub(super) fn step(variety: &Variety, command: Command) -> Result<Variety, Refused> {
    let before_decision = [State::Bred, State::Dus, State::Regional, State::Production];
    let actor = match &command {
        Command::RecordDus { .. }
        | Command::RecordRegional { .. }
        | Command::RecordProduction { .. } => breeder(),
        Command::Withdraw { .. } if before_decision.contains(&variety.state) => breeder(),
        Command::Withdraw { .. }
        | Command::Approve { .. }
        | Command::RecordApproval { .. }
        | Command::Refuse { .. }
        | Command::Register { .. }
        | Command::Introduce { .. } => office(),
    };
    decide(variety, command, &at(&actor)).map(|decided| decided.variety)
}

/// Rice that went through every trial.
pub(super) fn tried() -> Variety {
    let report_of = |season| report(season);
    let commands = [
        Command::RecordDus { report: report("") },
        Command::RecordRegional {
            report: report_of("2023-L"),
        },
        Command::RecordRegional {
            report: report_of("2024-L"),
        },
        Command::RecordProduction {
            report: report_of("2024-E"),
        },
    ];
    let walk = |variety: Variety, command| step(&variety, command).unwrap();
    commands.into_iter().fold(bred("rice"), walk)
}

pub(super) fn approved(region: &str) -> Variety {
    let approval = approval(region);
    step(&tried(), Command::Approve { approval }).unwrap()
}

pub(super) fn reason<T: std::fmt::Debug>(refused: Result<T, Refused>) -> &'static str {
    refused.unwrap_err().reason
}
