//! A grant claim: a local benefit that one authority pays once for one fact, from draft to paid or recovered. A rule proposes the
//! amount; law, budget and people decide. Pure: no I/O, no clock, no randomness.
mod answer;
mod chart;
mod claim;
mod command;
mod decide;
mod draft;
mod earlier;
mod event;
mod guard;
mod money_out;
mod notice_step;
mod review;
mod subject;

pub use answer::{Answer, Limits, RuleOutcome, command_after};
pub use chart::{State, Step, next};
pub use claim::{Amount, Breach, Claim, Commitment, Payment, Recovery, Refusal};
pub use command::Command;
pub use decide::{Circumstances, Decided, Terms, decide};
pub use draft::{NewClaim, draft};
pub use earlier::{Earlier, paid_in};
pub use event::Event;
pub use guard::{Actor, Role};
pub use subject::{Party, Period, Programme, Subject};

#[cfg(test)]
mod tests;
