//! For whom somebody acts. A person of an organisation writes rules for the organisation: rows, approvals and quotas then are
//! its own. A service that carries packages acts for the tenant it names.
use std::collections::BTreeSet;

use kezhuan_auth::{Caller, CallerKind};
use tonic::{Request, Status};

use crate::error::Error;

/// Puts in the place of the caller whom it works on rules for.
pub(crate) fn for_organisation(mut request: Request<()>) -> Result<Request<()>, Status> {
    let caller = request.extensions_mut().remove::<Caller>();
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller.on_rules());
    }
    Ok(request)
}

/// As whom a step for `tenant` is taken. A person is who he is; a service is one of the `carriers`, acts for the tenant it
/// names, and has no role: what it proposes nobody has agreed to yet.
pub(super) fn carrying(
    carriers: &[String],
    caller: &Caller,
    tenant: &str,
) -> Result<Caller, Error> {
    if caller.kind != CallerKind::Service {
        return Ok(caller.clone());
    }
    if !carriers.contains(&caller.subject) {
        return Err(Error::NotACarrier {
            service: caller.subject.clone(),
        });
    }
    if tenant.is_empty() {
        return Err(Error::Invalid {
            field: "tenant",
            problem: "a service names whose rule it carries".to_owned(),
        });
    }
    Ok(Caller {
        tenant: tenant.to_owned(),
        roles: BTreeSet::new(),
        ..caller.clone()
    })
}

/// Who is behind the bytes of an upload: whoever sends them, and whom a carrying service names as their author.
pub(super) fn makers(caller: &Caller, author: &str) -> Result<Vec<String>, Error> {
    let problem = match (caller.kind == CallerKind::Service, author.trim().is_empty()) {
        (true, false) => return Ok(vec![caller.subject.clone(), author.trim().to_owned()]),
        (false, true) => return Ok(vec![caller.subject.clone()]),
        (true, true) => "name who made the package: he agrees to none of its activations",
        (false, false) => "leave it empty: who sends a package counts as its author",
    };
    Err(Error::Invalid {
        field: "author",
        problem: problem.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use kezhuan_auth::Role;

    use super::*;

    const CARRIERS: [&str; 1] = ["rule-controller"];

    fn carriers() -> Vec<String> {
        CARRIERS.map(str::to_owned).to_vec()
    }

    fn person() -> Caller {
        Caller {
            kind: CallerKind::Person,
            roles: BTreeSet::from([Role::RuleApprover]),
            ..Caller::service("wang", "440703")
        }
    }

    #[test]
    fn a_carrier_acts_for_the_tenant_it_names_and_brings_no_role() {
        let mut service = Caller::service("rule-controller", "");
        // An issuer may put anything into a token.
        service.roles.insert(Role::RuleApprover);
        let acting = carrying(&carriers(), &service, "440703").unwrap();
        assert_eq!((acting.tenant.as_str(), acting.roles.len()), ("440703", 0));
        assert!(carrying(&carriers(), &service, "").is_err());
        assert!(carrying(&[], &service, "440703").is_err());
        let other = Caller::service("contracts", "");
        assert!(carrying(&carriers(), &other, "440703").is_err());
    }

    #[test]
    fn a_person_stays_who_he_is() {
        assert_eq!(carrying(&[], &person(), "440781").unwrap(), person());
    }

    #[test]
    fn only_a_carrier_names_an_author_and_it_must() {
        let service = Caller::service("rule-controller", "440703");
        assert_eq!(makers(&service, "li").unwrap(), ["rule-controller", "li"]);
        assert_eq!(makers(&person(), "").unwrap(), ["wang"]);
        assert!(makers(&service, " ").is_err());
        assert!(makers(&person(), "li").is_err());
    }
}
