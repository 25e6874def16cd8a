//! Outcomes as messages tell them, and what they are asked for.
use kezhuan_protocol::agriculture::v1;

use super::season;
use crate::api::names::BASES;
use crate::domain::achievement::Kind;
use crate::domain::outcome::{Achieved, Outcome};
use crate::error::Error;
use crate::store::outcomes::{GroupKey, Scope};

/// What several bases and seasons come to.
pub fn total(outcome: &Outcome, achieved: &Achieved) -> v1::Outcome {
    let reached = outcome.reached;
    v1::Outcome {
        base: String::new(),
        season: String::new(),
        area_c: reached.area_c,
        households: reached.households,
        plots: reached.plots,
        person_times: reached.person_times,
        added_value_fen: outcome.added_value_fen,
        valued_area_c: outcome.valued_area_c,
        new_varieties: achieved.count(Kind::NewVariety),
        new_technologies: achieved.count(Kind::NewTechnology),
        technology_contracts: achieved.count(Kind::TechnologyContract),
        brands: achieved.count(Kind::Brand),
        green_feed_products: achieved.count(Kind::GreenFeedProduct),
        functional_products: achieved.count(Kind::FunctionalProduct),
    }
}

/// The same of what was asked for: a base and a season are told where there is one.
pub fn of_scope(outcome: &Outcome, achieved: &Achieved, scope: &Scope) -> v1::Outcome {
    v1::Outcome {
        base: scope.base.map(|base| BASES.name(base)).unwrap_or_default(),
        season: scope.season.clone().unwrap_or_default(),
        ..total(outcome, achieved)
    }
}

/// One base in one season.
pub fn of_group(outcome: &Outcome, (season, base): &GroupKey) -> v1::Outcome {
    v1::Outcome {
        base: BASES.name(*base),
        season: season.clone(),
        ..total(outcome, &Achieved::default())
    }
}

/// What is asked for.
pub fn read_scope(input: &v1::GetOutcomeRequest) -> Result<Scope, Error> {
    let base = Some(input.base.as_str()).filter(|base| !base.is_empty());
    let base = base.map(|base| BASES.parse_field("base", base));
    let season = season::read_if_given("season", &input.season)?;
    let tenant = Some(input.tenant.clone()).filter(|tenant| !tenant.is_empty());
    Ok(Scope {
        tenant,
        base: base.transpose()?,
        season: season.map(|season| season.to_string()),
        year: Some(input.year).filter(|year| *year != 0),
    })
}
