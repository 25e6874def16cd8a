//! The joint application: both sides agree, the host looks for grounds against it, and the rights are reserved.
use kezhuan_law::CalendarMissing;

use super::decide::{AssetStep, Circumstances, Debt, Event, Outcome};
use super::{Brought, Channel, Facts, Pledge, Side, State, grounds};
use crate::domain::actor::{Actor, Role};
use crate::domain::refused::{FieldViolation, Refused};

pub(super) fn file(pledge: &mut Pledge, channel: Channel, at: &Circumstances<'_>) -> Outcome {
    let side = pledge.side(at.actor)?;
    let earlier = pledge.agreed.clone();
    if let Some(agreed) = &earlier
        && agreed.side == side
    {
        return Err(Refused::new(
            "ALREADY_AGREED",
            "本方已同意,待另一方同意",
            "this side has agreed; the other has not",
        ));
    }
    registrable(pledge, at)?;
    if earlier.is_none() {
        pledge.agreed = Some(super::Agreement {
            side,
            by: at.actor.subject.clone(),
            agreed_on: at.today,
        });
        return Ok((Event::PledgeAgreedTo, None));
    }
    pledge.channel = Some(channel);
    let answer_due_on = submit(pledge, at)?;
    Ok((
        Event::PledgeFiled { answer_due_on },
        Some(AssetStep::Reserve),
    ))
}

pub(super) fn refile(pledge: &mut Pledge, at: &Circumstances<'_>) -> Outcome {
    pledge.side(at.actor)?;
    registrable(pledge, at)?;
    pledge.defect = None;
    let answer_due_on = submit(pledge, at)?;
    // Asked again, so that the time of the correction does not cost the place.
    Ok((
        Event::PledgeRefiled { answer_due_on },
        Some(AssetStep::Reserve),
    ))
}

/// Taken back before the registry has decided.
pub(super) fn withdraw(pledge: &mut Pledge, at: &Circumstances<'_>) -> Outcome {
    let side = pledge.side(at.actor)?;
    // Once it is filed its places are the bank's: the pledgor gives them up when nothing is left to secure.
    if side == Side::Pledgor && pledge.state != State::Prepared && at.debt != Debt::Settled {
        return Err(Refused::new(
            "DEBT_NOT_SETTLED",
            "已申请登记的质押,债务清偿前出质人不得单方撤回",
            "once it is filed, the pledgor withdraws it when nothing is owed",
        ));
    }
    pledge.ended_on = Some(at.today);
    Ok((Event::PledgeWithdrawn, Some(AssetStep::Withdraw)))
}

fn submit(
    pledge: &mut Pledge,
    at: &Circumstances<'_>,
) -> Result<chrono::NaiveDate, CalendarMissing> {
    let days = match pledge.channel {
        Some(Channel::Online) => at.terms.registry_online_working_days,
        Some(Channel::Post | Channel::Counter) | None => at.terms.registry_working_days,
    };
    let due = at.calendar.nth_working_day(at.today, days)?;
    pledge.filed_on = Some(at.today);
    pledge.answer_due_on = Some(due);
    Ok(due)
}

/// Holds that no ground of the law stands against any of the rights.
pub(super) fn registrable(pledge: &Pledge, at: &Circumstances<'_>) -> Result<(), Refused> {
    let mut found = Vec::new();
    for (index, covered) in pledge.assets.iter().enumerate() {
        let asset = at.assets.iter().find(|asset| asset.id == covered.asset);
        let asset = asset.ok_or_else(|| asset_unknown(index))?;
        let brought = Brought {
            co_owner_consent: covered.co_owner_consent,
            same_day_invention: covered.same_day_invention,
            informed: covered.informed,
        };
        let facts = Facts::of(
            asset,
            &pledge.pledgor,
            pledge.id,
            pledge.debt_end,
            (at.today, at.calendar),
            brought,
        )?;
        let violation = |ground: super::Ground| {
            let name = ground.name();
            FieldViolation::new(
                format!("assets[{index}]"),
                ground.as_str(),
                name.zh,
                name.en,
            )
        };
        found.extend(grounds(&facts).into_iter().map(violation));
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_REGISTRABLE",
        "存在不予质押登记的情形",
        "there are grounds against registering the pledge",
    )
    .with_fields(found))
}

fn asset_unknown(index: usize) -> Refused {
    Refused::new(
        "ASSET_UNKNOWN",
        "质押清单中的权利不存在",
        "a right of the pledge does not exist",
    )
    .with("place", index.to_string())
}

impl Pledge {
    /// The side `actor` speaks for, if it is a party.
    pub(super) fn side(&self, actor: &Actor) -> Result<Side, Refused> {
        if actor.is_of(Role::Bank, &self.bank) {
            return Ok(Side::Bank);
        }
        if actor.is_of(Role::Applicant, &self.pledgor) {
            return Ok(Side::Pledgor);
        }
        Err(Refused::new(
            "NOT_A_PARTY",
            "只有质权人和出质人可以办理该步骤",
            "only the pledgee and the pledgor take this step",
        ))
    }
}
