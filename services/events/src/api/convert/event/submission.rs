//! What happened to a need or an achievement, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::events::v1;

use crate::api::names::{ACHIEVEMENTS, EVENTS, NEEDS};
use crate::domain::submission::{Kind, Submission};
use crate::store::stored::Stored;
use crate::store::submissions::{ACHIEVEMENT, NEED};

/// The name under which its submission travels.
pub const fn submitted_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Need => "NeedSubmitted",
        Kind::Achievement => "AchievementSubmitted",
    }
}

/// The name under which its withdrawal travels.
pub const fn withdrawn_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Need => "NeedWithdrawn",
        Kind::Achievement => "AchievementWithdrawn",
    }
}

/// Publishes that it was submitted.
pub fn publish_submitted(write: &mut Write, after: &Stored<Submission>) {
    let (submission, sequence) = (&after.body, after.event_sequence);
    match submission.kind {
        Kind::Need => {
            let event = v1::NeedSubmitted {
                moved: need(submission),
            };
            write.publish(NEED, submission.id, sequence, &event);
        }
        Kind::Achievement => {
            let event = v1::AchievementSubmitted {
                moved: achievement(submission),
            };
            write.publish(ACHIEVEMENT, submission.id, sequence, &event);
        }
    }
}

/// Publishes that it was taken back.
pub fn publish_withdrawn(write: &mut Write, after: &Stored<Submission>) {
    let (submission, sequence) = (&after.body, after.event_sequence);
    match submission.kind {
        Kind::Need => {
            let event = v1::NeedWithdrawn {
                moved: need(submission),
            };
            write.publish(NEED, submission.id, sequence, &event);
        }
        Kind::Achievement => {
            let event = v1::AchievementWithdrawn {
                moved: achievement(submission),
            };
            write.publish(ACHIEVEMENT, submission.id, sequence, &event);
        }
    }
}

fn need(submission: &Submission) -> Option<v1::NeedMoved> {
    Some(v1::NeedMoved {
        need: NEEDS.name(submission.id),
        number: submission.number.clone(),
        event: EVENTS.name(submission.event),
        organisation: submission.organisation.clone(),
        title: submission.form.title.clone(),
        chain: submission.form.chain.clone().unwrap_or_default(),
        version: submission.version,
    })
}

fn achievement(submission: &Submission) -> Option<v1::AchievementMoved> {
    Some(v1::AchievementMoved {
        achievement: ACHIEVEMENTS.name(submission.id),
        number: submission.number.clone(),
        event: EVENTS.name(submission.event),
        organisation: submission.organisation.clone(),
        title: submission.form.title.clone(),
        chain: submission.form.chain.clone().unwrap_or_default(),
        version: submission.version,
    })
}
