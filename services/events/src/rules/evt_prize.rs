//! `evt.prize@1`: what is paid for an award.
use kezhuan_law::Fen;
use kezhuan_rulebook::Shelf;

use super::bindings::evt_prize::{self as hook, Ask, Facts};
use super::{Asked, Asking, Rules, small_count};
use crate::domain::award_mean::Band;

/// What somebody won.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Won {
    pub division: String,
    /// Code of the award's round.
    pub programme: String,
    pub band: Band,
    /// Within the band, the best first; from 1 on.
    pub rank: i64,
    /// How many are in the band.
    pub of_band: i64,
    /// Organisations that share it.
    pub organisations: i64,
    /// What the programme still holds; `None` where nobody counts.
    pub budget_left: Option<Fen>,
}

/// What a rule grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prize {
    pub amount: Fen,
    /// Why there is none; empty of a prize.
    pub reasons: Vec<String>,
}

impl<S: Shelf> Rules<S> {
    /// Asks an authority; nothing where the band is none, for then nothing is won. Legal date: the award.
    pub async fn prize(&self, won: Won, asking: Asking) -> Result<Option<Asked<Prize>>, S::Error> {
        let Some(band) = band(won.band) else {
            return Ok(None);
        };
        let division = won.division.clone();
        let of = (division.as_str(), won.budget_left.map(Fen::get));
        let facts = move |header| Facts {
            header,
            programme: won.programme,
            band,
            rank: small_count(won.rank),
            of_band: small_count(won.of_band),
            organisations: small_count(won.organisations),
        };
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(Some(asked.held_to(|outcome| {
            if outcome.ok && !outcome.reasons.is_empty() {
                // Granted and refused at once: nobody knows which.
                return Err("REASONS_OF_A_GRANT");
            }
            Ok(Prize {
                amount: Fen(outcome.amount_fen),
                reasons: outcome.reasons,
            })
        })))
    }
}

fn band(band: Band) -> Option<hook::Band> {
    match band {
        Band::First => Some(hook::Band::First),
        Band::Second => Some(hook::Band::Second),
        Band::Third => Some(hook::Band::Third),
        Band::None => None,
    }
}
