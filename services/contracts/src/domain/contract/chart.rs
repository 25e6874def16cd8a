//! Which step leads from which state to which: the chart, and nothing but the chart.
use super::command::{Blocked, Step};
use super::state::State;

/// Where a step leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    To(State),
    /// The state the contract came from.
    Back,
    /// Where the blocked step leads.
    Blocked,
}

/// Where `step` leads from `state`; `None` where the chart is silent.
pub fn next(state: State, step: Step) -> Option<Destination> {
    let (_, destination) = steps(state).iter().find(|(allowed, _)| *allowed == step)?;
    Some(*destination)
}

/// The steps a state allows.
///
/// No wildcard arm: a new state does not compile until its steps are decided here.
pub const fn steps(state: State) -> &'static [(Step, Destination)] {
    use Destination::{Back, To};
    use State::*;
    use Step::*;
    const WITHDRAW: (Step, Destination) = (Step::Withdraw, To(State::Withdrawn));
    match state {
        Draft => &[(Submit, To(Submitted)), WITHDRAW],
        Submitted => &[
            (Accept, To(Accepted)),
            (Return, To(Returned)),
            (Refuse, To(NotAccepted)),
            (SendToManual, To(Manual)),
            WITHDRAW,
        ],
        Returned => &[(Resubmit, To(Submitted)), (Lapse, To(Lapsed)), WITHDRAW],
        Accepted => &[
            (AskSupplement, To(AwaitingSupplement)),
            (Classify, To(FirstReviewed)),
            WITHDRAW,
        ],
        AwaitingSupplement => &[(FileSupplement, To(Accepted)), WITHDRAW],
        FirstReviewed => &[
            (AskExpertReview, To(ExpertReview)),
            (Register, To(Registered)),
            (Reject, To(Rejected)),
            (SendBack, To(Accepted)),
            (SendToManual, To(Manual)),
            WITHDRAW,
        ],
        ExpertReview => &[
            (GiveOpinion, To(ExpertReview)),
            (CompleteOpinions, To(FirstReviewed)),
            WITHDRAW,
        ],
        Manual => &[
            (DecideManual, Destination::Blocked),
            (AskAgain, Back),
            WITHDRAW,
        ],
        Registered => &[
            (AskAmendment, To(AmendmentPending)),
            (Deregister, To(Deregistered)),
            (Annul, To(Annulled)),
        ],
        AmendmentPending => &[
            (ReviewAmendment, To(AmendmentPending)),
            (ApproveAmendment, To(Registered)),
            (RefuseAmendment, To(Registered)),
            (WithdrawAmendment, To(Registered)),
            (Annul, To(Annulled)),
        ],
        // Only an appeal leads out of a refusal.
        NotAccepted | Rejected => &[(Reopen, To(Accepted))],
        Lapsed | Withdrawn | Deregistered | Annulled => &[],
    }
}

impl Blocked {
    /// The state in which the rule is asked.
    pub const fn from(self) -> State {
        match self {
            Blocked::Accept => State::Submitted,
            Blocked::Register => State::FirstReviewed,
        }
    }

    /// The step that waits for it.
    pub const fn step(self) -> Step {
        match self {
            Blocked::Accept => Step::Accept,
            Blocked::Register => Step::Register,
        }
    }
}
