//! `evt.award.score@1`: what the experts' scores of a nomination come to.
use kezhuan_rulebook::Shelf;

use super::bindings::evt_award_score::{self as hook, Ask, Facts};
use super::{Asked, Asking, Rules, small_count};
use crate::domain::award_mean::{Band, Mean};

/// One expert's scores, in hundredths of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub total_c: i64,
    /// In the order of the dimensions; empty where only totals are given.
    pub scores_c: Vec<i64>,
}

/// Every score of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    pub division: String,
    /// Code of the award's round.
    pub programme: String,
    pub dimensions: Vec<String>,
    pub sheets: Vec<Sheet>,
    /// What the host's card makes of the totals.
    pub host: Mean,
}

impl<S: Shelf> Rules<S> {
    /// Asks an authority. Legal date: the scoring.
    pub async fn award_score(
        &self,
        scored: Scored,
        asking: Asking,
    ) -> Result<Asked<Mean>, S::Error> {
        let division = scored.division.clone();
        let (lowest, highest) = lowest_and_highest(&scored.sheets);
        let facts = move |header| told(scored, header);
        let of = (division.as_str(), None);
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(asked.held_to(move |outcome| {
            let mean_c = i64::from(outcome.mean_c);
            match outcome.ok {
                // A rule weighs what the experts scored, and adds no score of its own.
                true if !(lowest..=highest).contains(&mean_c) => Err("MEAN_OUTSIDE_SCORES"),
                true => Ok(Mean {
                    mean_c,
                    band: heard(outcome.band),
                }),
                // The scores allow no result by rule: a person's to say.
                false => Err("NO_RESULT"),
            }
        }))
    }
}

/// Of all totals and dimensions' scores.
fn lowest_and_highest(sheets: &[Sheet]) -> (i64, i64) {
    let all = sheets.iter().flat_map(|sheet| {
        let scores = sheet.scores_c.iter().copied();
        scores.chain([sheet.total_c])
    });
    (
        all.clone().min().unwrap_or_default(),
        all.max().unwrap_or_default(),
    )
}

fn told(scored: Scored, header: hook::Header) -> Facts {
    // Their order must not tell whose each is: the decision keeps them, and parties read it.
    let mut sheets = scored.sheets;
    sheets.sort_unstable_by(|one, other| {
        (one.total_c, &one.scores_c).cmp(&(other.total_c, &other.scores_c))
    });
    Facts {
        header,
        programme: scored.programme,
        dimensions: scored.dimensions,
        experts: u16::try_from(sheets.len()).unwrap_or(u16::MAX),
        mean_c: small_count(scored.host.mean_c),
        band: band(scored.host.band),
        sheets: sheets.iter().map(sheet).collect(),
    }
}

fn sheet(sheet: &Sheet) -> hook::Sheet {
    hook::Sheet {
        total_c: small_count(sheet.total_c),
        scores_c: sheet.scores_c.iter().copied().map(small_count).collect(),
    }
}

fn band(band: Band) -> hook::Band {
    match band {
        Band::First => hook::Band::First,
        Band::Second => hook::Band::Second,
        Band::Third => hook::Band::Third,
        Band::None => hook::Band::None,
    }
}

fn heard(band: hook::Band) -> Band {
    match band {
        hook::Band::First => Band::First,
        hook::Band::Second => Band::Second,
        hook::Band::Third => Band::Third,
        hook::Band::None => Band::None,
    }
}
