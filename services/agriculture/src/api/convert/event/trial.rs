//! What happened to a trial, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::agriculture::v1;

use crate::api::convert::{day, figure};
use crate::api::names::{BASES, TRIALS, VARIETIES};
use crate::domain::trial::{Event, State, Trial};
use crate::store::stored::Stored;
use crate::store::trials::AGGREGATE;

/// One event of a trial: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// The name of the first event.
pub const PLANNED: &str = "TrialPlanned";

/// Publishes that a trial was planned.
pub fn planned(write: &mut Write, stored: &Stored<Trial>) {
    publish!(write, stored, None, TrialPlanned);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Trial>, from: State, event: &Event) {
    let from = Some(from);
    match event {
        Event::TrialSown => {
            publish!(write, after, from, TrialSown, sown_on: day::told(after.body.sown_on));
        }
        Event::TrialHarvested { figures } => publish!(
            write, after, from, TrialHarvested,
            yield_c: figures.yield_c, check_yield_c: figures.check_yield_c, increase_bp: figures.increase_bp,
            cv_bp: figures.cv_bp.unwrap_or_default(), replications: figure::told(figures.replications)
        ),
        Event::TrialExpertsAssigned => {
            let experts = after.body.panel.sitting().count();
            let experts = i32::try_from(experts).unwrap_or(i32::MAX);
            publish!(write, after, from, TrialExpertsAssigned, experts: experts);
        }
        Event::TrialConflictDeclared { expert } => {
            publish!(write, after, from, TrialConflictDeclared, expert: expert.clone());
        }
        Event::TrialOpinionGiven { finding } => {
            publish!(write, after, from, TrialOpinionGiven, finding: finding.as_str().to_owned());
        }
        Event::TrialVerified { reasons } => {
            publish!(write, after, from, TrialVerified, reasons: reasons.clone());
        }
        Event::TrialVoided { reasons } => {
            publish!(write, after, from, TrialVoided, reasons: reasons.clone());
        }
        Event::TrialSentToManual { failure } => {
            publish!(write, after, from, TrialSentToManual, failure: failure.clone());
        }
        Event::TrialAskedAgain => publish!(write, after, from, TrialAskedAgain),
        Event::TrialWithdrawn => publish!(write, after, from, TrialWithdrawn),
    }
}

fn moved(trial: &Trial, from: Option<State>) -> Option<v1::TrialMoved> {
    Some(v1::TrialMoved {
        trial: TRIALS.name(trial.id),
        base: BASES.name(trial.base),
        operator: trial.operator.clone(),
        variety: VARIETIES.name(trial.variety),
        crop: trial.crop.as_str().to_owned(),
        season: trial.season.to_string(),
        from_state: from.map(State::as_str).unwrap_or_default().to_owned(),
        to_state: trial.state.as_str().to_owned(),
        version: trial.version,
    })
}
