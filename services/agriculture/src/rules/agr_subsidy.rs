//! `agr.subsidy@1`: what is paid for a demonstration that was accepted.
use kezhuan_law::Fen;
use kezhuan_rulebook::Shelf;

use super::bindings::agr_subsidy::{self as hook, Ask, Facts};
use super::{Asked, Asking, Rules};
use crate::domain::season::{Season, Term};

/// What is told of a demonstration; the domain holds every figure in the hook's range before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demonstrated {
    /// Where it was shown.
    pub division: String,
    /// Code of the base's field.
    pub field: String,
    pub crop: String,
    pub season: Season,
    /// In hundredths of a mu.
    pub area_c: i64,
    /// Measured yield against the check's; `None` where none was compared.
    pub increase_bp: Option<i32>,
    /// How much the value of the product grew on the year before; `None` where it was not reported.
    pub value_growth_bp: Option<i32>,
    /// Farming households that took part.
    pub households: u32,
    /// What the base was granted this season already.
    pub season_paid: Fen,
    /// What it was granted this calendar year already.
    pub year_paid: Fen,
    /// What the programme still holds; `None` where nobody counts.
    pub budget_left: Option<Fen>,
}

/// What a rule grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    pub amount: Fen,
    /// Why there is none; empty of a grant.
    pub reasons: Vec<String>,
}

impl<S: Shelf> Rules<S> {
    /// Asks the paying authority. Legal date: the acceptance.
    pub async fn subsidy(
        &self,
        shown: Demonstrated,
        asking: Asking,
    ) -> Result<Asked<Granted>, S::Error> {
        let division = shown.division.clone();
        let of = (division.as_str(), shown.budget_left.map(Fen::get));
        let facts = move |header| Facts {
            header,
            field: shown.field,
            crop: shown.crop,
            season: season(shown.season),
            area_c: shown.area_c,
            increase_bp: shown.increase_bp,
            value_growth_bp: shown.value_growth_bp,
            households: shown.households,
            season_paid_fen: shown.season_paid.get(),
            year_paid_fen: shown.year_paid.get(),
        };
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(asked.held_to(|outcome| {
            if outcome.ok && !outcome.reasons.is_empty() {
                // Granted and refused at once: nobody knows which.
                return Err("REASONS_OF_A_GRANT");
            }
            Ok(Granted {
                amount: Fen(outcome.amount_fen),
                reasons: outcome.reasons,
            })
        }))
    }
}

fn season(season: Season) -> hook::Season {
    hook::Season {
        year: season.year(),
        part: match season.term() {
            Term::Early => hook::SeasonPart::Early,
            Term::Late => hook::SeasonPart::Late,
            Term::Annual => hook::SeasonPart::Annual,
        },
    }
}
