//! Public notices as everybody sees them.
use kezhuan_protocol::financing::v1;

use super::public_notice;
use crate::api::names::{COMPENSATIONS, LOANS, SUBSIDIES};
use crate::store::notices;

/// What everybody sees of a published claim.
pub fn published(row: &notices::Published) -> v1::ClaimNotice {
    let claims = match row.programme.as_str() {
        notices::COMPENSATION => COMPENSATIONS,
        _ => SUBSIDIES,
    };
    v1::ClaimNotice {
        claim: claims.name(row.id),
        number: row.number.clone(),
        tenant: row.tenant.clone(),
        bank: row.bank.clone(),
        enterprise: row.enterprise.clone(),
        loan: LOANS.name(row.loan_id),
        amount_fen: row.amount_fen,
        notice: Some(public_notice::message(&row.notice)),
    }
}
