//! Every closed list of the interface, and of the reasons that the measures give, as data for clients.
use super::code_list::CodeList;
use super::{carrier, lease, reward, support, tax_benefit, tenancy, torch_return};

/// The lists, each under the name of its enum in the interface, or of the reasons it holds.
pub fn lists() -> Vec<CodeList> {
    let mut lists = Vec::new();
    lists.extend(carriers());
    lists.extend(returns());
    lists.extend(tenancies());
    lists.extend(support());
    lists
}

fn carriers() -> [CodeList; 8] {
    [
        carrier::Kind::list("Carrier.Kind"),
        carrier::Grade::list("Carrier.Grade"),
        carrier::Regime::list("Carrier.Regime"),
        carrier::State::list("Carrier.State"),
        carrier::BaseStatus::list("Carrier.BaseStatus"),
        carrier::AssessmentGrade::list("Assessment.Grade"),
        carrier::RevocationGround::list("Revocation.Ground"),
        carrier::Condition::list("ACCREDITATION"),
    ]
}

fn tenancies() -> [CodeList; 8] {
    [
        tenancy::TenantKind::list("Tenancy.Kind"),
        tenancy::Field::list("Tenancy.Field"),
        tenancy::Founder::list("Tenancy.Founder"),
        tenancy::State::list("Tenancy.State"),
        tenancy::TenantRegime::list("Tenancy.Regime"),
        tenancy::Criterion::list("GRADUATION"),
        tenancy::Reason::list("ADMISSION"),
        lease::State::list("Lease.State"),
    ]
}

fn support() -> [CodeList; 4] {
    [
        support::State::list("Mentoring.State"),
        support::MentoringSide::list("Mentoring.Side"),
        support::ServiceKind::list("ServiceRecord.Kind"),
        support::ActivityKind::list("Activity.Kind"),
    ]
}

fn returns() -> [CodeList; 9] {
    [
        torch_return::State::list("TorchReturn.State"),
        torch_return::Source::list("TorchReturn.Source"),
        torch_return::OperatorNature::list("TorchReturn.Profile.nature"),
        torch_return::OperationType::list("TorchReturn.Profile.operation"),
        torch_return::Unit::list("ReturnField.Unit"),
        torch_return::Check::list("TorchReturn.FailedCheck"),
        tax_benefit::Tax::list("TaxBenefit.taxes"),
        tax_benefit::Ground::list("TaxBenefit.Evidence"),
        reward::Occasion::list("GrantClaim.occasion"),
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
