//! What becomes of a claim that a programme's budget can't cover.

/// The policy of one programme-year, as its authority sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenExhausted {
    /// The rule grants what is left, first come first served.
    #[default]
    Refuse,
    /// It is held, and goes on in the order of acceptance once there is money.
    Queue,
    /// It is held until the office closes the year; held claims share what is left.
    Prorate,
}

impl WhenExhausted {
    pub const ALL: [WhenExhausted; 3] = [
        WhenExhausted::Refuse,
        WhenExhausted::Queue,
        WhenExhausted::Prorate,
    ];

    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            WhenExhausted::Refuse => "REFUSE",
            WhenExhausted::Queue => "QUEUE",
            WhenExhausted::Prorate => "PRORATE",
        }
    }

    /// The policy with this stable name.
    pub fn parse(name: &str) -> Option<WhenExhausted> {
        WhenExhausted::ALL
            .into_iter()
            .find(|policy| policy.as_str() == name)
    }

    /// Whether a claim waits that the budget can't cover.
    pub const fn holds(self) -> bool {
        match self {
            WhenExhausted::Queue | WhenExhausted::Prorate => true,
            WhenExhausted::Refuse => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_as_it_is_stored_and_sent() {
        for policy in WhenExhausted::ALL {
            assert_eq!(WhenExhausted::parse(policy.as_str()), Some(policy));
        }
        assert_eq!(WhenExhausted::parse("SHARE"), None);
    }
}
