//! A correction with back effect: claims that another rule would have decided otherwise, listed for people. By itself
//! it pays, recovers and changes nothing; a decided claim never moves.
use kezhuan_law::Fen;
use uuid::Uuid;

use super::actor::{Actor, Role};
use super::claim::{self, Claim};
use super::refused::Refused;

/// What a line asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    TopUp,
    Recovery,
    /// No figure follows from the new rule: it gave no lawful answer, or was not asked. A person looks at the claim.
    Uncertain,
}

/// Why the new rule is not asked about a claim on its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unasked {
    /// A person found the amount, for reasons that no rule knows.
    ComputedByHand,
    /// Of the grant comes back what its breach says.
    BeingRecovered,
    Recovered,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Proposed,
    Approved,
    Refused,
    /// A later correction lists the claim anew.
    Superseded,
}

/// What can be done with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    Approve,
    Refuse,
    Supersede,
}

/// What is decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The tenant that pays.
    pub tenant: String,
    pub kind: Kind,
    pub state: State,
    /// Its claim is no longer what the line says.
    pub is_stale: bool,
}

/// What a line says of its claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    pub kind: Kind,
    pub decision: Uuid,
    /// The grant that stood, earlier corrections counted in.
    pub old: Fen,
}

impl Listed {
    /// Whether the claim is another one by now; `corrected` is what other corrections added to its grant.
    pub fn is_stale(&self, claim: &Claim, corrected: Fen) -> bool {
        !is_listed(claim)
            || claim.decision != Some(self.decision)
            || stands(claim).get() + corrected.get() != self.old.get()
            // Its figures are no rule's any more.
            || (self.kind != Kind::Uncertain && Unasked::of(claim).is_some())
    }
}

/// What a claim has been granted and keeps.
pub fn stands(claim: &Claim) -> Fen {
    Fen(claim.amount_fen().get() - claim.recovered().get())
}

/// Whether corrections list claims in this state, as the store finds them.
fn is_listed(claim: &Claim) -> bool {
    match claim.state {
        claim::State::Computed
        | claim::State::Held
        | claim::State::Approved
        | claim::State::Published
        | claim::State::Suspended
        | claim::State::Paid
        | claim::State::Recovering
        | claim::State::Recovered => true,
        // For want of a benefit; what a person took away stays away.
        claim::State::Refused => claim.amount.is_none(),
        claim::State::Draft
        | claim::State::Filed
        | claim::State::Manual
        | claim::State::Withdrawn => false,
    }
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::TopUp, Kind::Recovery, Kind::Uncertain];

    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::TopUp => "TOP_UP",
            Kind::Recovery => "RECOVERY",
            Kind::Uncertain => "UNCERTAIN",
        }
    }

    /// The kind with this stable name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What a claim's line asks for when another amount is known; nothing where it is the same.
    pub fn of(old: Fen, new: Fen) -> Option<Kind> {
        match new.cmp(&old) {
            std::cmp::Ordering::Greater => Some(Kind::TopUp),
            std::cmp::Ordering::Less => Some(Kind::Recovery),
            std::cmp::Ordering::Equal => None,
        }
    }
}

impl Unasked {
    /// What makes the claim one for a person, if anything does.
    pub fn of(claim: &Claim) -> Option<Unasked> {
        match claim.state {
            claim::State::Recovering => Some(Unasked::BeingRecovered),
            claim::State::Recovered => Some(Unasked::Recovered),
            claim::State::Draft
            | claim::State::Filed
            | claim::State::Computed
            | claim::State::Manual
            | claim::State::Approved
            | claim::State::Published
            | claim::State::Suspended
            | claim::State::Paid
            | claim::State::Refused
            | claim::State::Withdrawn
            | claim::State::Held => claim.computed_by.as_ref().map(|_| Unasked::ComputedByHand),
        }
    }

    /// The stable name stored and sent as the line's failure.
    pub const fn as_str(self) -> &'static str {
        match self {
            Unasked::ComputedByHand => "COMPUTED_BY_HAND",
            Unasked::BeingRecovered => "BEING_RECOVERED",
            Unasked::Recovered => "RECOVERED",
        }
    }
}

impl State {
    pub const ALL: [State; 4] = [
        State::Proposed,
        State::Approved,
        State::Refused,
        State::Superseded,
    ];

    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Proposed => "PROPOSED",
            State::Approved => "APPROVED",
            State::Refused => "REFUSED",
            State::Superseded => "SUPERSEDED",
        }
    }

    /// The state with this stable name.
    pub fn parse(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// The line's state after the command.
pub fn decide(line: &Line, command: Command, actor: &Actor) -> Result<State, Refused> {
    match command {
        Command::Approve | Command::Refuse => official(line, actor)?,
        Command::Supersede => by_the_service(actor)?,
    }
    match (line.state, command) {
        (State::Proposed, Command::Approve) if line.kind == Kind::Uncertain => Err(uncertain()),
        (State::Proposed, Command::Approve) if line.is_stale => Err(stale()),
        (State::Proposed, Command::Approve) => Ok(State::Approved),
        (State::Proposed, Command::Refuse) => Ok(State::Refused),
        (State::Proposed, Command::Supersede) => Ok(State::Superseded),
        (
            State::Approved | State::Refused | State::Superseded,
            Command::Approve | Command::Refuse | Command::Supersede,
        ) => Err(decided(line.state)),
    }
}

/// Holds that a person of the paying tenant's authority decides.
fn official(line: &Line, actor: &Actor) -> Result<(), Refused> {
    actor.require_any(&[Role::CountyStb, Role::CityStb])?;
    if actor.tenant == line.tenant {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_THE_PAYING_TENANT",
        "该更正由支付地的主管部门办理",
        "the authority of the tenant that pays decides on this correction",
    ))
}

