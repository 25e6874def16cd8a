//! Money that comes in.
use kezhuan_law::Fen;

use super::decide::{Circumstances, Event, Outcome};
use super::{Loan, Paid, State, schedule};
use crate::domain::ledger::Posting;
use crate::domain::money;
use crate::domain::refused::Refused;

pub(super) fn instalment(loan: &mut Loan, paid: Paid, at: &Circumstances<'_>) -> Outcome {
    if paid.principal == loan.outstanding() && paid.principal > Fen::ZERO {
        return Err(Refused::new(
            "PAYS_ALL",
            "该笔还款已结清本金,请按结清办理",
            "this pays all that is owed: repay the loan instead",
        ));
    }
    let (principal, interest) = (paid.principal, paid.interest);
    let posting = receive(loan, paid, at)?;
    Ok((
        Event::LoanInstalmentPaid {
            principal,
            interest,
        },
        posting,
    ))
}

pub(super) fn repay_all(loan: &mut Loan, paid: Paid, at: &Circumstances<'_>) -> Outcome {
    let outstanding = loan.outstanding();
    if paid.principal != outstanding {
        return Err(Refused::new(
            "NOT_ALL",
            format!("未还本金为 {outstanding} 元"),
            format!("{outstanding} yuan of the principal are still owed"),
        ));
    }
    // A cure may have paid the last of it; then nothing comes in with this step.
    let nothing =
        paid.principal == Fen::ZERO && paid.interest == Fen::ZERO && paid.penalty == Fen::ZERO;
    let posting = match nothing {
        true => None,
        false => receive(loan, paid, at)?,
    };
    // A bank may tell them out of order.
    let last = loan.payments.iter().map(|paid| paid.paid_on).max();
    loan.repaid_on = last.or(Some(at.today));
    Ok((Event::LoanRepaid, posting))
}

pub(super) fn cure(loan: &mut Loan, paid: Paid, at: &Circumstances<'_>) -> Outcome {
    let posting = receive(loan, paid, at)?;
    let due = schedule::due_before(&loan.schedule, at.today);
    if loan.repaid() < due {
        return Err(Refused::new(
            "STILL_OVERDUE",
            "该笔还款不足以补足逾期本金",
            "this does not pay all that is overdue",
        ));
    }
    loan.overdue_since = None;
    Ok((Event::LoanCured, posting))
}

pub(super) fn collect(loan: &mut Loan, paid: Paid, at: &Circumstances<'_>) -> Outcome {
    let (principal, missed) = (paid.principal, loan.principal_late_from());
    let posting = receive(loan, paid, at)?;
    // The days of a delay count from the first principal that is still missing. Whether interest is, the bank knows.
    if loan.state == State::Overdue && loan.overdue_since == missed {
        let next = loan.principal_late_from().filter(|since| *since < at.today);
        loan.overdue_since = next.or(missed);
    }
    Ok((Event::LoanCollected { principal }, posting))
}

/// Books what came in; the pool covers so much less, unless a claim already carries it.
fn receive(
    loan: &mut Loan,
    paid: Paid,
    at: &Circumstances<'_>,
) -> Result<Option<Posting>, Refused> {
    let parts = [paid.principal, paid.interest, paid.penalty];
    money::not_negative(&parts)?;
    money::positive(Fen::checked_sum(parts)?)?;
    let outstanding = loan.outstanding();
    if paid.principal > outstanding {
        return Err(Refused::new(
            "OVERPAID",
            format!("还款本金超过未还本金 {outstanding} 元"),
            format!("only {outstanding} yuan of the principal are still owed"),
        ));
    }
    if paid.paid_on > at.today || paid.paid_on < loan.disbursed_on()? {
        return Err(Refused::new(
            "PAID_ON_INVALID",
            "还款日不得早于放款日或晚于今日",
            "money is paid between the disbursement and today",
        ));
    }
    let principal = paid.principal;
    loan.payments.push(paid);
    Ok(loan.uncover(principal, at.under_claim))
}
