//! Callers as the domain sees them, and as row security sees them once the domain has said yes.
use kezhuan_auth::{Caller, CallerKind, Reach};

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

/// As whom a decided change is written. The city reads every county and writes only as itself,
/// so what the domain let it do in a county's case is written in that county's name.
pub fn writer(caller: &Caller, tenant: &str) -> Caller {
    match caller.reach() {
        // The same person with the reach of an office of that county, no more.
        Reach::City if caller.tenant != tenant => Caller {
            tenant: tenant.to_owned(),
            ..caller.clone()
        },
        _ => caller.clone(),
    }
}

fn known(role: kezhuan_auth::Role) -> Option<Role> {
    use kezhuan_auth::Role as Given;
    Some(match role {
        Given::Applicant => Role::Applicant,
        Given::Registrar => Role::Registrar,
        Given::Registrar2 => Role::Registrar2,
        Given::Expert => Role::Expert,
        Given::ServicePoint => Role::ServicePoint,
        Given::CountyStb => Role::CountyStb,
        Given::CityStb => Role::CityStb,
        Given::FinancePayer => Role::FinancePayer,
        _ => return None,
    })
}
