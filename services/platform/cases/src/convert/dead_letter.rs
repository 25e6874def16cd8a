//! What a consumer could not take over, as operators see it.
use kezhuan_bus::dead_letter;
use kezhuan_protocol::cases::DeadLetter;

/// One open dead letter.
pub fn message(letter: &dead_letter::DeadLetter) -> DeadLetter {
    DeadLetter {
        name: letter.name(),
        subject: letter.subject.clone(),
        cause: letter.cause.clone(),
        tries: letter.tries,
        resolved: false,
    }
}
