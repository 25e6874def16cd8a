//! How a signed application becomes a loan.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use uuid::Uuid;

use super::{Due, Loan, State, schedule};
use crate::domain::application::{Application, State as ApplicationState};
use crate::domain::party::Capacity;
use crate::domain::pledge::Pledge;
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

/// The loan that a new one takes the place of.
#[derive(Debug, Clone, Copy)]
pub struct Renewed<'a>(pub &'a Loan);

impl Renewed<'_> {
    /// The loan and what is owed of it, for the loan of `application`; a debt changes neither its bank nor its borrower.
    pub fn by(self, application: &Application) -> Result<(Uuid, Fen), Refused> {
        let old = self.0;
        if (&old.bank, &old.borrower) == (&application.bank, &application.enterprise) {
            return Ok((old.id, old.outstanding()));
        }
        Err(Refused::new(
            "RENEWAL_MISMATCH",
            "续贷须为同一银行对同一借款企业的贷款",
            "a loan is renewed by the same bank for the same borrower",
        ))
    }
}

/// Holds that a pledge was prepared for this loan, or for the one it takes the place of.
pub fn secured_by(
    pledge: &Pledge,
    application: &Application,
    renews: Option<Uuid>,
) -> Result<(), Refused> {
    if pledge.loan == application.loan || Some(pledge.loan) == renews {
        return Ok(());
    }
    Err(Refused::new(
        "PLEDGE_OF_ANOTHER_LOAN",
        "该质押用于担保另一笔贷款",
        "this pledge was prepared for another loan",
    ))
}

/// Holds that `new` was made to take the place of `old`, that it is lent, and that nothing was paid of it yet: before it is
/// lent nobody would owe anything.
pub fn takes_the_place_of(new: &Loan, old: &Loan) -> Result<(), Refused> {
    let is_made_for_it = new.renews == Some(old.id) && new.bank == old.bank;
    let is_lent = new.disbursement.is_some() && !new.state.is_over();
    if is_made_for_it && is_lent && new.payments.is_empty() {
        return Ok(());
    }
    Err(Refused::new(
        "RENEWAL_MISMATCH",
        "新贷款不是为接续本贷款而建立的,或尚未发放",
        "the new loan was not made to take this one's place, or is not lent yet",
    ))
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
        others: application
            .others
            .iter()
            .filter(|party| party.capacity != Capacity::Valuer)
            .cloned()
            .collect(),
        product: application.product.clone(),
        pledge: new.pledge,
        principal: approval.amount,
        rate_bp: approval.rate_bp,
        term_months: approval.term_months,
        maturity: new.maturity,
        schedule: new.schedule,
        approved_on: approval.approved_on,
        shares: approval.shares.clone(),
        state: State::Contracted,
        version: 1,
        renews: new.renews.map(|(loan, _)| loan),
        renewed_as: None,
        renewed_on: None,
        disbursement: None,
        pool_filing: None,
        payments: Vec::new(),
        extensions: Vec::new(),
        overdue_since: None,
        default: None,
        disposal: None,
        closing: None,
        repaid_on: None,
        pins: application.pins.clone(),
    })
}