fn by_the_service(actor: &Actor) -> Result<(), Refused> {
    match actor.is_service {
        true => Ok(()),
        false => Err(Refused::new(
            "NOT_BY_A_PERSON",
            "由后来的更正替代由系统记录",
            "that a later correction takes a line's place is recorded by the service",
        )),
    }
}

fn uncertain() -> Refused {
    Refused::new(
        "CORRECTION_LINE_UNCERTAIN",
        "新规则对该申请没有得出金额（原因见该行），不能批准：请人工核算，并否决该行",
        "no figure follows from the new rule for this claim, as its line says: look at it by hand, and refuse the line",
    )
}

fn stale() -> Refused {
    Refused::new(
        "CORRECTION_LINE_STALE",
        "该申请列入后已有变动（撤回、不予支持、追回、重新核算或另有更正），不能按所列金额批准：请按申请现状核对，并说明理由否决该行",
        "the claim has moved since it was listed (withdrawn, refused, recovered, decided anew or corrected elsewhere), so that \
         these figures can't be approved: look at the claim as it is now, and refuse the line with a note",
    )
}

/// A line was changed after people had approved it; `claim` is the name of its claim.
pub fn altered(claim: String) -> Refused {
    Refused::new(
        "CORRECTION_LINE_ALTERED",
        "已批准的更正行与批准时封存的记录不一致，不能作为支付或追回的依据：请通知运维人员执行 `kezhuan audit`，并按备份核对",
        "an approved line is not what was sealed with its approval, so that nothing may be paid or recovered from it: have the \
         operators run `kezhuan audit` and compare with a backup",
    )
    .with("claim", claim)
}

fn decided(state: State) -> Refused {
    Refused::new(
        "CORRECTION_LINE_DECIDED",
        "该行已有结果",
        "the line is decided already",
    )
    .with("state", state.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAYING: &str = "440703";

    fn line(kind: Kind, state: State) -> Line {
        Line {
            tenant: PAYING.to_owned(),
            kind,
            state,
            is_stale: false,
        }
    }

    fn reason(answer: Result<State, Refused>) -> Result<State, &'static str> {
        answer.map_err(|refused| refused.reason)
    }

    #[test]
    fn a_line_is_decided_once_by_the_paying_tenants_authority() {
        let authority = Actor::person("zhao", "stb", PAYING, [Role::CountyStb]);
        let service = Actor::service("contracts", PAYING);
        for (command, actor, after) in [
            (Command::Approve, &authority, State::Approved),
            (Command::Refuse, &authority, State::Refused),
            (Command::Supersede, &service, State::Superseded),
        ] {
            for state in State::ALL {
                for kind in [Kind::TopUp, Kind::Recovery] {
                    let answer = decide(&line(kind, state), command, actor);
                    let expected = match state {
                        State::Proposed => Ok(after),
                        _ => Err("CORRECTION_LINE_DECIDED"),
                    };
                    assert_eq!(reason(answer), expected, "{state:?} {command:?}");
                }
            }
        }
        let open = line(Kind::TopUp, State::Proposed);
        let others = [
            Actor::person("zhao", "stb", "440705", [Role::CountyStb]),
            Actor::person("qian", "fin", PAYING, [Role::FinancePayer]),
            service.clone(),
        ];
        let reasons = ["NOT_THE_PAYING_TENANT", "ROLE_MISSING", "ROLE_MISSING"];
        for (actor, expected) in others.iter().zip(reasons) {
            for command in [Command::Approve, Command::Refuse] {
                assert_eq!(reason(decide(&open, command, actor)), Err(expected));
            }
        }
        assert_eq!(
            reason(decide(&open, Command::Supersede, &authority)),
            Err("NOT_BY_A_PERSON")
        );
    }

    #[test]
    fn what_nobody_knows_can_only_be_refused() {
        let authority = Actor::person("zhao", "stb", PAYING, [Role::CityStb]);
        let unknown = line(Kind::Uncertain, State::Proposed);
        assert_eq!(
            reason(decide(&unknown, Command::Approve, &authority)),
            Err("CORRECTION_LINE_UNCERTAIN")
        );
        assert_eq!(
            decide(&unknown, Command::Refuse, &authority),
            Ok(State::Refused)
        );
    }

    #[test]
    fn what_has_moved_since_can_only_be_refused() {
        let authority = Actor::person("zhao", "stb", PAYING, [Role::CityStb]);
        for kind in [Kind::TopUp, Kind::Recovery] {
            let moved = Line {
                is_stale: true,
                ..line(kind, State::Proposed)
            };
            assert_eq!(
                reason(decide(&moved, Command::Approve, &authority)),
                Err("CORRECTION_LINE_STALE")
            );
            assert_eq!(
                decide(&moved, Command::Refuse, &authority),
                Ok(State::Refused)
            );
        }
    }

    #[test]
    fn the_difference_says_what_is_asked_for() {
        assert_eq!(Kind::of(Fen(5), Fen(9)), Some(Kind::TopUp));
        assert_eq!(Kind::of(Fen(9), Fen(5)), Some(Kind::Recovery));
        assert_eq!(Kind::of(Fen(9), Fen(9)), None);
        for (state, kind) in State::ALL.iter().zip(Kind::ALL) {
            assert_eq!(State::parse(state.as_str()), Some(*state));
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
    }
}
