//! The enterprise's own steps: draft, file, withdraw.
use kezhuan_law::rule_pins::RulePins;
use uuid::Uuid;

use super::decide::{Circumstances, Event, Outcome};
use super::{Claim, Interest, State};
use crate::domain::actor::{Actor, Role};
use crate::domain::duty;
use crate::domain::refused::{FieldViolation, Refused};

/// What the edge gives a new claim, and what is known of its loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClaim {
    pub id: Uuid,
    pub number: String,
    pub loan: Uuid,
    pub enterprise: String,
    pub bank: String,
    /// Division of the enterprise: its county shares what is paid.
    pub division: String,
    /// Calendar year of the payments: the cap's year.
    pub year: i32,
    pub interest: Interest,
    /// Whether one of the rights pledged for the loan is of a kind that is subsidised.
    pub on_ip_pledge: bool,
    pub required_materials: Vec<String>,
    /// This loan's interest of this year is claimed already, not refused or withdrawn.
    pub already_claimed: bool,
}

/// Drafts a claim for the actor's organisation.
pub fn draft(new: NewClaim, actor: &Actor) -> Result<Claim, Refused> {
    duty::of_organisation(actor, Role::Applicant, &new.enterprise)?;
    if !new.on_ip_pledge {
        return Err(Refused::new(
            "NOT_ON_IP_PLEDGE",
            "只有专利、商标、地理标志质押贷款可以申请贴息",
            "only the interest of a loan on a patent, trademark or geographical indication is subsidised",
        ));
    }
    if new.already_claimed {
        return Err(Refused::new(
            "ALREADY_CLAIMED",
            "该贷款该年度利息已有贴息申请",
            "there is a claim on this loan's interest of that year already",
        ));
    }
    Ok(Claim {
        id: new.id,
        number: new.number,
        loan: new.loan,
        enterprise: new.enterprise,
        bank: new.bank,
        division: new.division,
        year: new.year,
        state: State::Draft,
        version: 1,
        applicant: actor.subject.clone(),
        required_materials: new.required_materials,
        interest: new.interest,
        amount: None,
        reasons: Vec::new(),
        decision: None,
        failure: None,
        computed_by: None,
        approved_by: None,
        refusal: None,
        notice: None,
        objections: Vec::new(),
        commitments: Vec::new(),
        payment: None,
        breach: None,
        recoveries: Vec::new(),
        pins: RulePins::default(),
    })
}

pub(super) fn file(claim: &mut Claim, materials: &[String], at: &Circumstances<'_>) -> Outcome {
    duty::of_organisation(at.actor, Role::Applicant, &claim.enterprise)?;
    let missing = |required: &&String| !materials.contains(required);
    let violation = |required: &String| {
        FieldViolation::new(
            "materials",
            "MATERIALS_MISSING",
            format!("缺少材料 {required}"),
            format!("the material {required} is not attached"),
        )
    };
    let required = claim.required_materials.iter();
    let missing: Vec<FieldViolation> = required.filter(missing).map(violation).collect();
    if !missing.is_empty() {
        return Err(Refused::new(
            "MATERIALS_MISSING",
            "申请材料不齐",
            "materials that are asked for are missing",
        )
        .with_fields(missing));
    }
    claim.interest = *at.interest;
    Ok((Event::SubsidyFiled, None))
}

pub(super) fn withdraw(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    duty::of_organisation(at.actor, Role::Applicant, &claim.enterprise)?;
    Ok((Event::SubsidyWithdrawn, claim.give_back()))
}
