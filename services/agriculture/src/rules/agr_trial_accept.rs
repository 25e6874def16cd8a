//! `agr.trial.accept@1`: whether a trial's measurement stands, or is void.
use kezhuan_rulebook::Shelf;

use super::bindings::agr_trial_accept::{self as hook, Ask, Facts};
use super::{Asked, Asking, Rules};
use crate::domain::season::{Season, Term};

/// What is told of a trial; the domain holds every figure in the hook's range before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Where it was grown.
    pub division: String,
    pub crop: String,
    pub season: Season,
    /// Of each variety.
    pub replications: u16,
    /// Coefficient of variation of the plots' yields in basis points; `None` of one plot.
    pub cv_bp: Option<u32>,
    /// Of the check, at standard moisture, in hundredths of a kilogram for each mu.
    pub check_yield_c: i64,
    /// Of the variety on trial, likewise.
    pub yield_c: i64,
    /// Of each of its plots, likewise.
    pub plot_yields_c: Vec<i64>,
    /// Against the check.
    pub increase_bp: i32,
    /// A storm, a flood, a plague hit the plots.
    pub is_disaster: bool,
    /// Who measured.
    pub experts: u16,
}

impl<S: Shelf> Rules<S> {
    /// Asks an authority; the answer is every reason to void the trial, none where it stands. Legal date: its verification.
    pub async fn trial_acceptance(
        &self,
        trial: Measured,
        asking: Asking,
    ) -> Result<Asked<Vec<String>>, S::Error> {
        let division = trial.division.clone();
        let is_disaster = trial.is_disaster;
        let facts = move |header| Facts {
            header,
            crop: trial.crop,
            season: season(trial.season),
            replications: trial.replications,
            cv_bp: trial.cv_bp,
            check_yield_c: trial.check_yield_c,
            yield_c: trial.yield_c,
            plot_yields_c: trial.plot_yields_c,
            increase_bp: trial.increase_bp,
            is_disaster: trial.is_disaster,
            experts: trial.experts,
        };
        let of = (division.as_str(), None);
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(asked.held_to(move |outcome| match outcome.ok {
            // The host's own: a disaster voids a trial, whatever a rule says.
            true if is_disaster => Err("DISASTER_ACCEPTED"),
            true => Ok(Vec::new()),
            // An answer that refuses says why, or it is none.
            false if outcome.reasons.is_empty() => Err("REASONS_MISSING"),
            false => Ok(outcome.reasons),
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
