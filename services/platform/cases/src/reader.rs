//! Who reads an answer: people's names inside an authority are its own.
use kezhuan_auth::{Caller, Reach, Role};

/// Whether an authority, an auditor or a service reads, and not a party of the case.
pub fn is_official(reader: &Caller) -> bool {
    match reader.reach() {
        // An expert works on cases and has no tenant: no office.
        Reach::Own => !reader.tenant.is_empty(),
        Reach::City | Reach::Auditor | Reach::Service => true,
        Reach::Party | Reach::Rules => false,
    }
}

/// Whether a person works for an authority, and not only on cases in its tenant, as experts and colleges do.
pub fn is_of_office(caller: &Caller) -> bool {
    let offices = [Role::CountyStb, Role::CityStb, Role::FinancePayer];
    offices.iter().any(|role| caller.has(*role))
}

/// Whether the authorities of a case of `tenant` read it, or an auditor or a service: neither a party, nor an expert, nor another
/// tenant's office that has a part in it.
pub fn is_of_authority(reader: &Caller, tenant: &str) -> bool {
    match reader.reach() {
        Reach::Own => reader.tenant == tenant && is_of_office(reader),
        Reach::City | Reach::Auditor | Reach::Service => true,
        Reach::Party | Reach::Rules => false,
    }
}

/// The caller with the reach they have in these cases: who is of no office sees and does what their organisation may, whatever
/// tenant their token names.
pub fn within_reach(caller: Caller) -> Caller {
    match caller.reach() {
        Reach::Own if !is_of_office(&caller) => Caller {
            tenant: String::new(),
            ..caller
        },
        Reach::Own
        | Reach::City
        | Reach::Auditor
        | Reach::Service
        | Reach::Party
        | Reach::Rules => caller,
    }
}

/// Somebody's name, where the reader may see it.
pub fn shown(name: Option<&str>, may_see: bool) -> String {
    name.filter(|_| may_see).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use kezhuan_auth::{CallerKind, Role};

    use super::*;

    fn person(tenant: &str, role: Role) -> Caller {
        Caller {
            kind: CallerKind::Person,
            tenant: tenant.to_owned(),
            roles: [role].into(),
            ..Caller::service("cases", "")
        }
    }

    #[test]
    fn an_expert_and_another_county_are_no_authority_of_the_case() {
        assert!(is_of_authority(
            &person("440783", Role::CountyStb),
            "440783"
        ));
        assert!(is_of_authority(
            &person("440783", Role::FinancePayer),
            "440783"
        ));
        assert!(is_of_authority(&person("440700", Role::CityStb), "440783"));
        for (tenant, role) in [
            ("440785", Role::CountyStb),
            ("", Role::Expert),
            ("440783", Role::Expert),
            ("440783", Role::CollegeTto),
            ("440700", Role::Expert),
            ("WYU", Role::CollegeTto),
            ("", Role::CarrierOp),
        ] {
            assert!(
                !is_of_authority(&person(tenant, role), "440783"),
                "{tenant}"
            );
        }
    }
}
