//! A proposed activation: two people of the tenant whose rule it would be agree who sent none of its package, or it ends.

/// How many must agree.
pub const APPROVALS_MIN: usize = 2;

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Proposed,
    /// Part of the timeline.
    Approved,
    Refused,
    Withdrawn,
    /// A correction took all its days.
    Superseded,
}

/// What can be done with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Approve,
    Refuse,
    Withdraw,
    Supersede,
}

/// A proposal and the people behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub state: State,
    pub proposer: String,
    /// All who sent the package.
    pub uploaders: Vec<String>,
    pub approvers: Vec<String>,
}

/// Why it may not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    #[error("the activation is {}", .0.code())]
    Decided(State),
    #[error("the activation is not in force")]
    NotInForce,
    #[error("who uploaded a package can't approve its activation")]
    SelfApproval,
    #[error("the second approval is another person's")]
    ApprovedAlready,
    #[error("only who proposed an activation takes it back; an approver refuses it")]
    NotProposer,
}

impl State {
    pub const ALL: [State; 5] = [
        State::Proposed,
        State::Approved,
        State::Refused,
        State::Withdrawn,
        State::Superseded,
    ];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            State::Proposed => "PROPOSED",
            State::Approved => "APPROVED",
            State::Refused => "REFUSED",
            State::Withdrawn => "WITHDRAWN",
            State::Superseded => "SUPERSEDED",
        }
    }

    /// Reads a stored one.
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == text)
    }
}

impl Proposal {
    /// A new one: the proposer counts as its first approver, where he may approve at all.
    pub fn new(proposer: &str, may_approve: bool, uploaders: Vec<String>) -> Proposal {
        let counts = may_approve && uploaders.iter().all(|uploader| uploader != proposer);
        Proposal {
            state: State::Proposed,
            proposer: proposer.to_owned(),
            uploaders,
            approvers: counts.then(|| proposer.to_owned()).into_iter().collect(),
        }
    }
}

/// The proposal after `by` did it.
pub fn decide(proposal: &Proposal, command: Command, by: &str) -> Result<Proposal, NotAllowed> {
    let moved = |state| Proposal {
        state,
        ..proposal.clone()
    };
    match (proposal.state, command) {
        (State::Proposed, Command::Approve) => approved(proposal, by),
        (State::Proposed, Command::Refuse) => Ok(moved(State::Refused)),
        (State::Proposed, Command::Withdraw) if proposal.proposer == by => {
            Ok(moved(State::Withdrawn))
        }
        (State::Proposed, Command::Withdraw) => Err(NotAllowed::NotProposer),
        (State::Approved, Command::Supersede) => Ok(moved(State::Superseded)),
        (
            State::Approved | State::Refused | State::Withdrawn | State::Superseded,
            Command::Approve | Command::Refuse | Command::Withdraw,
        ) => Err(NotAllowed::Decided(proposal.state)),
        (
            State::Proposed | State::Refused | State::Withdrawn | State::Superseded,
            Command::Supersede,
        ) => Err(NotAllowed::NotInForce),
    }
}

fn approved(proposal: &Proposal, by: &str) -> Result<Proposal, NotAllowed> {
    let is_among = |people: &[String]| people.iter().any(|person| person == by);
    if is_among(&proposal.uploaders) {
        return Err(NotAllowed::SelfApproval);
    }
    if is_among(&proposal.approvers) {
        return Err(NotAllowed::ApprovedAlready);
    }
    let mut next = proposal.clone();
    next.approvers.push(by.to_owned());
    // Who approved may have sent the same bytes again since: he no longer counts.
    let counting = next.approvers.iter();
    let counting = counting.filter(|approver| !next.uploaders.contains(approver));
    if counting.count() >= APPROVALS_MIN {
        next.state = State::Approved;
    }
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::{Command::*, State::*, *};

    fn proposed(proposer: &str, may_approve: bool) -> Proposal {
        Proposal::new(proposer, may_approve, vec!["author".to_owned()])
    }

    #[test]
    fn two_who_did_not_upload_it_put_a_rule_into_the_timeline() {
        let first = proposed("ann", true);
        assert_eq!((first.state, first.approvers.len()), (Proposed, 1));
        assert_eq!(
            decide(&first, Approve, "ann"),
            Err(NotAllowed::ApprovedAlready)
        );
        assert_eq!(
            decide(&first, Approve, "author"),
            Err(NotAllowed::SelfApproval)
        );
        assert_eq!(decide(&first, Approve, "bo").unwrap().state, Approved);
    }

    #[test]
    fn an_uploader_or_a_mere_author_who_proposes_does_not_count() {
        for (proposer, may_approve) in
            [("author", true), ("author", false), ("other author", false)]
        {
            let first = proposed(proposer, may_approve);
            assert!(first.approvers.is_empty(), "{proposer}");
            let second = decide(&first, Approve, "ann").unwrap();
            assert_eq!(second.state, Proposed);
            assert_eq!(decide(&second, Approve, "bo").unwrap().state, Approved);
        }
    }

    #[test]
    fn an_approver_who_uploads_the_package_again_no_longer_counts() {
        let mut first = proposed("ann", true);
        first.uploaders.push("ann".to_owned());
        let second = decide(&first, Approve, "bo").unwrap();
        assert_eq!(second.state, Proposed);
        assert_eq!(decide(&second, Approve, "cai").unwrap().state, Approved);
    }

    #[test]
    fn a_proposal_ends_once() {
        let first = proposed("ann", true);
        assert_eq!(decide(&first, Refuse, "bo").unwrap().state, Refused);
        assert_eq!(decide(&first, Withdraw, "ann").unwrap().state, Withdrawn);
        assert_eq!(decide(&first, Withdraw, "bo"), Err(NotAllowed::NotProposer));
        for state in [Approved, Refused, Withdrawn, State::Superseded] {
            let ended = Proposal {
                state,
                ..first.clone()
            };
            for command in [Approve, Refuse, Withdraw] {
                let answer = decide(&ended, command, "bo");
                assert_eq!(
                    answer,
                    Err(NotAllowed::Decided(state)),
                    "{state:?} {command:?}"
                );
            }
            assert_eq!(State::parse(state.code()), Some(state));
        }
    }

    #[test]
    fn only_what_is_in_force_is_superseded() {
        let first = proposed("ann", true);
        for state in State::ALL {
            let standing = Proposal {
                state,
                ..first.clone()
            };
            let answer = decide(&standing, Supersede, "bo").map(|next| next.state);
            let expected = match state {
                Approved => Ok(State::Superseded),
                _ => Err(NotAllowed::NotInForce),
            };
            assert_eq!(answer, expected, "{state:?}");
        }
    }
}
