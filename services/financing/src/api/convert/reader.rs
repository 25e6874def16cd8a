//! Who reads an answer: people's names inside an authority are its own.
use kezhuan_auth::{Caller, Reach};

/// Whether an authority, an auditor or a service reads, and not a party of the case.
pub fn is_official(reader: &Caller) -> bool {
    match reader.reach() {
        Reach::Own | Reach::City | Reach::Auditor | Reach::Service => true,
        Reach::Party | Reach::Rules => false,
    }
}

/// Somebody's name, where the reader may see it.
pub fn shown(name: Option<&str>, may_see: bool) -> String {
    name.filter(|_| may_see).unwrap_or_default().to_owned()
}
