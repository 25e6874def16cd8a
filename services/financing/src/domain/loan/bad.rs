//! When it is not paid: overdue, in default, disposed of, closed.
use chrono::NaiveDate;
use kezhuan_law::Fen;

use super::decide::{Circumstances, Event, Outcome};
use super::{Closing, DefaultGround, Disposal, InDefault, Loan, WriteOff};
use crate::domain::duty;
use crate::domain::refused::Refused;

pub(super) fn miss_due(loan: &mut Loan, due_on: NaiveDate, at: &Circumstances<'_>) -> Outcome {
    let scheduled = loan.schedule.iter().any(|due| due.on == due_on);
    let since = loan.late_from(due_on);
    if !scheduled || since >= at.today {
        return Err(Refused::new(
            "NOT_DUE",
            "还款计划中该日无应还款项,或尚未逾期",
            "nothing fell due on that day, or it is not over",
        ));
    }
    if at.actor.is_service && loan.missed_due(at.today, at.terms) != Some(due_on) {
        return Err(Refused::new(
            "NOT_MISSED",
            "该日应还本金已归还,或尚可能在途",
            "what fell due on that day is paid, or its payment may not have been told yet",
        ));
    }
    loan.overdue_since = Some(since);
    Ok((Event::LoanOverdue { since }, None))
}

pub(super) fn default(loan: &mut Loan, ground: DefaultGround, at: &Circumstances<'_>) -> Outcome {
    let overdue_days = loan.overdue_days(at.today);
    match &ground {
        DefaultGround::Days if overdue_days < i64::from(at.terms.default_after_days) => {
            return Err(Refused::new(
                "OVERDUE_TOO_SHORT",
                format!(
                    "逾期 {overdue_days} 天,未达到 {} 天",
                    at.terms.default_after_days
                ),
                format!(
                    "overdue for {overdue_days} days, less than {}",
                    at.terms.default_after_days
                ),
            ));
        }
        DefaultGround::Days => {}
        DefaultGround::Acceleration { reason } => duty::reasoned("reason", reason)?,
    }
    loan.default = Some(InDefault {
        ground,
        defaulted_on: at.today,
    });
    Ok((Event::LoanDefaulted { overdue_days }, None))
}

pub(super) fn dispose(loan: &mut Loan, way: String, at: &Circumstances<'_>) -> Outcome {
    duty::reasoned("way", &way)?;
    loan.disposal = Some(Disposal {
        way,
        began_on: at.today,
    });
    Ok((Event::LoanInDisposal, None))
}

pub(super) fn close(
    loan: &mut Loan,
    write_off: Option<WriteOff>,
    at: &Circumstances<'_>,
) -> Outcome {
    let loss = loan.outstanding();
    if loss > Fen::ZERO && write_off.is_none() {
        return Err(Refused::new(
            "WRITE_OFF_GROUND_MISSING",
            "核销须有法院终结执行裁定或破产程序终结",
            "a loss is written off when the court ended the enforcement or the bankruptcy is closed",
        ));
    }
    let write_off = write_off.filter(|_| loss > Fen::ZERO);
    loan.closing = Some(Closing {
        closed_on: at.today,
        loss,
        write_off,
    });
    let uncovered = loan.uncover(loss, at.under_claim);
    Ok((Event::LoanClosed { loss, write_off }, uncovered))
}
