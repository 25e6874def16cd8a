//! What happened to a loan, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::financing::v1;

use super::organisations;
use crate::api::names::LOANS;
use crate::domain::loan::{Event, Loan, State, WriteOff};
use crate::store::loans::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a loan: `publish!(write, after, of, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $of:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $of), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Where a step led from, and the bank's number of the instruction behind it; empty where there was none.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    pub from: State,
    pub biz_no: &'a str,
}

/// Publishes the one event of a step.
pub fn publish(write: &mut Write, after: &Stored<Loan>, of: Step<'_>, event: &Event) {
    let loan = &after.body;
    match event {
        Event::LoanDisbursed { principal } => publish!(
            write, after, of, LoanDisbursed,
            principal_fen: principal.get(),
            disbursed_on: day(loan.disbursement.as_ref().map(|lent| lent.disbursed_on)),
            maturity: loan.maturity.to_string()
        ),
        Event::LoanFiled { working_days } => publish!(
            write, after, of, LoanFiled,
            working_days: i32::try_from(*working_days).unwrap_or(i32::MAX)
        ),
        Event::LoanInstalmentPaid {
            principal,
            interest,
        } => publish!(
            write, after, of, LoanInstalmentPaid,
            principal_fen: principal.get(), interest_fen: interest.get()
        ),
        Event::LoanRepaid => {
            publish!(write, after, of, LoanRepaid, repaid_on: day(loan.repaid_on));
        }
        Event::LoanExtended { from, to } => publish!(
            write, after, of, LoanExtended,
            maturity_before: from.to_string(), maturity: to.to_string()
        ),
        Event::LoanRenewed { new_loan } => {
            publish!(write, after, of, LoanRenewed, new_loan: LOANS.name(*new_loan));
        }
        Event::LoanOverdue { since } => {
            publish!(write, after, of, LoanOverdue, since: since.to_string());
        }
        Event::LoanCured => publish!(write, after, of, LoanCured),
        Event::LoanCollected { principal } => {
            publish!(write, after, of, LoanCollected, principal_fen: principal.get());
        }
        Event::LoanDefaulted { overdue_days } => publish!(
            write, after, of, LoanDefaulted,
            overdue_days: i32::try_from(*overdue_days).unwrap_or(i32::MAX)
        ),
        Event::LoanInDisposal => publish!(write, after, of, LoanInDisposal),
        Event::LoanClosed { loss, write_off } => publish!(
            write, after, of, LoanClosed,
            loss_fen: loss.get(), write_off: ground(*write_off)
        ),
    }
}

/// Publishes that a loan was made of an application: its first event.
pub fn contracted(write: &mut Write, after: &Stored<Loan>, biz_no: &str) {
    let loan = &after.body;
    let of = Step {
        from: loan.state,
        biz_no,
    };
    let moved = moved(loan, of).map(|moved| v1::LoanMoved {
        from_state: String::new(),
        ..moved
    });
    let event = v1::LoanContracted {
        moved,
        principal_fen: loan.principal.get(),
        maturity: loan.maturity.to_string(),
    };
    write.publish(AGGREGATE, loan.id, after.event_sequence, &event);
}

fn moved(loan: &Loan, of: Step<'_>) -> Option<v1::LoanMoved> {
    Some(v1::LoanMoved {
        loan: LOANS.name(loan.id),
        bank: loan.bank.clone(),
        borrower: loan.borrower.clone(),
        from_state: of.from.as_str().to_owned(),
        to_state: loan.state.as_str().to_owned(),
        version: loan.version,
        biz_no: of.biz_no.to_owned(),
        outstanding_fen: loan.outstanding().get(),
        others: organisations(&loan.others),
    })
}

fn day(day: Option<chrono::NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn ground(ground: Option<WriteOff>) -> i32 {
    let named = ground.and_then(|ground| v1::loan::WriteOff::from_str_name(ground.as_str()));
    named.unwrap_or_default().into()
}
