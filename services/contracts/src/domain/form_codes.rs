//! Every list a field of the form chooses from, as data for clients, imports and templates.
use super::code_list::CodeList;
use super::form::codes::{
    IntellectualPropertyType, LicenceMode, PartyType, PaymentMode, PlanSource, SocioEconomicTarget,
    TechnicalField,
};
use super::form::currency;
use super::kind::Kind;
use super::materials::Material;
use super::recognition::Ground;

/// The lists, each with the field that takes it.
pub fn lists() -> Vec<CodeList> {
    vec![
        Kind::list("kind"),
        PaymentMode::list("payment_mode"),
        PartyType::list("party_type"),
        IntellectualPropertyType::list("intellectual_property_type"),
        LicenceMode::list("licence_mode"),
        TechnicalField::list("technical_field"),
        SocioEconomicTarget::list("socio_economic_target"),
        PlanSource::list("plan_source"),
        currency::list(),
        Material::list("material"),
        Ground::list("ground"),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn every_list_has_entries_and_no_code_twice() {
        for list in super::lists() {
            let codes: BTreeSet<&str> = list.codes.iter().map(|entry| entry.code).collect();
            assert!(
                !codes.is_empty() && codes.len() == list.codes.len(),
                "{}",
                list.field
            );
        }
    }
}
