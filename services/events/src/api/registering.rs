//! As whom steps of events and registrations are written: the service, for one event at a time.
use kezhuan_auth::Caller;
use uuid::Uuid;

use super::names::EVENTS;

/// The service in the tenant of this event and no other. Whoever registers for it shares the commits of everybody who does; as a
/// group holds one event only, no two groups can wait for each other. Which organisation that is says nothing to row security,
/// which lets the service read and write its tenant.
pub fn scope(event: Uuid, tenant: &str) -> Caller {
    Caller {
        organisation: EVENTS.name(event),
        ..Caller::service(crate::NAME, tenant)
    }
}
