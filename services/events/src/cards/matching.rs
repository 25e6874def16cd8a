//! Card `evt.match`: how well an achievement answers a need.
use std::collections::BTreeSet;

use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::match_score::{Demand, Offer, score};

/// Answers `{score, parts[chain, keywords, stage, budget], recommend}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let (demand, offer) = (input.object("d")?, input.object("a")?);
    let (wanted, offered) = (keywords(&demand)?, keywords(&offer)?);
    let demand = Demand {
        chain: demand.text("chain")?,
        cluster: demand.text("cluster")?,
        keywords: &wanted,
        min_level: demand.integer("min_trl")?,
        budget_fen: demand.integer("budget")?,
    };
    let offer = Offer {
        chain: offer.text("chain")?,
        cluster: offer.text("cluster")?,
        keywords: &offered,
        level: offer.integer("trl")?,
        price_fen: offer.integer("price")?,
    };
    let score = score(&demand, &offer);
    Ok(json!({
        "score": score.total(),
        "parts": [score.chain, score.keywords, score.stage, score.budget],
        "recommend": score.is_recommended(),
    }))
}

/// As a set.
fn keywords<'a>(of: &CardInput<'a>) -> Result<Vec<&'a str>, CardError> {
    let distinct: BTreeSet<&str> = of.texts("kw")?.into_iter().collect();
    Ok(distinct.into_iter().collect())
}
