//! How a bank files a claim.
use chrono::NaiveDate;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Claim, State};
use crate::domain::actor::{Actor, Role};
use crate::domain::code_list::code_list;
use crate::domain::duty;
use crate::domain::loan::Loan;
use crate::domain::product::Share;
use crate::domain::refused::Refused;

code_list! {
    /// What the bank did to get its money.
    LegalActionKind {
        Suit = "SUIT", "诉讼", "suit";
        Arbitration = "ARBITRATION", "仲裁", "arbitration";
        Enforcement = "ENFORCEMENT", "申请强制执行", "enforcement";
    }
}

/// The bank's step before a court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalAction {
    pub kind: LegalActionKind,
    pub case_number: String,
    pub taken_on: NaiveDate,
}

/// What the bank brings, and what the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClaim {
    pub id: Uuid,
    pub number: String,
    pub shares: Vec<Share>,
    pub legal_action: Option<LegalAction>,
    /// A claim on this loan stands already, neither refused nor withdrawn.
    pub already_claimed: bool,
}

/// Files a claim on a covered loan that is late.
pub fn file(new: NewClaim, loan: &Loan, actor: &Actor, today: NaiveDate) -> Result<Claim, Refused> {
    duty::of_organisation(actor, Role::Bank, &loan.bank)?;
    if new.already_claimed {
        return Err(Refused::new(
            "ALREADY_CLAIMED",
            "该贷款已有代偿申请",
            "there is a claim on this loan already",
        ));
    }
    let covered = loan.product.mode.filter(|_| loan.pool_filing.is_some());
    let Some(mode) = covered else {
        return Err(Refused::new(
            "NOT_COVERED",
            "该贷款未纳入风险补偿资金池",
            "the pool does not cover this loan",
        ));
    };
    if !loan.state.is_late() {
        return Err(Refused::new(
            "NOT_OVERDUE",
            "贷款未逾期,不能申请代偿",
            "the loan is not overdue",
        ));
    }
    if new
        .legal_action
        .as_ref()
        .is_some_and(|action| action.taken_on > today)
    {
        return Err(Refused::new(
            "LEGAL_ACTION_IN_FUTURE",
            "诉讼、仲裁或执行日期不得晚于今日",
            "a legal action can't be dated in the future",
        ));
    }
    Ok(Claim {
        id: new.id,
        number: new.number,
        loan: loan.id,
        bank: loan.bank.clone(),
        borrower: loan.borrower.clone(),
        mode,
        shares: new.shares,
        legal_action: new.legal_action,
        state: State::Filed,
        version: 1,
        filed_by: actor.subject.clone(),
        filed_on: today,
        verified_by: None,
        loss: None,
        refusal: None,
        first_approval: None,
        second_approval: None,
        notice: None,
        payment: None,
        recoveries: Vec::new(),
        settled_on: None,
        pins: RulePins::default(),
    })
}
