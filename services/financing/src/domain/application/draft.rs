//! How an application is drafted.
use kezhuan_law::rule_pins::RulePins;
use kezhuan_law::{Fen, regions};
use uuid::Uuid;

use super::{Application, State};
use crate::domain::actor::{Actor, Role};
use crate::domain::party::{self, Party};
use crate::domain::product::{Product, ProductKind, Security};
use crate::domain::refused::Refused;
use crate::domain::{duty, money};

/// What the enterprise asks for, and what the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApplication {
    pub id: Uuid,
    pub number: String,
    pub loan: Uuid,
    pub enterprise: String,
    pub division: String,
    pub bank: String,
    pub product: Product,
    pub security: Vec<Security>,
    pub amount: Fen,
    pub term_months: u32,
    pub purpose: String,
    pub repayment_source: String,
    pub assets: Vec<Uuid>,
    pub others: Vec<Party>,
}

/// Drafts an application for the actor's organisation.
pub fn draft(new: NewApplication, actor: &Actor) -> Result<Application, Refused> {
    duty::of_organisation(actor, Role::Applicant, &new.enterprise)?;
    money::positive(new.amount)?;
    if new.purpose.trim().is_empty() || new.repayment_source.trim().is_empty() {
        return Err(Refused::new(
            "PURPOSE_MISSING",
            "请填写贷款用途和还款来源",
            "an application says what the money is for and what repays it",
        ));
    }
    if new.product.kind == ProductKind::YiKeDai && !regions::is_jiangmen(&new.division) {
        return Err(Refused::new(
            "NOT_IN_JIANGMEN",
            "只有江门市内企业可以申请邑科贷",
            "only an enterprise in Jiangmen applies for this product",
        ));
    }
    party::check(&new.others, &[&new.enterprise, &new.bank])?;
    secured(&new)?;
    Ok(Application {
        id: new.id,
        number: new.number,
        enterprise: new.enterprise,
        division: new.division,
        bank: new.bank,
        product: new.product,
        security: new.security,
        amount: new.amount,
        term_months: new.term_months,
        purpose: new.purpose,
        repayment_source: new.repayment_source,
        assets: new.assets,
        others: new.others,
        loan: new.loan,
        state: State::Draft,
        version: 1,
        applicant: actor.subject.clone(),
        submitted_on: None,
        declaration: None,
        reasons: Vec::new(),
        decision: None,
        failure: None,
        examined_by: None,
        valued: None,
        collateral: None,
        finding: None,
        reviewed_by: None,
        approval: None,
        refusal: None,
        signed: None,
        contracted_on: None,
        pins: RulePins::default(),
    })
}

/// Holds that rights are offered where they are to be pledged, and nowhere else.
fn secured(new: &NewApplication) -> Result<(), Refused> {
    let pledged = new.security.contains(&Security::IpPledge);
    let needed = pledged || new.product.pledge_first;
    if needed == new.assets.is_empty() || (new.product.pledge_first && !pledged) {
        return Err(Refused::new(
            "SECURITY_MISMATCH",
            "知识产权质押贷款须列明质押权利,其他贷款不得列明",
            "a loan on an IP pledge names its rights, and no other loan does",
        ));
    }
    let repeated = |(place, asset): (usize, &Uuid)| new.assets[..place].contains(asset);
    if new.assets.iter().enumerate().any(repeated) {
        return Err(Refused::new(
            "ASSETS_INVALID",
            "质押权利不得重复列明",
            "each right that is offered is named once",
        ));
    }
    Ok(())
}
