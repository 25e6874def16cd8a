//! Keys: registered by their tenant, believed once the city has approved them, revoked for good.

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Registered,
    Approved,
    Revoked,
}

/// What can be done with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Approve,
    Revoke,
}

/// The key's state forbids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key is {}", state.code())]
pub struct Refused {
    pub state: State,
}

impl State {
    pub const ALL: [State; 3] = [State::Registered, State::Approved, State::Revoked];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            State::Registered => "REGISTERED",
            State::Approved => "APPROVED",
            State::Revoked => "REVOKED",
        }
    }

    /// Reads a stored one.
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == text)
    }
}

/// The state a command moves a key to.
pub fn decide(state: State, command: Command) -> Result<State, Refused> {
    match (state, command) {
        (State::Registered, Command::Approve) => Ok(State::Approved),
        (State::Registered | State::Approved, Command::Revoke) => Ok(State::Revoked),
        (State::Approved | State::Revoked, Command::Approve)
        | (State::Revoked, Command::Revoke) => Err(Refused { state }),
    }
}

/// Why a package's signature counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    Missing,
    /// No key of the package's owner has that id: it is nobody's or another tenant's.
    KeyUnknown,
    KeyNotApproved,
    KeyRevoked,
    /// The key did not sign these bytes.
    Wrong,
}

impl Distrust {
    /// What to tell the owner, and what to do.
    pub fn text(self) -> (&'static str, &'static str) {
        match self {
            Distrust::Missing => (
                "规则包没有签名：请用本单位已登记并经市里批准的密钥签名后再上传",
                "the package is not signed: sign it with a registered key of its owner that the city approved",
            ),
            Distrust::KeyUnknown => (
                "签名所用密钥不是本单位登记的密钥：请先登记密钥并由市里批准",
                "the signing key is none of the owner's: register it and have the city approve it",
            ),
            Distrust::KeyNotApproved => (
                "签名所用密钥尚未经市里批准：批准后请重新上传",
                "the city has not approved the signing key yet: upload again once it has",
            ),
            Distrust::KeyRevoked => (
                "签名所用密钥已被吊销：请用有效密钥重新签名",
                "the signing key was revoked: sign with another one",
            ),
            Distrust::Wrong => (
                "签名与规则包内容不符：请对同一文件重新签名",
                "the signature is not over these bytes: sign this very file again",
            ),
        }
    }
}

/// Whether a signature counts: `key` is the state of the owner's key it names, `holds` whether that
/// key signed the bytes.
pub fn believed(signed: bool, key: Option<State>, holds: bool) -> Result<(), Distrust> {
    match (signed, key) {
        (false, _) => Err(Distrust::Missing),
        (true, None) => Err(Distrust::KeyUnknown),
        (true, Some(State::Registered)) => Err(Distrust::KeyNotApproved),
        (true, Some(State::Revoked)) => Err(Distrust::KeyRevoked),
        (true, Some(State::Approved)) if holds => Ok(()),
        (true, Some(State::Approved)) => Err(Distrust::Wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_approved_once_and_revoked_for_good() {
        use {Command::*, State::*};
        for (state, approved, revoked) in [
            (Registered, Some(Approved), Some(Revoked)),
            (Approved, None, Some(Revoked)),
            (Revoked, None, None),
        ] {
            assert_eq!(decide(state, Approve).ok(), approved, "{state:?}");
            assert_eq!(decide(state, Revoke).ok(), revoked, "{state:?}");
            assert_eq!(State::parse(state.code()), Some(state));
        }
    }

    #[test]
    fn only_a_signature_of_an_approved_key_over_the_bytes_is_believed() {
        assert_eq!(believed(true, Some(State::Approved), true), Ok(()));
        for (signed, key, holds, why) in [
            (false, None, false, Distrust::Missing),
            (true, None, false, Distrust::KeyUnknown),
            (
                true,
                Some(State::Registered),
                true,
                Distrust::KeyNotApproved,
            ),
            (true, Some(State::Revoked), true, Distrust::KeyRevoked),
            (true, Some(State::Approved), false, Distrust::Wrong),
        ] {
            assert_eq!(believed(signed, key, holds), Err(why));
        }
    }
}
