//! A team registers as an enterprise: from that day on it counts as one.
use chrono::NaiveDate;
use kezhuan_law::refused::Refused;

use super::stay::{by_operator_or_authority, in_future, not_over};
use super::{Circumstances, Event, Registration, Tenancy, TenantKind};

pub(super) fn register(
    tenancy: &mut Tenancy,
    registration: Registration,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    by_operator_or_authority(tenancy, at.actor)?;
    match tenancy.kind {
        TenantKind::Team => {}
        TenantKind::Enterprise => return Err(enterprise_already()),
    }
    let registered_on = registration.registered_on;
    if registered_on > at.today {
        return Err(in_future("registration.registered_on"));
    }
    if registered_on < tenancy.entry_on {
        return Err(Refused::new(
            "BEFORE_ENTRY",
            "注册日期不能早于入驻日期，入驻前已注册的应按企业申请",
            "who was registered before it moved in applies as an enterprise",
        ));
    }
    not_over(tenancy, registered_on)?;
    tenancy.kind = TenantKind::Enterprise;
    tenancy.name = registration.name.trim().to_owned();
    tenancy.uscc = Some(registration.uscc.clone());
    tenancy.founded_on = Some(registered_on);
    tenancy.registration = Some(Registration {
        recorded_by: at.actor.subject.clone(),
        ..registration
    });
    Ok(Event::TenantRegistered)
}

fn enterprise_already() -> Refused {
    Refused::new(
        "ENTERPRISE_ALREADY",
        "该在孵对象已是企业",
        "the tenant is an enterprise already",
    )
}

impl Tenancy {
    /// Since when it is a tenant enterprise: since its entry, of a team since its registration.
    pub fn enterprise_since(&self) -> NaiveDate {
        let registration = self.registration.as_ref();
        let registered_on = registration.map(|registration| registration.registered_on);
        registered_on.map_or(self.entry_on, |day| day.max(self.entry_on))
    }
}
