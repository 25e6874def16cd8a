//! Card `tc.sla`: the last day of a decision and its track.
use kezhuan_law::card_input::{CardError, CardInput};
use kezhuan_law::{Fen, WorkingCalendar};
use serde_json::{Value, json};

use crate::domain::parameters::Parameters;
use crate::domain::regime::Regime;
use crate::domain::time_limit::{self, Track};

/// Answers `{due, track}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let regime = Regime::parse(input.text("regime")?).ok_or(CardError::INVALID_INPUT)?;
    let accepted = input.date("accepted")?;
    let (from, track) = match regime {
        // The older measures ask for nothing else.
        Regime::R2001 => (accepted, Track::Standard),
        Regime::R2026 => {
            let technical = Some(Fen(input.integer_or("J", 0)?));
            let disputed = input.flag("disputed")?;
            let track = time_limit::track(regime, technical, disputed, &Parameters::default());
            (
                input.optional_date("supplemented")?.unwrap_or(accepted),
                track,
            )
        }
    };
    let limit = time_limit::legal(regime, from, track, WorkingCalendar::shipped())?;
    Ok(json!({ "due": limit.due_on, "track": limit.track }))
}
