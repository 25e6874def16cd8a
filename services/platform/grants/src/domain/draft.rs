//! The claimant's own steps: draft, file, withdraw.
use std::collections::BTreeSet;

use chrono::NaiveDate;
use kezhuan_law::budget::Entry;
use kezhuan_law::refused::{FieldViolation, Refused};
use kezhuan_law::rule_pins::RulePins;
use uuid::Uuid;

use super::decide::{Circumstances, Outcome};
use super::{Actor, Claim, Event, Period, State, Subject, guard};

/// Months of ten years: more is no claim.
const FACTS_MAX: usize = 120;

/// What the edge gives a new claim, and what the service found of its subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClaim {
    pub id: Uuid,
    pub number: String,
    /// Family of the programme.
    pub programme: String,
    /// Name of the subject.
    pub name: String,
    pub occasion: String,
    pub period: Option<Period>,
    pub subject: Subject,
}

/// Drafts a claim for the actor's organisation.
pub fn draft(new: NewClaim, actor: &Actor, today: NaiveDate) -> Result<Claim, Refused> {
    let subject = new.subject;
    guard::claimant(actor, &subject.claimant)?;
    check_facts(&subject.facts)?;
    if subject.legal_date > today {
        return Err(Refused::new(
            "NOT_YET_DUE",
            format!("该事项发生于 {}，尚不能申请", subject.legal_date),
            format!(
                "what it is claimed for happens on {}: it can't be claimed before",
                subject.legal_date
            ),
        ));
    }
    Ok(Claim {
        id: new.id,
        number: new.number,
        tenant: subject.tenant,
        division: subject.division,
        programme: new.programme,
        subject: new.name,
        occasion: new.occasion,
        period: new.period,
        claimant: subject.claimant,
        others: subject.others,
        facts: subject.facts,
        legal_date: subject.legal_date,
        year: subject.year,
        state: State::Draft,
        version: 1,
        applicant: actor.subject.clone(),
        required_materials: subject.required_materials,
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

/// Holds that there is something to grant, each once.
fn check_facts(facts: &[String]) -> Result<(), Refused> {
    let different: BTreeSet<&String> = facts.iter().filter(|fact| !fact.is_empty()).collect();
    if different.len() == facts.len() && (1..=FACTS_MAX).contains(&facts.len()) {
        return Ok(());
    }
    Err(Refused::new(
        "FACTS_INVALID",
        format!("一次申请须包含 1 至 {FACTS_MAX} 个互不重复的事项"),
        format!("a claim is for 1 to {FACTS_MAX} different things"),
    ))
}

pub(super) fn file(claim: &mut Claim, materials: &[String], at: &Circumstances<'_>) -> Outcome {
    guard::claimant(at.actor, &claim.claimant)?;
    let violation = |required: &String| {
        FieldViolation::new(
            "materials",
            "MATERIALS_MISSING",
            format!("缺少材料 {required}"),
            format!("the material {required} is not attached"),
        )
    };
    let required = claim.required_materials.iter();
    let missing = required.filter(|required| !materials.contains(required));
    let missing: Vec<FieldViolation> = missing.map(violation).collect();
    if !missing.is_empty() {
        return Err(Refused::new(
            "MATERIALS_MISSING",
            "申请材料不齐",
            "materials that are asked for are missing",
        )
        .with_fields(missing));
    }
    Ok((Event::Filed, None))
}

pub(super) fn withdraw(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    guard::claimant(at.actor, &claim.claimant)?;
    let freed = claim.amount.take();
    Ok((
        Event::Withdrawn,
        freed.map(|amount| Entry::Release(amount.total)),
    ))
}
