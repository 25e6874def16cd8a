//! What must hold after any fault, as pure functions over what was acknowledged and what is stored.
mod decisions;
mod figures;
mod kept;
mod sequences;

pub use decisions::decided_once;
pub use figures::figures_agree;
pub use kept::nothing_lost;
pub use sequences::without_holes;

/// A contract as the database has it.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    /// `contracts/{uuid}`.
    pub contract: String,
    /// The project name, by which a case of the harness is known.
    pub case: String,
    pub state: String,
    pub version: i64,
    pub event_sequence: i64,
    pub total_amount_fen: i64,
    /// Versions the audit log tells of, and sequence numbers in the outbox; in order.
    pub audited_versions: Vec<i64>,
    pub event_sequences: Vec<i64>,
    /// `hook OUTCOME` of every decision on it, sorted.
    pub decisions: Vec<String>,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Acknowledged, and not in the database.
    Lost {
        contract: String,
        call: &'static str,
    },
    /// In the database in an earlier state than was acknowledged.
    Behind {
        contract: String,
        acknowledged: String,
        stored: String,
    },
    /// More than one contract of one case.
    Doubled { case: String, times: usize },
    /// One request id was answered with different contracts.
    Ambiguous { request_id: String },
    /// A valid call was refused.
    Refused {
        case: String,
        call: &'static str,
        why: String,
    },
    /// Versions or events of a contract are not 1, 2, 3 … up to the contract's own count.
    Hole {
        contract: String,
        of: &'static str,
        seen: Vec<i64>,
        last: i64,
    },
    /// The rule was asked more or less often than the contract's state says, or did not answer.
    DecisionsDiffer {
        contract: String,
        expected: Vec<String>,
        stored: Vec<String>,
    },
    /// The scoreboard says something else than the contracts database.
    FigureDiffers {
        scoreboard_fen: i64,
        contracts_fen: i64,
    },
}
