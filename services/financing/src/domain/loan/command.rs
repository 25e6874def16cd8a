//! What can be asked of a loan.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Loan, Step};
use crate::domain::biz_no::BizNo;
use crate::domain::code_list::code_list;

code_list! {
    /// Why a loss is written off: nothing else ends a claim on the borrower.
    WriteOff {
        CourtTermination = "COURT_TERMINATION", "终结执行", "the court ended the enforcement";
        BankruptcyClosed = "BANKRUPTCY_CLOSED", "破产程序终结", "the bankruptcy is closed";
    }
}

/// Money the borrower, or the security, brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    pub biz_no: BizNo,
    pub paid_on: NaiveDate,
    pub principal: Fen,
    pub interest: Fen,
    /// Penalty interest, kept apart: it is never subsidised.
    pub penalty: Fen,
}

/// Why a loan is in default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DefaultGround {
    /// Overdue for as long as the terms say.
    Days,
    /// The bank called the loan in before that.
    Acceleration { reason: String },
}

/// One request with everything it needs beside the circumstances; all are the bank's, the calendar's also the service's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Disburse {
        biz_no: BizNo,
    },
    FileWithPool,
    /// Part of the principal, or interest alone.
    PayInstalment(Paid),
    /// Everything that is still owed of the principal.
    RepayAll(Paid),
    Extend {
        maturity: NaiveDate,
    },
    /// A new loan takes this one's place without a repayment.
    Renew {
        new_loan: Uuid,
        principal: Fen,
    },
    /// What was due on this day was not paid.
    MissDue {
        due_on: NaiveDate,
    },
    /// All that is overdue was paid.
    Cure(Paid),
    /// Something came in, and less than what is overdue.
    Collect(Paid),
    Default(DefaultGround),
    Dispose {
        way: String,
    },
    Close {
        write_off: Option<WriteOff>,
    },
}

impl Command {
    /// The step this command asks of `loan`.
    pub(super) fn step_on(&self, loan: &Loan) -> Step {
        match self {
            Command::Disburse { .. } => Step::Disburse,
            Command::FileWithPool => Step::FileWithPool,
            Command::PayInstalment(_) => Step::PayInstalment,
            Command::RepayAll(_) => Step::RepayAll,
            Command::Extend { .. } => Step::Extend,
            Command::Renew { .. } => Step::Renew,
            Command::MissDue { .. } => Step::MissDue,
            Command::Cure(_) => Step::Cure,
            Command::Collect(_) => Step::Collect,
            Command::Default(_) => Step::Default,
            Command::Dispose { .. } => Step::Dispose,
            Command::Close { .. } if loan.outstanding() == Fen::ZERO => Step::CloseFull,
            Command::Close { .. } => Step::CloseLoss,
        }
    }

    /// Whether a day that passed is all it takes.
    pub(super) const fn is_of_the_calendar(&self) -> bool {
        match self {
            Command::MissDue { .. } | Command::Default(DefaultGround::Days) => true,
            Command::Disburse { .. }
            | Command::FileWithPool
            | Command::PayInstalment(_)
            | Command::RepayAll(_)
            | Command::Extend { .. }
            | Command::Renew { .. }
            | Command::Cure(_)
            | Command::Collect(_)
            | Command::Default(DefaultGround::Acceleration { .. })
            | Command::Dispose { .. }
            | Command::Close { .. } => false,
        }
    }
}
