//! What happened to a matching run, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::events::v1;

use crate::api::convert::matching::tally;
use crate::api::names::{EVENTS, MATCHINGS};
use crate::domain::matching::{Matching, Step};
use crate::store::matchings::AGGREGATE;
use crate::store::stored::Stored;

/// The name of the first event.
pub const STARTED: &str = "MatchingStarted";

/// Publishes that a run was started.
pub fn started(write: &mut Write, stored: &Stored<Matching>) {
    let event = v1::MatchingStarted {
        moved: moved(&stored.body),
    };
    write.publish(AGGREGATE, stored.body.id, stored.event_sequence, &event);
}

/// The name under which a step travels.
pub const fn name(step: Step) -> &'static str {
    match step {
        Step::Finish => "MatchingFinished",
        Step::FailRule => "MatchingRuleFailed",
        Step::AskAgain => "MatchingAskedAgain",
        Step::TakeBaseline => "MatchingBaselineTaken",
        Step::Cancel => "MatchingCancelled",
    }
}

/// Publishes the one event of a step.
pub fn publish(write: &mut Write, after: &Stored<Matching>, step: Step) {
    let (matching, sequence) = (&after.body, after.event_sequence);
    let (moved, tally) = (moved(matching), matching.tally.map(tally));
    match step {
        Step::Finish => {
            let event = v1::MatchingFinished { moved, tally };
            write.publish(AGGREGATE, matching.id, sequence, &event);
        }
        Step::FailRule => {
            let event = v1::MatchingRuleFailed { moved, tally };
            write.publish(AGGREGATE, matching.id, sequence, &event);
        }
        Step::AskAgain => {
            let event = v1::MatchingAskedAgain { moved };
            write.publish(AGGREGATE, matching.id, sequence, &event);
        }
        Step::TakeBaseline => {
            let event = v1::MatchingBaselineTaken { moved, tally };
            write.publish(AGGREGATE, matching.id, sequence, &event);
        }
        Step::Cancel => {
            let event = v1::MatchingCancelled { moved };
            write.publish(AGGREGATE, matching.id, sequence, &event);
        }
    }
}

fn moved(matching: &Matching) -> Option<v1::MatchingMoved> {
    Some(v1::MatchingMoved {
        matching: MATCHINGS.name(matching.id),
        number: matching.number.clone(),
        event: EVENTS.name(matching.event),
        organiser: matching.organiser.clone(),
        state: matching.state.as_str().to_owned(),
        version: matching.version,
    })
}
