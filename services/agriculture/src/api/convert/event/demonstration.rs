//! What happened to a demonstration, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::agriculture::v1;

use crate::api::convert::day;
use crate::api::names::{BASES, DEMONSTRATIONS, VARIETIES};
use crate::domain::demonstration::{Demonstration, Event, State};
use crate::store::demonstrations::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a demonstration: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// The name of the first event.
pub const PLANNED: &str = "DemonstrationPlanned";

/// Publishes that a demonstration was planned.
pub fn planned(write: &mut Write, stored: &Stored<Demonstration>) {
    publish!(write, stored, None, DemonstrationPlanned);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Demonstration>, from: State, event: &Event) {
    let from = Some(from);
    let body = &after.body;
    match event {
        Event::DemonstrationStarted => publish!(
            write, after, from, DemonstrationStarted,
            started_on: day::told(body.started_on)
        ),
        Event::DemonstrationMeasured {
            yield_c,
            increase_bp,
        } => publish!(
            write, after, from, DemonstrationMeasured,
            yield_c: *yield_c, has_increase: increase_bp.is_some(), increase_bp: increase_bp.unwrap_or_default()
        ),
        Event::DemonstrationAccepted => {
            let acceptance = body.acceptance.as_ref();
            let accepted_on = day::told(acceptance.map(|acceptance| acceptance.accepted_on));
            publish!(write, after, from, DemonstrationAccepted, accepted_on: accepted_on);
        }
        Event::DemonstrationExtended => publish!(
            write, after, from, DemonstrationExtended,
            extended_on: day::told(body.extended_on)
        ),
        Event::DemonstrationWithdrawn => publish!(write, after, from, DemonstrationWithdrawn),
    }
}

fn moved(demonstration: &Demonstration, from: Option<State>) -> Option<v1::DemonstrationMoved> {
    Some(v1::DemonstrationMoved {
        demonstration: DEMONSTRATIONS.name(demonstration.id),
        base: BASES.name(demonstration.base),
        operator: demonstration.operator.clone(),
        variety: VARIETIES.name(demonstration.variety),
        crop: demonstration.crop.as_str().to_owned(),
        season: demonstration.season.to_string(),
        area_c: demonstration.stated_area_c,
        from_state: from.map(State::as_str).unwrap_or_default().to_owned(),
        to_state: demonstration.state.as_str().to_owned(),
        version: demonstration.version,
    })
}
