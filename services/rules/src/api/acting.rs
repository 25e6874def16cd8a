//! For whom a person of an organisation writes rules: for the organisation, which is its own authority in them.
use kezhuan_auth::{Caller, CallerKind};
use tonic::{Request, Status};

use crate::domain::owner::Owner;

/// Who works on rules and for no tenant works on those of the own organisation. Rows, approvals and quotas then are that
/// organisation's, and nobody comes to a tenant's this way: only a credit code counts.
pub(crate) fn for_organisation(mut request: Request<()>) -> Result<Request<()>, Status> {
    let caller = request.extensions().get::<Caller>();
    if let Some(caller) = caller.filter(|caller| is_its_own_authority(caller)) {
        let caller = Caller {
            tenant: caller.organisation.clone(),
            ..caller.clone()
        };
        request.extensions_mut().insert(caller);
    }
    Ok(request)
}

fn is_its_own_authority(caller: &Caller) -> bool {
    caller.kind != CallerKind::Service
        && caller.tenant.is_empty()
        && caller.roles.iter().any(|role| role.works_on_rules())
        && Owner::of(&caller.organisation) == Owner::Organisation
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kezhuan_auth::Role;

    use super::*;

    fn tenant(organisation: &str, tenant: &str, role: Role, kind: CallerKind) -> String {
        let mut request = Request::new(());
        request.extensions_mut().insert(Caller {
            kind,
            subject: "he".to_owned(),
            organisation: organisation.to_owned(),
            tenant: tenant.to_owned(),
            roles: BTreeSet::from([role]),
        });
        let request = for_organisation(request).unwrap();
        let caller = request.extensions().get::<Caller>().unwrap();
        caller.tenant.clone()
    }

    #[test]
    fn only_who_works_on_rules_of_an_organisation_with_a_credit_code_acts_for_it() {
        const BANK: &str = "91440700MA5WBANK0B";
        let person = CallerKind::Person;
        assert_eq!(tenant(BANK, "", Role::RuleAuthor, person), BANK);
        assert_eq!(tenant(BANK, "", Role::TenantAdmin, person), BANK);
        assert_eq!(tenant(BANK, "", Role::Bank, person), "");
        assert_eq!(tenant("440703", "", Role::RuleApprover, person), "");
        assert_eq!(tenant(BANK, "440703", Role::RuleApprover, person), "440703");
        let service = CallerKind::Service;
        assert_eq!(tenant(BANK, "", Role::RuleAuthor, service), "");
    }
}
