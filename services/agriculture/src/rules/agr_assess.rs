//! `agr.assess@1`: how a base did in a year.
use kezhuan_rulebook::Shelf;

use super::bindings::agr_assess::{self as hook, Ask, Facts};
use super::{Asked, Asking, Rules, Verdict};
use crate::domain::call::Level;
use crate::domain::score::{Grade, Score};
use crate::domain::transformation_base::{
    Assessing, Base, Blocked, Command, Failure, Pending, Rating,
};

impl<S: Shelf> Rules<S> {
    /// Asks an authority. Legal date: the assessment.
    pub async fn assessment(
        &self,
        base: &Base,
        on: Pending,
        asking: Asking,
    ) -> Result<Asked<Score>, S::Error> {
        let (level, field) = (self::level(base.level), base.field.clone());
        let history: Vec<hook::Grade> = base.history().into_iter().map(told).collect();
        let of = (base.division.as_str(), None);
        let facts = move |header| Facts {
            header,
            year: u16::try_from(on.year).unwrap_or(0),
            level,
            field,
            transformation: points(on.indicators.transformation),
            demonstration: points(on.indicators.demonstration),
            extension: points(on.indicators.extension),
            management: points(on.indicators.management),
            value_growth_bp: on.value_growth_bp,
            history,
        };
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(asked.held_to(|outcome| match outcome.ok {
            true => Ok(Score {
                score_c: i64::from(outcome.score_c),
                grade: heard(outcome.grade),
            }),
            // The figures allow no assessment by rule: a person's to say.
            false => Err("NOT_ASSESSABLE"),
        }))
    }
}

/// The command that follows; without a rule the default weights hold.
pub fn command_after(asked: &Asked<Score>, on: Pending, asked_by: &str) -> Command {
    let assessing = |rating| {
        Command::Assess(Assessing {
            on,
            rating,
            decision: Some(asked.id),
        })
    };
    match &asked.verdict {
        Verdict::Answered(score) => assessing(Rating::Rule(*score)),
        Verdict::NoRule => assessing(Rating::Host),
        Verdict::Failed(failure) => Command::ReportFailure(Failure {
            failure: failure.clone(),
            decision: Some(asked.id),
            asked_by: asked_by.to_owned(),
            blocked: Blocked::Assessment(on),
        }),
    }
}

/// Points of a hundred; the domain holds them in their range.
fn points(points: i64) -> u16 {
    u16::try_from(points.max(0)).unwrap_or(u16::MAX)
}

fn told(grade: Grade) -> hook::Grade {
    match grade {
        Grade::Excellent => hook::Grade::Excellent,
        Grade::Qualified => hook::Grade::Qualified,
        Grade::Rectify => hook::Grade::Rectify,
        Grade::Fail => hook::Grade::Fail,
    }
}

fn heard(grade: hook::Grade) -> Grade {
    match grade {
        hook::Grade::Excellent => Grade::Excellent,
        hook::Grade::Qualified => Grade::Qualified,
        hook::Grade::Rectify => Grade::Rectify,
        hook::Grade::Fail => Grade::Fail,
    }
}

fn level(level: Level) -> hook::Level {
    match level {
        Level::County => hook::Level::County,
        Level::City => hook::Level::City,
        Level::Province => hook::Level::Province,
    }
}
