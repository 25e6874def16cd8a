//! What an authority decides about a variety, or records of another authority's decision.
use super::decide::{Circumstances, Event};
use super::papers::{Approval, Introduction, Registration};
use super::trials::major;
use super::{Refusal, State, Variety, Withdrawal};
use crate::domain::form::{Form, NOTE_MAX};
use crate::domain::refused::Refused;
use crate::domain::{capacity, duty};

pub(super) fn approve(
    variety: &mut Variety,
    approval: Approval,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    decides(variety, at)?;
    ready(variety)?;
    approved(variety, approval, at)
}

pub(super) fn record_approval(
    variety: &mut Variety,
    approval: Approval,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    decides(variety, at)?;
    approved(variety, approval, at)
}

/// The authority that keeps the record, and not its owner.
fn decides(variety: &Variety, at: &Circumstances<'_>) -> Result<(), Refused> {
    capacity::official(at.actor, &[variety.owner.as_str()])
}

fn ready(variety: &Variety) -> Result<(), Refused> {
    let missing = variety.missing_for_approval();
    if missing.is_empty() {
        return Ok(());
    }
    let zh: Vec<_> = missing.iter().map(|what| what.name().zh).collect();
    let en: Vec<_> = missing.iter().map(|what| what.name().en).collect();
    let codes: Vec<_> = missing.iter().map(|what| what.as_str()).collect();
    Err(Refused::new(
        "NOT_READY_FOR_APPROVAL",
        format!("尚不具备审定条件：{}", zh.join("；")),
        format!("not ready for approval: {}", en.join("; ")),
    )
    .with("missing", codes.join(",")))
}

fn approved(
    variety: &mut Variety,
    approval: Approval,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    major(variety)?;
    let mut form = Form::default();
    approval.look(&mut form, at.today);
    form.check()?;
    if variety
        .approvals
        .iter()
        .any(|one| one.region == approval.region)
    {
        return Err(Refused::new(
            "REGION_APPROVED",
            "该品种在此区域已经审定",
            "the variety is approved for this region already",
        ));
    }
    variety.approvals.push(approval.clone());
    Ok(Event::VarietyApproved { approval })
}

pub(super) fn refuse(
    variety: &mut Variety,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    decides(variety, at)?;
    duty::stable_code("code", &code)?;
    let mut form = Form::default();
    form.short("note", &note, NOTE_MAX);
    form.check()?;
    variety.refusal = Some(Refusal {
        code: code.clone(),
        note,
        refused_on: at.today,
    });
    Ok(Event::VarietyRefused { code })
}

pub(super) fn register(
    variety: &mut Variety,
    registration: Registration,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    decides(variety, at)?;
    if variety.crop.is_major() {
        return Err(Refused::new(
            "MAJOR_CROP",
            "主要农作物实行品种审定，不办理品种登记",
            "varieties of major crops are approved, not registered",
        ));
    }
    let mut form = Form::default();
    registration.look(&mut form, at.today);
    form.check()?;
    let number = registration.number.clone();
    variety.registration = Some(registration);
    Ok(Event::VarietyRegistered { number })
}

pub(super) fn introduce(
    variety: &mut Variety,
    introduction: Introduction,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    decides(variety, at)?;
    let mut form = Form::default();
    introduction.look(&mut form, at.today);
    form.check()?;
    let mut approvals = variety.approvals.iter();
    let stands_on = approvals.find(|approval| approval.region == introduction.approved_in);
    if stands_on.is_none() || introduction.region == introduction.approved_in {
        return Err(Refused::new(
            "INTRODUCTION_WITHOUT_APPROVAL",
            "引种备案须以其他省的审定为依据，请先登记该审定",
            "an introduction stands on another province's approval: record that one first",
        ));
    }
    let known = |region: &String| *region == introduction.region;
    if variety.introductions.iter().any(|one| known(&one.region))
        || variety.approvals.iter().any(|one| known(&one.region))
    {
        return Err(Refused::new(
            "REGION_APPROVED",
            "该品种在此区域已经审定或备案",
            "the variety is approved or introduced in this region already",
        ));
    }
    variety.introductions.push(introduction.clone());
    Ok(Event::VarietyIntroductionFiled { introduction })
}

pub(super) fn withdraw(
    variety: &mut Variety,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    match variety.state {
        State::Bred | State::Dus | State::Regional | State::Production => {
            match variety.owner.as_str() {
                // What an office entered, an office takes back.
                "" => decides(variety, at)?,
                owner => capacity::owner(at.actor, owner)?,
            }
        }
        State::Approved | State::Refused | State::Registered | State::Withdrawn => {
            decides(variety, at)?;
        }
    }
    duty::reasoned("reason", &reason)?;
    let mut form = Form::default();
    form.short("reason", &reason, NOTE_MAX);
    form.check()?;
    variety.withdrawal = Some(Withdrawal {
        reason: reason.clone(),
        withdrawn_on: at.today,
    });
    Ok(Event::VarietyWithdrawn { reason })
}
