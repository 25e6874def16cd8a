//! Documents as messages and by their names.
use kezhuan_protocol::contracts::v1;
use uuid::Uuid;

use super::convert::instant;
use super::names::CONTRACTS;
use crate::error::Error;
use crate::store::attachments::Attachment;

/// A document as its readers see it.
pub fn attachment(attachment: &Attachment) -> v1::Attachment {
    v1::Attachment {
        name: name(attachment.contract_id, attachment.id),
        contract: CONTRACTS.name(attachment.contract_id),
        material: attachment.material.clone(),
        file_name: attachment.file_name.clone(),
        media_type: attachment.media_type.clone(),
        size_bytes: attachment.size_bytes,
        sha256: hex::encode(&attachment.sha256),
        create_time: Some(instant(attachment.create_time)),
    }
}

/// The name of one document of a contract.
pub fn name(contract: Uuid, id: Uuid) -> String {
    format!("{}/attachments/{id}", CONTRACTS.name(contract))
}

/// The contract and the document in `contracts/{uuid}/attachments/{uuid}`, which stands in the field `path`.
pub fn ids(path: &str, name: &str) -> Result<(Uuid, Uuid), Error> {
    let parts = name.split_once("/attachments/").and_then(|(contract, id)| {
        Some((CONTRACTS.parse(contract).ok()?, Uuid::try_parse(id).ok()?))
    });
    parts.ok_or_else(|| {
        let shape = "contracts/{uuid}/attachments/{uuid}";
        Error::field(
            path,
            "NAME_INVALID",
            format!("应写作 {shape}"),
            format!("write it as {shape}"),
        )
    })
}

/// No such document, or not the caller's to see.
pub fn not_found(name: &str) -> Error {
    Error::NotFound {
        zh: "材料",
        en: "attachment",
        name: name.to_owned(),
    }
}
