//! What happened to an extension, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::agriculture::v1;

use crate::api::names::{BASES, DEMONSTRATIONS, EXTENSIONS, VARIETIES};
use crate::domain::extension::{Event, Extension, State};
use crate::store::extensions::AGGREGATE;
use crate::store::stored::Stored;

/// One event of an extension: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// The name of the first event.
pub const OPENED: &str = "ExtensionOpened";

/// Publishes that an extension was opened.
pub fn opened(write: &mut Write, stored: &Stored<Extension>) {
    publish!(write, stored, None, ExtensionOpened);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Extension>, from: State, event: &Event) {
    let from = Some(from);
    let body = &after.body;
    match event {
        Event::ExtensionHouseholdsRecorded { plots, area_c } => publish!(
            write, after, from, ExtensionHouseholdsRecorded,
            plots_entered: *plots, area_entered_c: *area_c
        ),
        Event::ExtensionPlotsStruck { plots, reason } => publish!(
            write, after, from, ExtensionPlotsStruck,
            plots_struck: *plots, reason: reason.clone()
        ),
        Event::ExtensionTrainingRecorded(training) => publish!(
            write, after, from, ExtensionTrainingRecorded,
            held_on: training.held_on.to_string(), person_times: training.person_times
        ),
        Event::ExtensionReported => {
            let price = body.report.as_ref().map(|report| &report.price);
            publish!(
                write, after, from, ExtensionReported,
                price_fen_per_kg: price.map(|price| price.fen_per_kg).unwrap_or_default(),
                price_source: price.map(|price| price.source.clone()).unwrap_or_default()
            );
        }
        Event::ExtensionConfirmed => {
            let value = body.added_value_fen();
            publish!(
                write, after, from, ExtensionConfirmed,
                has_value: value.is_some(), added_value_fen: value.unwrap_or_default()
            );
        }
        Event::ExtensionSentBack { reason } => publish!(
            write, after, from, ExtensionSentBack,
            reason: reason.clone()
        ),
        Event::ExtensionWithdrawn => publish!(write, after, from, ExtensionWithdrawn),
    }
}

fn moved(extension: &Extension, from: Option<State>) -> Option<v1::ExtensionMoved> {
    Some(v1::ExtensionMoved {
        extension: EXTENSIONS.name(extension.id),
        demonstration: DEMONSTRATIONS.name(extension.demonstration),
        base: BASES.name(extension.base),
        operator: extension.operator.clone(),
        variety: VARIETIES.name(extension.variety),
        crop: extension.crop.as_str().to_owned(),
        season: extension.season.to_string(),
        households: extension.totals.households,
        area_c: extension.totals.area_c,
        from_state: from.map(State::as_str).unwrap_or_default().to_owned(),
        to_state: extension.state.as_str().to_owned(),
        version: extension.version,
    })
}
