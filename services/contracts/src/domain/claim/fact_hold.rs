//! What the rules service has to know of a fact that another programme could pay, too: it follows from the claim.
use super::{Claim, State};

/// What it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Nothing yet, or nobody knows what it answered: it is about to be asked for the fact.
    Wanted,
    /// Kept for a while: the claim's amount was about to be computed.
    Reserved,
    /// Kept until it is paid or released.
    Kept,
    /// It answered that the fact is another's: asked for again before a payment.
    Taken,
    Paid,
    Released,
}

impl Told {
    pub const ALL: [Told; 6] = [
        Told::Wanted,
        Told::Reserved,
        Told::Kept,
        Told::Taken,
        Told::Paid,
        Told::Released,
    ];

    /// The stable name stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Told::Wanted => "WANTED",
            Told::Reserved => "RESERVED",
            Told::Kept => "KEPT",
            Told::Taken => "TAKEN",
            Told::Paid => "PAID",
            Told::Released => "RELEASED",
        }
    }

    /// What has this name.
    pub fn parse(name: &str) -> Option<Told> {
        Told::ALL.into_iter().find(|told| told.as_str() == name)
    }
}

impl Claim {
    /// What it has to be told of this claim: kept while there is an amount on its way, paid once it was, and free
    /// otherwise. A grant that comes back was paid all the same.
    pub fn fact_to_tell(&self) -> Told {
        match self.state {
            State::Paid | State::Recovering | State::Recovered => Told::Paid,
            State::Computed
            | State::Held
            | State::Approved
            | State::Published
            | State::Suspended
                if self.amount.is_some() =>
            {
                Told::Kept
            }
            State::Computed
            | State::Held
            | State::Approved
            | State::Published
            | State::Suspended
            | State::Draft
            | State::Filed
            | State::Manual
            | State::Refused
            | State::Withdrawn => Told::Released,
        }
    }
}
