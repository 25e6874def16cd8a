//! Takes in one document: bounded, its type sniffed from its bytes, kept by its SHA-256.
use std::sync::Arc;

use bytes::Bytes;
use chrono::Utc;
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write, once_for};
use kezhuan_protocol::contracts::v1::upload_attachment_request::{Part, Start};
use kezhuan_protocol::contracts::v1::{self, UploadAttachmentRequest};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tonic::{Status, Streaming};
use uuid::Uuid;

use super::transition::contract_named;
use super::{ContractsApi, convert_attachment};
use crate::domain::contract::Contract;
use crate::error::Error;
use crate::store::attachments::{self, Attachment, content};

pub const CHUNK_BYTES_MAX: usize = 256 * 1024;
pub const DOCUMENT_BYTES_MAX: usize = 20 * 1024 * 1024;
const NAME_CHARACTERS_MAX: usize = 200;
/// Documents are held whole until they are known to be good; so many at once.
static IN_MEMORY: Semaphore = Semaphore::const_new(16);
/// What an office can open and file; OFD and the newer office formats are ZIP inside.
const ACCEPTED: &[&str] = &[
    "application/pdf",
    "application/zip",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "image/jpeg",
    "image/png",
    "image/tiff",
];

/// A document that came in whole.
struct Received {
    chunks: Vec<Bytes>,
    size: usize,
    sha256: Vec<u8>,
}

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    mut parts: Streaming<UploadAttachmentRequest>,
) -> Result<v1::Attachment, Status> {
    let Some(Part::Start(start)) = parts.message().await?.and_then(|request| request.part) else {
        return Err(out_of_order().into());
    };
    check(&start)?;
    let _permit = IN_MEMORY
        .acquire()
        .await
        .map_err(|closed| Error::Internal(closed.into()))?;
    let received = receive(&mut parts).await?;
    let key = RequestKey::of(&caller, &start.request_id, &asked(&start, &received))?;
    let work = async {
        let contract = contract(&api, &caller, &start).await?;
        keep(&api, &caller, &key, &start, contract, received).await
    };
    once_for(&api.database, &caller, &key, work).await
}

/// What a repeat has to be the same in: names and content.
fn asked(start: &Start, received: &Received) -> v1::Attachment {
    v1::Attachment {
        contract: start.contract.clone(),
        material: start.material.clone(),
        file_name: start.file_name.clone(),
        sha256: hex::encode(&received.sha256),
        ..Default::default()
    }
}

fn check(start: &Start) -> Result<(), Error> {
    let is_code = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if start.material.is_empty()
        || start.material.len() > 64
        || !start.material.bytes().all(is_code)
    {
        let (zh, en) = (
            "应为材料代码，如 CONTRACT_TEXT",
            "a material code such as CONTRACT_TEXT",
        );
        return Err(Error::field("start.material", "MATERIAL_INVALID", zh, en));
    }
    let length = start.file_name.chars().count();
    if length == 0
        || length > NAME_CHARACTERS_MAX
        || start.file_name.contains(['/', '\\', '\0', '\n', '\r'])
    {
        let (zh, en) = (
            "文件名为空、过长或含路径分隔符",
            "the name is empty, too long, or holds a path",
        );
        return Err(Error::field("start.file_name", "FILE_NAME_INVALID", zh, en));
    }
    Ok(())
}

async fn contract(api: &ContractsApi, caller: &Caller, start: &Start) -> Result<Contract, Error> {
    let contract = contract_named(api, caller, "start.contract", &start.contract).await?;
    contract.takes_documents()?;
    Ok(contract)
}

async fn receive(parts: &mut Streaming<UploadAttachmentRequest>) -> Result<Received, Status> {
    let (mut chunks, mut size, mut hasher) = (Vec::new(), 0_usize, Sha256::new());
    while let Some(request) = parts.message().await? {
        let Some(Part::Chunk(chunk)) = request.part else {
            return Err(out_of_order().into());
        };
        size += chunk.len();
        if chunk.len() > CHUNK_BYTES_MAX {
            let (zh, en) = ("每块不得超过 256 KiB", "a chunk is at most 256 KiB");
            return Err(Error::field("chunk", "CHUNK_TOO_LARGE", zh, en).into());
        }
        if size > DOCUMENT_BYTES_MAX {
            let (zh, en) = ("文件不得超过 20 MiB", "a document is at most 20 MiB");
            return Err(Error::field("chunk", "DOCUMENT_TOO_LARGE", zh, en).into());
        }
        hasher.update(&chunk);
        if !chunk.is_empty() {
            chunks.push(Bytes::from(chunk));
        }
    }
    Ok(Received {
        chunks,
        size,
        sha256: hasher.finalize().to_vec(),
    })
}

/// The type by the first bytes; what the client says is not believed.
fn sniff(chunks: &[Bytes]) -> Result<&'static str, Error> {
    // The office formats name themselves some entries into their archive.
    let head: Vec<u8> = chunks.iter().flatten().copied().take(16 * 1024).collect();
    let media_type = infer::get(&head).map(|found| found.mime_type());
    media_type
        .filter(|found| ACCEPTED.contains(found))
        .ok_or_else(|| {
            Error::field(
                "chunk",
                "MEDIA_TYPE_NOT_ACCEPTED",
                "文件内容不是可受理的类型，请上传 PDF、OFD、图片或办公文档",
                "the content is no accepted type: send a PDF, OFD, image or office document",
            )
        })
}

async fn keep(
    api: &ContractsApi,
    caller: &Caller,
    key: &RequestKey,
    start: &Start,
    contract: Contract,
    received: Received,
) -> Result<v1::Attachment, Error> {
    let attachment = Attachment {
        id: Uuid::now_v7(),
        contract_id: contract.id,
        tenant: contract.tenant,
        material: start.material.clone(),
        file_name: start.file_name.clone(),
        media_type: sniff(&received.chunks)?.to_owned(),
        size_bytes: i64::try_from(received.size).unwrap_or(i64::MAX),
        sha256: received.sha256,
        create_time: Utc::now(),
    };
    let given = Arc::new((attachment, received.chunks));
    api.database
        .write(caller, key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (attachment, chunks) = &*given;
                store(write, attachment, chunks).await?;
                Ok(convert_attachment::attachment(attachment))
            })
        })
        .await
}

async fn store(write: &mut Write, attachment: &Attachment, chunks: &[Bytes]) -> Result<(), Error> {
    let (contract, tenant) = (attachment.contract_id, &attachment.tenant);
    write.in_tenant(tenant);
    content::put(write, contract, tenant, &attachment.sha256, chunks).await?;
    attachments::insert(write, attachment).await?;
    write.audit(AuditEntry {
        action: "attachment.added",
        aggregate: "contract",
        aggregate_id: contract,
        version: 0,
        detail: serde_json::json!({
            "attachment": attachment.id,
            "material": attachment.material,
            "sha256": hex::encode(&attachment.sha256),
        }),
    });
    Ok(())
}

fn out_of_order() -> Error {
    let (zh, en) = (
        "先发送 start，再发送 chunk",
        "send `start` first, then chunks",
    );
    Error::field("part", "PART_OUT_OF_ORDER", zh, en)
}
