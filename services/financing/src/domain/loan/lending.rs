//! Lending, covering, extending and renewing: what the security has to bear.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::calendar::add_months;
use uuid::Uuid;

use super::decide::{Circumstances, Event, Outcome};
use super::{Disbursement, Extension, Loan, PoolFiling, schedule};
use crate::domain::asset::IpAsset;
use crate::domain::biz_no::BizNo;
use crate::domain::ledger::Posting;
use crate::domain::pledge::State as PledgeState;
use crate::domain::refused::Refused;

pub(super) fn disburse(loan: &mut Loan, biz_no: BizNo, at: &Circumstances<'_>) -> Outcome {
    pledged_first(loan, at)?;
    within_terms_of_rights(loan, loan.maturity, at)?;
    let months = i32::try_from(loan.term_months).unwrap_or(i32::MAX);
    let latest = add_months(at.today, months).unwrap_or(NaiveDate::MAX);
    if loan.maturity > latest || loan.maturity <= at.today {
        return Err(Refused::new(
            "MATURITY_OUT_OF_TERM",
            format!("到期日须晚于放款日且不晚于 {latest}"),
            format!("the maturity lies after today and by {latest}"),
        ));
    }
    loan.disbursement = Some(Disbursement {
        biz_no,
        disbursed_on: at.today,
        disbursed_by: at.actor.subject.clone(),
    });
    let principal = loan.principal;
    Ok((Event::LoanDisbursed { principal }, None))
}

pub(super) fn file_with_pool(loan: &mut Loan, at: &Circumstances<'_>) -> Outcome {
    let Some(mode) = loan.product.mode else {
        return Err(Refused::new(
            "NOT_COVERED",
            "该产品不在风险补偿资金池范围内",
            "the pool bears nothing of this product's losses",
        ));
    };
    if loan.pool_filing.is_some() {
        return Err(Refused::new(
            "ALREADY_FILED",
            "该贷款已向资金池备案",
            "the loan is filed with the pool already",
        ));
    }
    let disbursed_on = loan.disbursed_on()?;
    // Late or not, it is filed: lateness refuses the claim, not the loan.
    let working_days = at.calendar.working_days_between(disbursed_on, at.today)?;
    loan.pool_filing = Some(PoolFiling {
        filed_on: at.today,
        working_days,
        filed_by: at.actor.subject.clone(),
    });
    let event = Event::LoanFiled { working_days };
    let principal = loan.outstanding();
    let covered = (principal > Fen::ZERO).then(|| Posting::Cover {
        bank: loan.bank.clone(),
        mode,
        principal,
    });
    Ok((event, covered))
}

pub(super) fn extend(loan: &mut Loan, maturity: NaiveDate, at: &Circumstances<'_>) -> Outcome {
    under_no_claim(at)?;
    let from = loan.maturity;
    if maturity <= from || at.today > from {
        return Err(Refused::new(
            "EXTENSION_INVALID",
            "展期须在到期前办理,且新到期日晚于原到期日",
            "a loan is extended before it matures, to a later day",
        ));
    }
    within_terms_of_rights(loan, maturity, at)?;
    if at.pledge.is_some_and(|pledge| pledge.debt_end < maturity) {
        return Err(pledge_too_short());
    }
    loan.schedule = schedule::extended(&loan.schedule, from, maturity);
    loan.maturity = maturity;
    loan.extensions.push(Extension {
        from,
        to: maturity,
        extended_on: at.today,
        consented_by: at.actor.subject.clone(),
    });
    Ok((Event::LoanExtended { from, to: maturity }, None))
}

pub(super) fn renew(
    loan: &mut Loan,
    new_loan: Uuid,
    principal: Fen,
    at: &Circumstances<'_>,
) -> Outcome {
    under_no_claim(at)?;
    let outstanding = loan.outstanding();
    if new_loan == loan.id || outstanding == Fen::ZERO || principal != outstanding {
        return Err(Refused::new(
            "RENEWAL_MISMATCH",
            format!("续贷金额须等于未还本金 {outstanding} 元"),
            format!("the new loan takes over exactly the {outstanding} yuan still owed"),
        ));
    }
    loan.renewed_as = Some(new_loan);
    loan.renewed_on = Some(at.today);
    let uncovered = loan.uncover(outstanding, at.under_claim);
    Ok((Event::LoanRenewed { new_loan }, uncovered))
}

/// What the pool was told is lost is neither given more time nor covered a second time by a new loan.
fn under_no_claim(at: &Circumstances<'_>) -> Result<(), Refused> {
    if !at.under_claim {
        return Ok(());
    }
    Err(Refused::new(
        "UNDER_CLAIM",
        "资金池已核实该贷款的代偿申请,不能展期或续贷;批准前银行可撤回申请",
        "the pool verified a claim on this loan: it is neither extended nor renewed; the bank may take the claim back \
         before it is approved",
    ))
}

/// Holds that the registry confirmed the pledge before any money moves.
fn pledged_first(loan: &Loan, at: &Circumstances<'_>) -> Result<(), Refused> {
    if !loan.product.pledge_first && loan.pledge.is_none() {
        return Ok(());
    }
    let effective = at.pledge.filter(|pledge| {
        let secures = pledge.loan == loan.id || Some(pledge.loan) == loan.renews;
        Some(pledge.id) == loan.pledge && secures && pledge.state == PledgeState::Effective
    });
    let Some(pledge) = effective else {
        return Err(Refused::new(
            "PLEDGE_NOT_EFFECTIVE",
            "质权登记生效前不得放款",
            "no money is lent before the registry has confirmed the pledge",
        ));
    };
    if pledge.debt_end < loan.maturity {
        return Err(pledge_too_short());
    }
    Ok(())
}

/// Holds that every pledged right outlives the debt.
fn within_terms_of_rights(
    loan: &Loan,
    maturity: NaiveDate,
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    let Some(pledge) = at.pledge.filter(|pledge| Some(pledge.id) == loan.pledge) else {
        return Ok(());
    };
    let ends_before = |asset: &&IpAsset| {
        asset
            .expires_on
            .is_some_and(|expires_on| maturity > expires_on)
    };
    let mut covered = at.assets.iter().filter(|asset| pledge.covers(asset.id));
    match covered.find(ends_before) {
        None => Ok(()),
        Some(asset) => Err(Refused::new(
            "MATURITY_BEYOND_TERM",
            format!("贷款到期日晚于质押权利 {} 的有效期", asset.number),
            format!("the loan matures after the term of {}", asset.number),
        )
        .with("asset", asset.id.to_string())),
    }
}

fn pledge_too_short() -> Refused {
    Refused::new(
        "PLEDGE_CHANGE_MISSING",
        "质押登记的债务期限早于贷款到期日,须先办理变更登记",
        "the registered pledge ends before the loan: have its change registered first",
    )
}
