//! `agr.accredit@1`: whether a base meets what its authority asks.
use kezhuan_rulebook::Shelf;

use super::bindings::agr_accredit::{self as hook, Ask, Facts};
use super::{Asked, Asking, Rules, Verdict, count};
use crate::domain::call::Level;
use crate::domain::transformation_base::{
    Base, Blocked, Command, Failure, Finding, Fitness, Reviewed,
};

/// What is told of a base beside its own figures.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    pub reviewed: &'a Reviewed,
    /// Varieties its organisation entered that are approved or registered.
    pub varieties: i64,
    /// Its accepted demonstrations.
    pub demonstrations: i64,
}

impl<S: Shelf> Rules<S> {
    /// Asks an authority; the answer is every reason against the base. Legal date: the review.
    pub async fn accreditation(
        &self,
        base: &Base,
        card: Card<'_>,
        asking: Asking,
    ) -> Result<Asked<Vec<String>>, S::Error> {
        let figures = base.reviewed_figures();
        let told = hook::Base {
            is_legal_person: figures.legal_person,
            land_c: figures.land_c,
            facility_area_c: figures.facility_area_c,
            land_right_months: figures.land_right_months(asking.as_of),
            partners: listed(&figures.technical_partners),
            achievements: listed(&figures.achievements),
            technical_staff: figures.technical_staff,
            varieties: count(card.varieties),
            demonstrations: count(card.demonstrations),
        };
        let (programme, level) = (base.programme_name.clone(), self::level(base.level));
        let (field, scores_c) = (base.field.clone(), card.reviewed.totals_c.iter());
        // The decision keeps them, and the base's organisation reads it: their order must not tell whose each is.
        let mut scores_c: Vec<u16> = scores_c.map(|total| points(*total)).collect();
        scores_c.sort_unstable();
        let mean_score_c = Some(points(card.reviewed.mean_c));
        let of = (base.division.as_str(), None);
        let facts = move |header| Facts {
            header,
            programme,
            level,
            field,
            base: told,
            scores_c,
            mean_score_c,
        };
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(asked.held_to(|outcome| match outcome.ok {
            true => Ok(Vec::new()),
            // An answer that refuses says why, or it is none.
            false if outcome.reasons.is_empty() => Err("REASONS_MISSING"),
            false => Ok(outcome.reasons),
        }))
    }
}

/// The command that follows; without a rule the typical conditions hold.
pub fn command_after(asked: &Asked<Vec<String>>, asked_by: &str) -> Command {
    let finding = |fitness| {
        Command::Propose(Finding {
            fitness,
            decision: Some(asked.id),
        })
    };
    match &asked.verdict {
        Verdict::Answered(reasons) => finding(Fitness::Rule(reasons.clone())),
        Verdict::NoRule => finding(Fitness::Host),
        Verdict::Failed(failure) => Command::ReportFailure(Failure {
            failure: failure.clone(),
            decision: Some(asked.id),
            asked_by: asked_by.to_owned(),
            blocked: Blocked::Review,
        }),
    }
}

fn listed(entries: &[String]) -> u32 {
    u32::try_from(entries.len()).unwrap_or(u32::MAX)
}

/// Hundredths of a point; the domain holds them between 0 and 10,000.
fn points(score_c: i64) -> u16 {
    u16::try_from(score_c.max(0)).unwrap_or(u16::MAX)
}

fn level(level: Level) -> hook::Level {
    match level {
        Level::County => hook::Level::County,
        Level::City => hook::Level::City,
        Level::Province => hook::Level::Province,
    }
}
