//! What can be asked of a claim.
use kezhuan_law::Fen;
use uuid::Uuid;

use super::{Amount, BreachGround, Claim, Commitment, Limits, Payee, Split};
use crate::domain::notice::{Counting, Length};

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the applicant, with the material codes that are attached.
    File {
        materials: Vec<String>,
    },
    /// The rule answered and the answer holds; `amount` is `None` when the benefit is none.
    Compute {
        amount: Option<Amount>,
        reasons: Vec<String>,
        decision: Option<Uuid>,
    },
    /// The rule failed, or its answer was refused.
    SendToManual {
        failure: String,
        decision: Option<Uuid>,
    },
    /// By the county's authority instead of the rule; an amount of zero says there is no benefit.
    ComputeByHand {
        total: Fen,
        payee: Payee,
        split: Option<Split>,
        /// What counts towards the payee's year; `None` is J.
        counted: Option<Fen>,
        reason: String,
        limits: Limits,
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
    Publish {
        length: Length,
        counting: Counting,
    },
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
        ground: BreachGround,
        reason: String,
    },
    RecordRecovery {
        amount: Fen,
    },
    Withdraw {
        reason: String,
    },
    /// Computed, by the rule or a person, and not covered yet: it waits at this place.
    Hold {
        computed: Box<Command>,
        place: i64,
    },
    /// Its turn has come, and the budget holds the amount.
    Cover,
    /// The office closes the year: this is the claim's part of what is left.
    Share {
        amount: Fen,
    },
    /// The contract no longer carries what it waits for.
    LeaveLine {
        failure: String,
    },
}

/// The kind of a command, without its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    File,
    Compute,
    SendToManual,
    ComputeByHand,
    AskAgain,
    Refuse,
    Approve,
    Publish,
    Object,
    DismissObjection,
    UpholdObjection,
    Pay,
    RecordBreach,
    RecordRecovery,
    RecordPartRecovery,
    Withdraw,
    Hold,
    Cover,
    Share,
    LeaveLine,
}

impl Command {
    /// The step this command asks of `claim`.
    pub fn step_on(&self, claim: &Claim) -> Step {
        match self {
            Command::RecordRecovery { amount } if *amount < claim.outstanding() => {
                Step::RecordPartRecovery
            }
            command => command.step(),
        }
    }

    const fn step(&self) -> Step {
        match self {
            Command::File { .. } => Step::File,
            Command::Compute { .. } => Step::Compute,
            Command::SendToManual { .. } => Step::SendToManual,
            Command::ComputeByHand { .. } => Step::ComputeByHand,
            Command::AskAgain => Step::AskAgain,
            Command::Refuse { .. } => Step::Refuse,
            Command::Approve { .. } => Step::Approve,
            Command::Publish { .. } => Step::Publish,
            Command::Object { .. } => Step::Object,
            Command::DismissObjection { .. } => Step::DismissObjection,
            Command::UpholdObjection { .. } => Step::UpholdObjection,
            Command::Pay => Step::Pay,
            Command::RecordBreach { .. } => Step::RecordBreach,
            Command::RecordRecovery { .. } => Step::RecordRecovery,
            Command::Withdraw { .. } => Step::Withdraw,
            Command::Hold { .. } => Step::Hold,
            Command::Cover => Step::Cover,
            Command::Share { .. } => Step::Share,
            Command::LeaveLine { .. } => Step::LeaveLine,
        }
    }
}

impl Step {
    /// Every step.
    pub const ALL: [Step; 20] = [
        Step::File,
        Step::Compute,
        Step::SendToManual,
        Step::ComputeByHand,
        Step::AskAgain,
        Step::Refuse,
        Step::Approve,
        Step::Publish,
        Step::Object,
        Step::DismissObjection,
        Step::UpholdObjection,
        Step::Pay,
        Step::RecordBreach,
        Step::RecordRecovery,
        Step::RecordPartRecovery,
        Step::Withdraw,
        Step::Hold,
        Step::Cover,
        Step::Share,
        Step::LeaveLine,
    ];

    /// What the step does, for people: Chinese and English.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Step::File => ("提交申请", "be filed"),
            Step::Compute => ("核算金额", "be computed"),
            Step::SendToManual => ("转人工处理", "be sent to a person"),
            Step::ComputeByHand => ("人工核算", "be computed by hand"),
            Step::AskAgain => ("重新按规则核算", "be asked of the rule again"),
            Step::Refuse => ("不予支持", "be refused"),
            Step::Approve => ("审核通过", "be approved"),
            Step::Publish => ("公示", "be published"),
            Step::Object => ("提出异议", "be objected to"),
            Step::DismissObjection => ("驳回异议", "have its objection dismissed"),
            Step::UpholdObjection => ("支持异议", "have its objection upheld"),
            Step::Pay => ("拨付", "be paid"),
            Step::RecordBreach => ("登记违约", "be recovered for a breach"),
            Step::RecordRecovery => ("登记追回", "be recorded as recovered"),
            Step::RecordPartRecovery => ("登记部分追回", "be recorded as recovered in part"),
            Step::Withdraw => ("撤回", "be withdrawn"),
            Step::Hold => ("排队等候", "be held"),
            Step::Cover => ("按顺序安排资金", "be covered in its turn"),
            Step::Share => ("按比例安排资金", "share what is left"),
            Step::LeaveLine => ("退出排队", "leave the line"),
        }
    }
}
