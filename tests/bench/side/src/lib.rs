//! What every side of `decision_fresh` shares, in the bench and in the programs of its peers:
//! question and answer, how a side is timed, and how a peer is asked.

mod question;
mod serve;
mod timing;

pub use question::{
    Contract, Date, Explanation, Facts, Header, History, Input, Outcome, Param, Party, PartyType,
    Payee, Setting, Side,
};
pub use serve::serve;
pub use timing::{Sample, check, sample};

/// An engine, ready to be asked. A thread has its own.
pub trait Decides<F = Facts, O = Outcome> {
    fn decide(&mut self, facts: &F) -> anyhow::Result<O>;
}

/// Makes an engine.
pub type Make<'a, F = Facts, O = Outcome> =
    dyn Fn() -> anyhow::Result<Box<dyn Decides<F, O>>> + Sync + 'a;
