//! Public notices as everybody sees them.
use kezhuan_cases::{CaseKind, notices};
use kezhuan_protocol::agriculture::v1;

use super::public_notice;
use crate::api::case::Kind;

/// What everybody sees of a published case; nothing of one whose kind nobody knows.
pub fn published(row: &notices::Published) -> Option<v1::CaseNotice> {
    let kind = Kind::of_aggregate(&row.aggregate)?;
    Some(v1::CaseNotice {
        case: kind.name(row.id),
        number: row.number.clone(),
        tenant: row.tenant.clone(),
        title: row.title.clone(),
        organisation: row.organisation.clone(),
        notice: Some(public_notice::message(&row.notice)),
    })
}
