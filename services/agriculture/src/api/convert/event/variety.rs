//! What happened to a variety, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::agriculture::v1;

use crate::api::names::VARIETIES;
use crate::domain::variety::{Event, State, Variety};
use crate::store::stored::Stored;
use crate::store::varieties::AGGREGATE;

/// One event of a variety: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// The name of the first event.
pub const ENTERED: &str = "VarietyEntered";

/// Publishes that a variety was entered.
pub fn entered(write: &mut Write, stored: &Stored<Variety>) {
    publish!(write, stored, None, VarietyEntered);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Variety>, from: State, event: &Event) {
    let from = Some(from);
    match event {
        Event::VarietyDusRecorded => publish!(write, after, from, VarietyDusRecorded),
        Event::VarietyRegionalTrialRecorded { cycles } => {
            publish!(write, after, from, VarietyRegionalTrialRecorded, cycles: count(*cycles));
        }
        Event::VarietyProductionTrialRecorded { cycles } => {
            publish!(write, after, from, VarietyProductionTrialRecorded, cycles: count(*cycles));
        }
        Event::VarietyApproved { approval } => publish!(
            write, after, from, VarietyApproved,
            region: approval.region.clone(), number: approval.number.clone(),
            approved_on: approval.approved_on.to_string()
        ),
        Event::VarietyRefused { code } => {
            publish!(write, after, from, VarietyRefused, code: code.clone());
        }
        Event::VarietyRegistered { number } => {
            publish!(write, after, from, VarietyRegistered, number: number.clone());
        }
        Event::VarietyIntroductionFiled { introduction } => publish!(
            write, after, from, VarietyIntroductionFiled,
            region: introduction.region.clone(), number: introduction.number.clone(),
            filed_on: introduction.filed_on.to_string()
        ),
        Event::VarietyWithdrawn { reason } => {
            publish!(write, after, from, VarietyWithdrawn, reason: reason.clone());
        }
    }
}

fn count(cycles: usize) -> i32 {
    i32::try_from(cycles).unwrap_or(i32::MAX)
}

fn moved(variety: &Variety, from: Option<State>) -> Option<v1::VarietyMoved> {
    Some(v1::VarietyMoved {
        variety: VARIETIES.name(variety.id),
        crop: variety.crop.as_str().to_owned(),
        title: variety.title.clone(),
        owner: variety.owner.clone(),
        from_state: from.map(State::as_str).unwrap_or_default().to_owned(),
        to_state: variety.state.as_str().to_owned(),
        version: variety.version,
    })
}
