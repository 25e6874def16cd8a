//! What the registry answers, and how a pledge ends.
use chrono::NaiveDate;
use kezhuan_law::Fen;

use super::decide::{AssetStep, Circumstances, Debt, Event, Outcome};
use super::{Change, Pledge, Realisation, Refusal, Side};
use crate::domain::actor::{Actor, Role};
use crate::domain::refused::Refused;
use crate::domain::{duty, money};

pub(super) fn find_defect(pledge: &mut Pledge, defect: String, at: &Circumstances<'_>) -> Outcome {
    clerk(pledge, at.actor)?;
    duty::reasoned("defect", &defect)?;
    pledge.defect = Some(defect.clone());
    Ok((Event::PledgeDefective { defect }, None))
}

pub(super) fn register(
    pledge: &mut Pledge,
    certificate: String,
    at: &Circumstances<'_>,
) -> Outcome {
    clerk(pledge, at.actor)?;
    duty::reasoned("certificate", &certificate)?;
    pledge.effective_on = Some(at.today);
    pledge.registration_version = 1;
    pledge.certificate = Some(certificate.clone());
    Ok((
        Event::PledgeEffective { certificate },
        Some(AssetStep::Register),
    ))
}

pub(super) fn refuse(
    pledge: &mut Pledge,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Outcome {
    clerk(pledge, at.actor)?;
    duty::stable_code("code", &code)?;
    pledge.refusal = Some(Refusal {
        code: code.clone(),
        note,
        refused_on: at.today,
    });
    Ok((Event::PledgeRefused { code }, Some(AssetStep::Refuse)))
}

pub(super) fn change(
    pledge: &mut Pledge,
    secured: Fen,
    debt_end: NaiveDate,
    at: &Circumstances<'_>,
) -> Outcome {
    clerk(pledge, at.actor)?;
    money::positive(secured)?;
    let beyond = |asset: &&crate::domain::asset::IpAsset| {
        pledge.covers(asset.id) && asset.expires_on.is_some_and(|last| debt_end > last)
    };
    if let Some(asset) = at.assets.iter().find(beyond) {
        return Err(Refused::new(
            "DEBT_BEYOND_TERM",
            format!("债务履行期限超过 {} 的有效期", asset.number),
            format!("the debt would run beyond the term of {}", asset.number),
        ));
    }
    pledge.registration_version += 1;
    pledge.changes.push(Change {
        registration_version: pledge.registration_version,
        secured_before: pledge.secured,
        debt_end_before: pledge.debt_end,
        changed_on: at.today,
    });
    (pledge.secured, pledge.debt_end) = (secured, debt_end);
    let registration_version = pledge.registration_version;
    Ok((
        Event::PledgeChanged {
            registration_version,
        },
        None,
    ))
}

pub(super) fn request_release(pledge: &mut Pledge, at: &Circumstances<'_>) -> Outcome {
    let side = pledge.side(at.actor)?;
    // A bank may give up its security whenever it wants to.
    if side == Side::Pledgor && at.debt != Debt::Settled {
        return Err(Refused::new(
            "DEBT_NOT_SETTLED",
            "债务清偿前出质人不得申请注销质押",
            "the pledgor asks for the release once the debt is paid",
        ));
    }
    pledge.release_requested_on = Some(at.today);
    Ok((Event::PledgeReleasing, None))
}

pub(super) fn release(pledge: &mut Pledge, at: &Circumstances<'_>) -> Outcome {
    clerk(pledge, at.actor)?;
    pledge.ended_on = Some(at.today);
    Ok((Event::PledgeReleased, Some(AssetStep::Release)))
}

pub(super) fn realise(
    pledge: &mut Pledge,
    way: Realisation,
    proceeds: Fen,
    at: &Circumstances<'_>,
) -> Outcome {
    duty::of_organisation(at.actor, Role::Bank, &pledge.bank)?;
    money::not_negative(&[proceeds])?;
    if at.debt != Debt::Defaulted {
        return Err(Refused::new(
            "DEBT_NOT_DEFAULTED",
            "债务未违约,不能实现质权",
            "only a defaulted debt lets the pledgee realise its pledge",
        ));
    }
    pledge.realisation = Some(super::Realised { way, proceeds });
    pledge.ended_on = Some(at.today);
    Ok((Event::PledgeRealised, Some(AssetStep::Realise)))
}

/// The registry, or the clerk who enters its answer; never one of the parties.
fn clerk(pledge: &Pledge, actor: &Actor) -> Result<(), Refused> {
    let parties = [&pledge.bank, &pledge.pledgor, &pledge.borrower];
    duty::official(actor, Role::RegistryClerk, &parties.map(String::as_str))
}

/// The last day on which a paid debt's pledge should be asked to be released: a reminder, not a limit of law.
pub fn release_due_on(
    settled_on: NaiveDate,
    terms: &super::Terms,
    calendar: &kezhuan_law::WorkingCalendar,
) -> Result<NaiveDate, Refused> {
    Ok(calendar.nth_working_day(settled_on, terms.release_working_days)?)
}
