//! The code lists of a receipt: its state, its kind, and the grounds to refuse it.
use serde::{Deserialize, Serialize};

/// Where a receipt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    Filed,
    Verified,
    Refused,
    Withdrawn,
}

/// What proves that the money came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReceiptKind {
    BankSlip,
    Invoice,
}

/// Why a receipt is not verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefusalCode {
    Unreadable,
    OtherContract,
    NotTechnical,
    ReceivedTwice,
    OverTechnicalAmount,
}

impl State {
    /// Every state.
    pub const ALL: [State; 4] = [
        State::Filed,
        State::Verified,
        State::Refused,
        State::Withdrawn,
    ];

    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Filed => "FILED",
            State::Verified => "VERIFIED",
            State::Refused => "REFUSED",
            State::Withdrawn => "WITHDRAWN",
        }
    }

    /// The state with this stable name.
    pub fn parse(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

impl ReceiptKind {
    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            ReceiptKind::BankSlip => "BANK_SLIP",
            ReceiptKind::Invoice => "INVOICE",
        }
    }

    /// The kind with this stable name.
    pub fn parse(name: &str) -> Option<ReceiptKind> {
        [ReceiptKind::BankSlip, ReceiptKind::Invoice]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

impl RefusalCode {
    /// Every ground.
    pub const ALL: [RefusalCode; 5] = [
        RefusalCode::Unreadable,
        RefusalCode::OtherContract,
        RefusalCode::NotTechnical,
        RefusalCode::ReceivedTwice,
        RefusalCode::OverTechnicalAmount,
    ];

    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            RefusalCode::Unreadable => "UNREADABLE",
            RefusalCode::OtherContract => "OTHER_CONTRACT",
            RefusalCode::NotTechnical => "NOT_TECHNICAL",
            RefusalCode::ReceivedTwice => "RECEIVED_TWICE",
            RefusalCode::OverTechnicalAmount => "OVER_TECHNICAL_AMOUNT",
        }
    }

    /// The ground with this stable name.
    pub fn parse(name: &str) -> Option<RefusalCode> {
        RefusalCode::ALL
            .into_iter()
            .find(|code| code.as_str() == name)
    }

    /// What the ground says to people.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            RefusalCode::Unreadable => ("凭证无法辨认", "the receipt can't be read"),
            RefusalCode::OtherContract => (
                "凭证不属于本合同",
                "the receipt belongs to another contract",
            ),
            RefusalCode::NotTechnical => ("不属于技术性收入", "the money is not for technology"),
            RefusalCode::ReceivedTwice => ("同一笔收入重复申报", "the same money was filed before"),
            RefusalCode::OverTechnicalAmount => (
                "累计收入超过技术交易额",
                "income would exceed the technical amount",
            ),
        }
    }
}
