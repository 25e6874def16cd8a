//! How a pledge is prepared: the contract's terms, written down by the bank.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use uuid::Uuid;

use super::{Covered, Pledge, State};
use crate::domain::actor::{Actor, Role};
use crate::domain::refused::Refused;
use crate::domain::{duty, money};

/// What the bank writes down, and the id the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPledge {
    pub id: Uuid,
    /// Of the loan it secures.
    pub application: Uuid,
    pub loan: Uuid,
    pub bank: String,
    pub borrower: String,
    pub pledgor: String,
    pub assets: Vec<Covered>,
    pub secured: Fen,
    pub debt_end: NaiveDate,
}

/// Prepares a pledge; nothing is reserved yet.
pub fn prepare(new: NewPledge, actor: &Actor) -> Result<Pledge, Refused> {
    duty::of_organisation(actor, Role::Bank, &new.bank)?;
    money::positive(new.secured)?;
    let repeated = |(index, covered): (usize, &Covered)| {
        let mut before = new.assets[..index].iter();
        before.any(|earlier| earlier.asset == covered.asset)
    };
    if new.assets.is_empty() || new.assets.iter().enumerate().any(repeated) {
        return Err(Refused::new(
            "ASSETS_INVALID",
            "请列明质押权利,且不得重复",
            "a pledge names one right or more, each once",
        ));
    }
    Ok(Pledge {
        id: new.id,
        application: new.application,
        loan: new.loan,
        bank: new.bank,
        borrower: new.borrower,
        pledgor: new.pledgor,
        assets: new.assets,
        secured: new.secured,
        debt_end: new.debt_end,
        state: State::Prepared,
        version: 1,
        agreed: None,
        channel: None,
        filed_on: None,
        answer_due_on: None,
        defect: None,
        refusal: None,
        certificate: None,
        effective_on: None,
        registration_version: 0,
        changes: Vec::new(),
        release_requested_on: None,
        realisation: None,
        ended_on: None,
    })
}
