//! Extensions step by step: who takes each, and what it needs.
mod opening;
mod random;
mod rows;
mod steps;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::variety;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn operator() -> Actor {
    Actor::person("li", "jaas", "", [Role::CarrierOp])
}

fn county() -> Actor {
    Actor::person("wu", "stb-440783", "440783", [Role::CountyStb])
}

fn at<'a>(actor: &'a Actor, terms: &'a Terms, listed: &'a variety::Terms) -> Circumstances<'a> {
    Circumstances {
        actor,
        today: day("2025-12-01"),
        terms,
        listed,
    }
}

fn extension(state: State) -> Extension {
    let report = Report {
        by: "li".to_owned(),
        on: day("2025-11-30"),
        price: price(),
    };
    Extension {
        id: Uuid::from_u128(1),
        demonstration: Uuid::from_u128(2),
        base: Uuid::from_u128(3),
        division: "440783".to_owned(),
        operator: "jaas".to_owned(),
        variety: Uuid::from_u128(4),
        variety_owner: "breeder".to_owned(),
        crop: Crop::parse("rice").unwrap(),
        season: Season::parse("2025-L").unwrap(),
        yield_c: 59_364,
        check_yield_c: Some(56_000),
        state,
        version: 3,
        opened_by: "li".to_owned(),
        totals: Totals {
            households: 2,
            plots: 3,
            area_c: 12_050,
        },
        trainings: Vec::new(),
        report: (state != State::Open).then_some(report),
        confirmation: None,
        sent_back: None,
    }
}

fn price() -> Price {
    Price {
        fen_per_kg: 310,
        source: "开平市粮食收购价公告".to_owned(),
        of_day: day("2025-11-20"),
    }
}

fn row(household: &str, plot: &str, area_c: i64) -> Row {
    Row {
        division: String::new(),
        household: household.to_owned(),
        person: "李小明".to_owned(),
        village: "塘口村".to_owned(),
        plot: plot.to_owned(),
        area_c,
    }
}

/// Decides as `actor` with the default figures.
fn took(extension: &Extension, command: Command, actor: &Actor) -> Result<Decided, String> {
    let (terms, listed) = (Terms::default(), variety::Terms::default());
    let decided = decide(extension, command, &at(actor, &terms, &listed));
    decided.map_err(|refused| refused.reason.to_owned())
}
