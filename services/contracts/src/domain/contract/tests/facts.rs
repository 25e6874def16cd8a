//! What a claim is told of its contract.
use super::*;
use crate::domain::claim::Payee;

#[test]
fn a_title_stands_in_public_unless_it_is_of_a_secret() {
    let registered = Desk::registered(form()).contract;
    let facts = registered.claim_facts().unwrap();
    let title = facts.public_name.unwrap();
    assert_eq!(title, registered.form.project_name);
    let changes: [fn(&mut Contract); 5] = [
        |contract| contract.form.kind = "ZR-MM".into(),
        |contract| contract.form.kind = "XK-MM".into(),
        |contract| contract.form.confidential = true,
        |contract| contract.form.intellectual_property_type = "TECHNICAL_SECRET".into(),
        // The registrar saw a secret where the applicant did not.
        |contract| contract.classification.as_mut().unwrap().kind = Kind::SecretTransfer,
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut secret = registered.clone();
        change(&mut secret);
        let facts = secret.claim_facts().unwrap();
        assert_eq!(facts.public_name, None, "change {index}");
        assert_eq!(
            facts.certificate_number,
            new_registration().certificate_number
        );
    }
}

#[test]
fn a_payee_is_named_and_no_number_of_a_person_is() {
    let mut registered = Desk::registered(form()).contract;
    let facts = registered.claim_facts().unwrap();
    let seller = facts.recipient(Payee::Seller);
    assert_eq!(
        (seller.name, seller.credit_code),
        (
            registered.form.seller.display_name.clone(),
            registered.form.seller.credit_code.clone()
        )
    );
    assert_eq!(
        facts.recipient(Payee::Office).name,
        "蓬江区技术合同认定登记机构"
    );
    assert_eq!(facts.recipient(Payee::Broker).name, "");
    registered.form.seller.party_type = "PERSON".into();
    let person = registered.claim_facts().unwrap().recipient(Payee::Seller);
    assert_eq!(person.name, registered.form.seller.display_name);
    assert_eq!(person.credit_code, "");
}
