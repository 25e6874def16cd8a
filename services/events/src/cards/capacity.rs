//! Card `evt.capacity`: who has a place and who waits, after a list of registrations, cancellations and changes of capacity.
use kezhuan_law::card_input::{CardError, CardInput};
use serde_json::{Value, json};

use crate::domain::registration::seats::Seats;

enum Change<'a> {
    Register(&'a str),
    Cancel(&'a str),
    Capacity(i64),
}

/// Answers `{confirmed, waitlist}`.
pub(super) fn card(input: CardInput<'_>) -> Result<Value, CardError> {
    let mut seats = Seats::of(input.integer("cap")?);
    for change in input.list("ops", read)? {
        match change {
            Change::Register(person) => seats.register(person),
            Change::Cancel(person) => seats.cancel(person),
            Change::Capacity(capacity) => seats.change_capacity(capacity),
        }
    }
    Ok(json!({ "confirmed": seats.confirmed(), "waitlist": seats.waiting() }))
}

fn read(change: &Value) -> Option<Change<'_>> {
    let [what, of] = change.as_array()?.as_slice() else {
        return None;
    };
    match what.as_str()? {
        "reg" => Some(Change::Register(of.as_str()?)),
        "cancel" => Some(Change::Cancel(of.as_str()?)),
        "cap" => Some(Change::Capacity(of.as_i64()?)),
        _ => None,
    }
}
