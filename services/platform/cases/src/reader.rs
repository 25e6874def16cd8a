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
