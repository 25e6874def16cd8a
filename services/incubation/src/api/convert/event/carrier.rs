//! What happened to a carrier, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::incubation::v1;

use crate::api::convert::carrier::{
    told_assessment_grade, told_by, told_grade, told_kind, told_regime,
};
use crate::api::names::CARRIERS;
use crate::domain::carrier::{Carrier, Event, State, Status};
use crate::store::carriers::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a carrier: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved($after, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// What is told once because a day came, and moves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminder {
    /// A year waits for its assessment.
    AssessmentDue { year: i32 },
    /// The public notice is over.
    NoticeOver,
}

/// Publishes a reminder.
pub fn remind(write: &mut Write, after: &Stored<Carrier>, reminder: Reminder) {
    let from = after.body.state;
    match reminder {
        Reminder::AssessmentDue { year } => {
            publish!(write, after, from, CarrierAssessmentDue, year: year);
        }
        Reminder::NoticeOver => publish!(write, after, from, CarrierNoticeOver),
    }
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Carrier>, from: State, event: &Event) {
    macro_rules! say {
        ($($told:tt)+) => { publish!(write, after, from, $($told)+) };
    }
    match event {
        Event::CarrierCreated => say!(CarrierCreated),
        Event::CarrierUpdated => say!(CarrierUpdated),
        Event::CarrierApplied { grade, regime } => {
            let (grade, regime) = (told_grade(Some(*grade)), told_regime(Some(*regime)));
            say!(CarrierApplied, applied_grade: grade, applied_regime: regime);
        }
        Event::CarrierSentToManual { failure } => {
            say!(CarrierSentToManual, failure: failure.clone());
        }
        Event::CarrierAskedAgain => say!(CarrierAskedAgain),
        Event::CarrierFound { met, by } => say!(CarrierFound, met: *met, by: told_by(*by)),
        Event::CarrierChecked => say!(CarrierChecked),
        Event::CarrierRefused { code } => say!(CarrierRefused, code: code.clone()),
        Event::CarrierReviewersAssigned { experts } => {
            let experts = i32::try_from(*experts).unwrap_or(i32::MAX);
            say!(CarrierReviewersAssigned, experts: experts);
        }
        Event::CarrierReviewerRecused => say!(CarrierReviewerRecused),
        Event::CarrierScored => say!(CarrierScored),
        Event::CarrierProposed { last_day } => {
            say!(CarrierProposed, last_day: last_day.to_string());
        }
        Event::CarrierSuspended => say!(CarrierSuspended),
        Event::CarrierObjectionDismissed => say!(CarrierObjectionDismissed),
        Event::CarrierObjectionUpheld { code } => say!(CarrierObjectionUpheld, code: code.clone()),
        Event::CarrierAccredited { on, document } => {
            let (on, document) = (on.to_string(), document.clone());
            say!(CarrierAccredited, accredited_on: on, document: document);
        }
        Event::CarrierAssessed {
            year,
            grade,
            score_c,
        } => {
            let (grade, score_c) = (told_assessment_grade(*grade), i32::from(*score_c));
            say!(CarrierAssessed, year: *year, assessment: grade, score_c: score_c);
        }
        Event::CarrierRectified => say!(CarrierRectified),
        Event::CarrierRevoked { ground, on } => {
            let ground = v1::revocation::Ground::from_str_name(ground.as_str());
            let ground = i32::from(ground.unwrap_or_default());
            say!(CarrierRevoked, ground: ground, revoked_on: on.to_string());
        }
        Event::CarrierGradeChanged {
            before,
            on,
            document,
        } => {
            let (before, on) = (told_grade(Some(*before)), on.to_string());
            say!(CarrierGradeChanged, grade_before: before, changed_on: on, document: document.clone());
        }
        Event::CarrierWithdrawn => say!(CarrierWithdrawn),
        Event::CarrierBaseApplied => say!(CarrierBaseApplied),
        Event::CarrierBaseDecided { granted } => say!(CarrierBaseDecided, granted: *granted),
    }
}

fn moved(after: &Stored<Carrier>, from: State) -> Option<v1::CarrierMoved> {
    let carrier = &after.body;
    // Of one that lost its status, what it was.
    let status: Option<&Status> = match carrier.state {
        State::Revoked => carrier.statuses.last(),
        State::Draft
        | State::Applied
        | State::Manual
        | State::Review
        | State::Proposed
        | State::Suspended
        | State::Accredited
        | State::Rectifying
        | State::Refused
        | State::Withdrawn => carrier.current(),
    };
    Some(v1::CarrierMoved {
        carrier: CARRIERS.name(carrier.id),
        operator: carrier.operator.clone(),
        carrier_name: carrier.profile.name.clone(),
        kind: told_kind(carrier.profile.kind),
        division: carrier.profile.division.clone(),
        tenant: after.tenant.clone(),
        grade: told_grade(status.map(|status| status.grade)),
        regime: told_regime(status.map(|status| status.regime)),
        from_state: from.as_str().to_owned(),
        to_state: carrier.state.as_str().to_owned(),
        version: carrier.version,
    })
}
