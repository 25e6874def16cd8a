//! Who reads an answer: people's names inside an authority are its own.
use kezhuan_auth::{Caller, Reach};
use kezhuan_cases::reader::is_of_office;

/// Whether the authorities of a case of `tenant` read it, or an auditor or a service: neither a party, nor an expert, nor another
/// tenant's office that has a part in it.
pub fn is_of_authority(reader: &Caller, tenant: &str) -> bool {
    match reader.reach() {
        Reach::Own => reader.tenant == tenant && is_of_office(reader),
        Reach::City | Reach::Auditor | Reach::Service => true,
        Reach::Party | Reach::Rules => false,
    }
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
            ..Caller::service("events", "")
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
