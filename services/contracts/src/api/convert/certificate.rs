//! The certificate as callers see it.
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1;
use uuid::Uuid;

use crate::api::names::CONTRACTS;
use crate::domain::certificate::Certificate;

/// The message of a certificate.
pub fn answer(contract: Uuid, certificate: Certificate) -> v1::Certificate {
    v1::Certificate {
        contract: CONTRACTS.name(contract),
        certificate_number: certificate.certificate_number,
        national_number: certificate.national_number.unwrap_or_default(),
        registered_on: certificate.registered_on.to_string(),
        project_name: certificate.project_name,
        kind: certificate.kind.as_str().to_owned(),
        seller: certificate.seller,
        buyer: certificate.buyer,
        total_amount_fen: certificate.total.get(),
        technical_amount_fen: certificate.technical.map(Fen::get),
        form_version: certificate.form_version,
        office_division: certificate.office_division,
    }
}
