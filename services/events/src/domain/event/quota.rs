//! The places of an event's roles, and the permit that many of them need.
use super::decide::{Circumstances, Happened};
use super::draft::organiser;
use super::{Event, PersonRole};
use crate::domain::form::Form;
use crate::domain::refused::Refused;

/// 大型群众性活动安全管理条例: without its permit a large public event neither takes registrations nor begins, and
/// gets no more places.
pub(super) fn permitted(event: &Event, at: &Circumstances<'_>) -> Result<(), Refused> {
    if !at.terms.needs_permit(event.form.people()) || !event.permit_number.is_empty() {
        return Ok(());
    }
    Err(Refused::new(
        "PERMIT_MISSING",
        "预计参加人数或名额合计达到大型群众性活动标准，请先登记公安机关安全许可编号",
        "so many people are expected, or may have a place, that the event needs a public-security permit: record its number first",
    ))
}

/// Changes the places of a role that has some.
pub(super) fn change_quota(
    event: &mut Event,
    (role, places): (PersonRole, i64),
    at: &Circumstances<'_>,
) -> Result<Happened, Refused> {
    organiser(at.actor, &event.organiser)?;
    let mut form = Form::default();
    form.between("places", places, (0, at.terms.places_max));
    form.check()?;
    let quotas = &mut event.form.quotas;
    let kept = quotas.iter_mut().find(|quota| quota.role == role);
    let quota = kept.ok_or_else(|| role_not_invited(role))?;
    let before = std::mem::replace(&mut quota.places, places);
    if places > before {
        permitted(event, at)?;
    }
    Ok(Happened::EventQuotaChanged {
        role,
        before,
        after: places,
    })
}

/// The event has no places for that role.
pub fn role_not_invited(role: PersonRole) -> Refused {
    let name = role.name();
    Refused::new(
        "ROLE_NOT_INVITED",
        format!("本活动未设“{}”名额，请选择其他参加身份", name.zh),
        format!("the event has no places for who comes as {}", name.en),
    )
    .with("role", role.as_str())
}
