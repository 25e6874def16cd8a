//! What people and the service ask for.
use kezhuan_law::Fen;
use uuid::Uuid;

use super::{Amount, Claim, Commitment, Step};

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the claimant, with the material codes that are attached.
    File {
        materials: Vec<String>,
    },
    /// The rule answered and the answer holds; `amount` is `None` when there is no benefit.
    Compute {
        amount: Option<Amount>,
        reasons: Vec<String>,
        decision: Uuid,
    },
    /// The rule failed, or its answer was refused.
    SendToManual {
        failure: String,
        decision: Uuid,
    },
    /// By the authority instead of the rule; a total of zero says there is none. `payee`: `None` is the claimant.
    ComputeByHand {
        total: Fen,
        payee: Option<String>,
        reason: String,
    },
    /// Back to FILED, so that the rule is asked again.
    AskAgain,
    Refuse {
        code: String,
        note: String,
    },
    Approve {
        commitments: Vec<Commitment>,
    },
    Publish,
    Object {
        text: String,
    },
    DismissObjection {
        reason: String,
    },
    UpholdObjection {
        code: String,
        reason: String,
    },
    Pay,
    RecordBreach {
        reason: String,
    },
    RecordRecovery {
        amount: Fen,
    },
    Withdraw,
}

impl Command {
    /// The step it is on `claim`: whether a recovery is the last one shows in the claim.
    pub(super) fn step_on(&self, claim: &Claim) -> Step {
        match self {
            Command::File { .. } => Step::File,
            Command::Compute { .. } => Step::Compute,
            Command::SendToManual { .. } => Step::SendToManual,
            Command::ComputeByHand { .. } => Step::ComputeByHand,
            Command::AskAgain => Step::AskAgain,
            Command::Refuse { .. } => Step::Refuse,
            Command::Approve { .. } => Step::Approve,
            Command::Publish => Step::Publish,
            Command::Object { .. } => Step::Object,
            Command::DismissObjection { .. } => Step::DismissObjection,
            Command::UpholdObjection { .. } => Step::UpholdObjection,
            Command::Pay => Step::Pay,
            Command::RecordBreach { .. } => Step::RecordBreach,
            Command::RecordRecovery { amount } if *amount < claim.outstanding() => {
                Step::RecordPartRecovery
            }
            Command::RecordRecovery { .. } => Step::RecordRecovery,
            Command::Withdraw => Step::Withdraw,
        }
    }

    /// Whether it is decided by what the claim may come to: it needs the limits as they are now.
    pub fn is_about_money_due(&self) -> bool {
        match self {
            Command::ComputeByHand { .. } | Command::Approve { .. } => true,
            Command::File { .. }
            | Command::Compute { .. }
            | Command::SendToManual { .. }
            | Command::AskAgain
            | Command::Refuse { .. }
            | Command::Publish
            | Command::Object { .. }
            | Command::DismissObjection { .. }
            | Command::UpholdObjection { .. }
            | Command::Pay
            | Command::RecordBreach { .. }
            | Command::RecordRecovery { .. }
            | Command::Withdraw => false,
        }
    }
}
