//! The emergency stop of a hook: what answers while its rule in force doesn't.

/// What answers meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    PreviousVersion,
    ManualQueue,
}

/// Whether a hook's rule in force answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Running,
    Stopped(Fallback),
}

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Stop(Fallback),
    Resume,
}

/// Nothing would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the hook is stopped with this fallback already")]
    AlreadyStopped,
    #[error("the hook is not stopped")]
    NotStopped,
}

impl Fallback {
    pub const ALL: [Fallback; 2] = [Fallback::PreviousVersion, Fallback::ManualQueue];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Fallback::PreviousVersion => "PREVIOUS_VERSION",
            Fallback::ManualQueue => "MANUAL_QUEUE",
        }
    }

    /// Reads a stored one.
    pub fn parse(text: &str) -> Option<Fallback> {
        Fallback::ALL
            .into_iter()
            .find(|fallback| fallback.code() == text)
    }
}

/// The state a command moves a hook to. Stopping a stopped hook changes its fallback.
pub fn decide(state: State, command: Command) -> Result<State, Refused> {
    match (state, command) {
        (State::Running, Command::Stop(fallback)) => Ok(State::Stopped(fallback)),
        (State::Stopped(now), Command::Stop(fallback)) if now != fallback => {
            Ok(State::Stopped(fallback))
        }
        (State::Stopped(_), Command::Stop(_)) => Err(Refused::AlreadyStopped),
        (State::Stopped(_), Command::Resume) => Ok(State::Running),
        (State::Running, Command::Resume) => Err(Refused::NotStopped),
    }
}

#[cfg(test)]
mod tests {
    use super::{Command::*, Fallback::*, State::*, *};

    #[test]
    fn a_hook_is_stopped_resumed_and_moved_to_the_other_fallback() {
        for (state, command, answer) in [
            (Running, Stop(ManualQueue), Ok(Stopped(ManualQueue))),
            (Running, Stop(PreviousVersion), Ok(Stopped(PreviousVersion))),
            (Running, Resume, Err(Refused::NotStopped)),
            (
                Stopped(PreviousVersion),
                Stop(ManualQueue),
                Ok(Stopped(ManualQueue)),
            ),
            (
                Stopped(ManualQueue),
                Stop(PreviousVersion),
                Ok(Stopped(PreviousVersion)),
            ),
            (
                Stopped(ManualQueue),
                Stop(ManualQueue),
                Err(Refused::AlreadyStopped),
            ),
            (Stopped(ManualQueue), Resume, Ok(Running)),
            (Stopped(PreviousVersion), Resume, Ok(Running)),
        ] {
            assert_eq!(decide(state, command), answer, "{state:?} {command:?}");
        }
    }
}
