//! What happened to an achievement, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::agriculture::v1;

use crate::api::names::{ACHIEVEMENTS, BASES};
use crate::domain::achievement::{Achievement, Event, State};
use crate::store::achievements::AGGREGATE;
use crate::store::stored::Stored;

/// One event of an achievement: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// The name of the first event.
pub const REPORTED: &str = "AchievementReported";

/// Publishes that an achievement was reported.
pub fn reported(write: &mut Write, stored: &Stored<Achievement>) {
    publish!(write, stored, None, AchievementReported);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Achievement>, from: State, event: &Event) {
    let from = Some(from);
    match event {
        Event::AchievementAccepted => publish!(write, after, from, AchievementAccepted),
        Event::AchievementDeclined { reason } => publish!(
            write, after, from, AchievementDeclined,
            reason: reason.clone()
        ),
        Event::AchievementTakenBack => publish!(write, after, from, AchievementTakenBack),
    }
}

fn moved(achievement: &Achievement, from: Option<State>) -> Option<v1::AchievementMoved> {
    Some(v1::AchievementMoved {
        achievement: ACHIEVEMENTS.name(achievement.id),
        base: BASES.name(achievement.base),
        operator: achievement.operator.clone(),
        kind: achievement.kind.as_str().to_owned(),
        reference: achievement.reference.clone(),
        happened_on: achievement.happened_on.to_string(),
        from_state: from.map(State::as_str).unwrap_or_default().to_owned(),
        to_state: achievement.state.as_str().to_owned(),
        version: achievement.version,
    })
}
