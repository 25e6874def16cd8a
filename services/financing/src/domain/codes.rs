//! Every closed list of the interface, and of the reasons that law and city give, as data for clients.
use super::code_list::CodeList;
use super::data_card::{ConsentKind, FieldKind};
use super::ledger::{Fund, Side, Source};
use super::party::Capacity;
use super::product::{Mode, ProductKind, Security, Stage};
use super::{application, asset, claim, confirmation, eligibility, loan, pledge, recon, subsidy};

/// The lists, each under the name of its enum in the interface, or of the reasons it holds.
pub fn lists() -> Vec<CodeList> {
    let mut lists = vec![
        ProductKind::list("Product.Kind"),
        Mode::list("Product.Mode"),
        Stage::list("Product.Stage"),
        Security::list("Application.Security"),
        application::State::list("Application.State"),
        eligibility::Qualification::list("Declaration.Qualification"),
        FieldKind::list("Fact.Kind"),
        ConsentKind::list("Consent.Kind"),
        Fund::list("PoolFund.Kind"),
        Source::list("PoolFund.Source"),
        Side::list("Posting.Side"),
        recon::State::list("ReconBatch.State"),
        recon::Class::list("Difference.Class"),
        confirmation::State::list("BalanceConfirmation.State"),
        confirmation::Side::list("BalanceConfirmation.Side"),
        Capacity::list("Party.capacity"),
    ];
    lists.extend(rights());
    lists.extend(debts());
    lists
}

fn rights() -> [CodeList; 12] {
    [
        asset::AssetKind::list("Asset.Kind"),
        asset::Legal::list("Asset.Legal"),
        asset::Encumbrance::list("Asset.Encumbrance"),
        asset::fee::FeeState::list("AnnualFee.State"),
        asset::Purpose::list("Valuation.Purpose"),
        asset::Method::list("Valuation.Method"),
        asset::ReservationEnd::list("Reservation.End"),
        asset::AlertKind::list("Alert.Kind"),
        pledge::State::list("Pledge.State"),
        pledge::Channel::list("Pledge.Channel"),
        pledge::Realisation::list("Pledge.Realisation"),
        pledge::Ground::list("REGISTRABILITY"),
    ]
}

fn debts() -> [CodeList; 9] {
    [
        loan::State::list("Loan.State"),
        loan::WriteOff::list("Loan.WriteOff"),
        claim::State::list("CompensationClaim.State"),
        claim::Authority::list("CompensationClaim.Authority"),
        claim::LegalActionKind::list("LegalAction.Kind"),
        claim::Reason::list("COMPENSATION"),
        eligibility::Reason::list("ELIGIBILITY"),
        subsidy::State::list("SubsidyClaim.State"),
        subsidy::Material::list("MATERIAL"),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn every_list_stands_once_and_has_no_code_twice() {
        let lists = super::lists();
        let fields: BTreeSet<&str> = lists.iter().map(|list| list.field).collect();
        assert_eq!(fields.len(), lists.len());
        for list in lists {
            let codes: BTreeSet<&str> = list.codes.iter().map(|entry| entry.code).collect();
            assert!(
                !codes.is_empty() && codes.len() == list.codes.len(),
                "{}",
                list.field
            );
        }
    }
}
