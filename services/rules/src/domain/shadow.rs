//! A shadow: a candidate that is asked beside the rule in force, until somebody or something ends it.

/// Why one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    ByPerson,
    /// The key of its package was revoked.
    KeyRevoked,
    /// What it tries is in the timeline.
    Activated,
}

/// Where a shadow stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Running,
    Ended(Cause),
}

/// What can happen to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    End,
    RevokeKey,
    Activate,
}

/// It ended before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the shadow has ended already")]
pub struct Ended;

impl State {
    pub const ALL: [State; 4] = [
        State::Running,
        State::Ended(Cause::ByPerson),
        State::Ended(Cause::KeyRevoked),
        State::Ended(Cause::Activated),
    ];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            State::Running => "RUNNING",
            State::Ended(Cause::ByPerson) => "BY_PERSON",
            State::Ended(Cause::KeyRevoked) => "KEY_REVOKED",
            State::Ended(Cause::Activated) => "ACTIVATED",
        }
    }

    /// Reads a stored one.
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == text)
    }
}

/// The state a command moves a shadow to. It ends once.
pub fn decide(state: State, command: Command) -> Result<State, Ended> {
    match (state, command) {
        (State::Running, Command::End) => Ok(State::Ended(Cause::ByPerson)),
        (State::Running, Command::RevokeKey) => Ok(State::Ended(Cause::KeyRevoked)),
        (State::Running, Command::Activate) => Ok(State::Ended(Cause::Activated)),
        (
            State::Ended(Cause::ByPerson | Cause::KeyRevoked | Cause::Activated),
            Command::End | Command::RevokeKey | Command::Activate,
        ) => Err(Ended),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_ends_once_for_one_cause() {
        let commands = [
            (Command::End, Cause::ByPerson),
            (Command::RevokeKey, Cause::KeyRevoked),
            (Command::Activate, Cause::Activated),
        ];
        for (command, cause) in commands {
            for state in State::ALL {
                let expected = match state {
                    State::Running => Ok(State::Ended(cause)),
                    State::Ended(_) => Err(Ended),
                };
                assert_eq!(decide(state, command), expected, "{state:?} {command:?}");
                assert_eq!(State::parse(state.code()), Some(state));
            }
        }
        assert_eq!(State::parse("ENDED"), None);
    }
}
