//! The bank's own decision: one person reviews, another approves.
use kezhuan_law::Fen;

use super::command::Grant;
use super::decide::{Circumstances, Event};
use super::{Application, Approval, Refusal};
use crate::domain::actor::Role;
use crate::domain::eligibility::Reason;
use crate::domain::refused::Refused;
use crate::domain::{duty, money};

pub(super) fn review(
    application: &mut Application,
    finding: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    duty::of_organisation(at.actor, Role::Bank, &application.bank)?;
    duty::reasoned("finding", &finding)?;
    application.reviewed_by = Some(at.actor.subject.clone());
    application.finding = Some(finding);
    Ok(Event::ApplicationReviewed)
}

pub(super) fn approve(
    application: &mut Application,
    grant: Grant,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    decider(application, at)?;
    if application.product.mode.is_some() && at.bank_suspended {
        return Err(Refused::new(
            "BANK_SUSPENDED",
            "该银行代偿不良率超过上限,风险补偿资金池暂停受理其新增贷款",
            "the pool takes no new loans of this bank: too many of its loans were claimed",
        ));
    }
    within_reach(application, &grant, at)?;
    still_eligible(&grant)?;
    covered(&grant)?;
    let sign_until = at
        .calendar
        .calendar_days_due(at.today, at.terms.sign_within_days)?;
    application.approval = Some(Approval {
        amount: grant.amount,
        rate_bp: grant.rate_bp,
        term_months: grant.term_months,
        approved_by: at.actor.subject.clone(),
        approved_on: at.today,
        sign_until,
        guarantee_bp: grant.guarantee_bp,
        guarantee_min_bp: grant.support.guarantee_min_bp,
        subsidy_bp: grant.support.subsidy_bp,
        stage_decision: grant.support.decision,
        shares: grant.sharing.shares,
        shares_decision: grant.sharing.decision,
    });
    if grant.collateral.is_some() {
        application.collateral = grant.collateral;
    }
    Ok(Event::ApplicationApproved {
        amount: grant.amount,
        sign_until,
    })
}

pub(super) fn decline(
    application: &mut Application,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    decider(application, at)?;
    duty::stable_code("code", &code)?;
    application.refusal = Some(Refusal {
        code: code.clone(),
        note,
        refused_on: at.today,
    });
    Ok(Event::ApplicationDeclined { code })
}

fn decider(application: &Application, at: &Circumstances<'_>) -> Result<(), Refused> {
    duty::of_organisation(at.actor, Role::Bank, &application.bank)?;
    duty::another_person(at.actor, application.reviewed_by.as_deref())
}

/// Holds that nothing granted since the submission stands against it: the year's bank, the credit line.
fn still_eligible(grant: &Grant) -> Result<(), Refused> {
    let host = grant.host.iter();
    let reasons: Vec<&str> = host
        .flat_map(|(facts, terms)| terms.reasons(facts))
        .map(Reason::as_str)
        .collect();
    if reasons.is_empty() {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_ELIGIBLE_NOW",
        "该企业目前已不符合该产品的条件",
        "the enterprise does not qualify for the product any more",
    )
    .with("reasons", reasons.join(",")))
}

/// Holds that the pool covers such a loan.
fn covered(grant: &Grant) -> Result<(), Refused> {
    if grant.sharing.refused.is_empty() {
        return Ok(());
    }
    Err(Refused::new(
        "POOL_REFUSES",
        "按资金池主管部门的规则,风险补偿资金池不承担该笔贷款的风险",
        "by its authority's rule the pool covers no such loan",
    )
    .with("reasons", grant.sharing.refused.join(",")))
}

/// Holds that no more is granted than was asked for and found eligible, and than the security carries.
fn within_reach(
    application: &Application,
    grant: &Grant,
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    money::positive(grant.amount)?;
    if grant.amount > application.amount || grant.term_months > application.term_months {
        return Err(Refused::new(
            "BEYOND_APPLICATION",
            "批准的金额和期限不得超过申请",
            "no more and no longer is granted than was asked for",
        ));
    }
    let pledged = !application.assets.is_empty();
    let carried = grant.collateral.as_ref();
    let carried = carried.map_or(Fen::ZERO, |carried| carried.loan_max);
    if pledged && grant.amount > carried {
        return Err(Refused::new(
            "BEYOND_COLLATERAL",
            format!("质押物可支持的贷款不超过 {carried} 元"),
            format!("the pledged rights carry {carried} yuan at most"),
        ));
    }
    let valid_until = application
        .valued
        .as_ref()
        .and_then(|valued| valued.valid_until);
    if let Some(over) = valid_until.filter(|until| *until < at.today) {
        return Err(Refused::new(
            "VALUATION_EXPIRED",
            format!("评估报告已于 {over} 失效"),
            format!("the valuation could be relied on until {over}"),
        ));
    }
    if grant.guarantee_bp < grant.support.guarantee_min_bp {
        return Err(Refused::new(
            "GUARANTEE_TOO_LOW",
            "该阶段贷款的担保比例不足",
            "a loan of this stage is guaranteed further than this",
        ));
    }
    Ok(())
}
