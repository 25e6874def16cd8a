//! The registration certificate (登记证明): what it says of the version in force.
use chrono::NaiveDate;
use kezhuan_law::Fen;

use super::contract::{Contract, State};
use super::kind::Kind;
use super::refused::Refused;

/// What is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub certificate_number: String,
    pub national_number: Option<String>,
    pub registered_on: NaiveDate,
    pub project_name: String,
    pub kind: Kind,
    pub seller: String,
    pub buyer: String,
    pub total: Fen,
    /// `None` while the amount is unknown: no J is certified before it is supplemented.
    pub technical: Option<Fen>,
    pub form_version: i32,
    pub office_division: String,
}

/// The certificate of a registered contract; a registration that ended has none.
pub fn certificate(contract: &Contract) -> Result<Certificate, Refused> {
    let (Some(entry), Some(found)) = (&contract.registration, &contract.classification) else {
        return Err(Refused::new(
            "CERTIFICATE_NONE",
            "合同尚未登记,没有登记证明",
            "the contract is not registered and has no certificate",
        ));
    };
    if !contract.state.is_in_force() {
        let state = contract.state;
        return Err(Refused::new(
            "CERTIFICATE_REVOKED",
            format!("登记已失效({}),登记证明不再有效", state.name().zh),
            format!(
                "the registration has ended ({}); its certificate is void",
                state.as_str()
            ),
        )
        .with("state", State::as_str(state)));
    }
    Ok(Certificate {
        certificate_number: entry.certificate_number.clone(),
        national_number: entry.national_number.clone(),
        registered_on: entry.registered_on,
        project_name: contract.form.project_name.clone(),
        kind: found.kind,
        seller: contract.form.seller.display_name.clone(),
        buyer: contract.form.buyer.display_name.clone(),
        total: found.total,
        technical: found.technical,
        form_version: contract.form_version,
        office_division: contract.tenant.clone(),
    })
}
