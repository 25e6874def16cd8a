//! How a signed application becomes a loan.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use uuid::Uuid;

use super::{Due, Loan, State, schedule};
use crate::domain::application::{Application, State as ApplicationState};
use crate::domain::refused::Refused;

/// What the contract adds to the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLoan {
    pub number: String,
    pub pledge: Option<Uuid>,
    pub maturity: NaiveDate,
    pub schedule: Vec<Due>,
    /// The loan it takes the place of, and what is owed of it.
    pub renews: Option<(Uuid, Fen)>,
}

/// The loan of a contracted application.
pub fn draft(new: NewLoan, application: &Application) -> Result<Loan, Refused> {
    let approval = application.approval.as_ref();
    let contracted = application.state == ApplicationState::Contracted;
    let Some(approval) = approval.filter(|_| contracted) else {
        return Err(Refused::new(
            "NOT_CONTRACTED",
            "双方签约前不能建立贷款",
            "there is no loan before both sides have signed",
        ));
    };
    schedule::check(&new.schedule, approval.amount, new.maturity)?;
    if new.renews.is_some_and(|(_, owed)| owed != approval.amount) {
        return Err(Refused::new(
            "RENEWAL_MISMATCH",
            "续贷金额须等于原贷款未还本金",
            "the new loan takes over exactly what is owed of the old",
        ));
    }
    Ok(Loan {
        id: application.loan,
        number: new.number,
        application: application.id,
        bank: application.bank.clone(),
        borrower: application.enterprise.clone(),
        product: application.product.clone(),
        pledge: new.pledge,
        principal: approval.amount,
        rate_bp: approval.rate_bp,
        term_months: approval.term_months,
        maturity: new.maturity,
        schedule: new.schedule,
        approved_on: approval.approved_on,
        state: State::Contracted,
        version: 1,
        renews: new.renews.map(|(loan, _)| loan),
        renewed_as: None,
        disbursement: None,
        pool_filing: None,
        payments: Vec::new(),
        extensions: Vec::new(),
        overdue_since: None,
        default: None,
        disposal: None,
        closing: None,
        repaid_on: None,
    })
}
