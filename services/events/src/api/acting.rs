//! Callers as the domain sees them.
use kezhuan_auth::{Caller, CallerKind};

use crate::domain::actor::{Actor, Role};

/// The caller in the words of the domain.
pub fn actor(caller: &Caller) -> Actor {
    let roles = caller.roles.iter().filter_map(|role| known(*role));
    Actor {
        is_service: caller.kind == CallerKind::Service,
        ..Actor::person(&caller.subject, &caller.organisation, &caller.tenant, roles)
    }
}

/// The service deciding for itself in a case of `tenant`.
pub fn service(tenant: &str) -> Actor {
    Actor::service(crate::NAME, tenant)
}

fn known(role: kezhuan_auth::Role) -> Option<Role> {
    use kezhuan_auth::Role as Given;
    Some(match role {
        Given::Applicant => Role::Applicant,
        Given::Organiser => Role::Organiser,
        Given::CarrierOp => Role::CarrierOp,
        Given::CollegeTto => Role::CollegeTto,
        Given::Broker => Role::Broker,
        Given::Envoy => Role::Envoy,
        Given::Bank => Role::Bank,
        Given::CountyStb => Role::CountyStb,
        Given::CityStb => Role::CityStb,
        Given::Expert => Role::Expert,
        Given::FinancePayer => Role::FinancePayer,
        _ => return None,
    })
}
