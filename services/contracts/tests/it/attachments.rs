//! Documents: bounded, sniffed, kept by their content, and seen by whom the case is seen.
use kezhuan_protocol::contracts::v1::upload_attachment_request::{Part, Start};
use kezhuan_protocol::contracts::v1::*;
use sha2::{Digest, Sha256};
use tonic::{Code, Status};

use crate::world::{self, Person, World, applicant, call, id, person, reason, registrar};

const CHUNK: usize = 256 * 1024;
const DOCUMENT: usize = 20 * 1024 * 1024;

/// A PDF of exactly this many bytes.
fn pdf(bytes: usize) -> Vec<u8> {
    let mut document = b"%PDF-1.7\n".to_vec();
    document.resize(bytes, b' ');
    document
}

async fn upload(
    world: &World,
    contract: &str,
    file_name: &str,
    chunks: Vec<Vec<u8>>,
) -> Result<Attachment, Status> {
    let start = Part::Start(Start {
        contract: contract.to_owned(),
        material: "OTHER".to_owned(),
        file_name: file_name.to_owned(),
        request_id: id(),
    });
    let parts: Vec<_> = std::iter::once(start)
        .chain(chunks.into_iter().map(Part::Chunk))
        .map(|part| UploadAttachmentRequest { part: Some(part) })
        .collect();
    call!(
        world,
        &applicant(),
        upload_attachment,
        tokio_stream::iter(parts)
    )
}

async fn download(world: &World, by: &Person, name: &str) -> Result<Vec<Vec<u8>>, Status> {
    let request = DownloadAttachmentRequest {
        name: name.to_owned(),
    };
    let mut stream = call!(world, by, download_attachment, request)?;
    let mut chunks = Vec::new();
    while let Some(part) = stream.message().await? {
        chunks.push(part.chunk);
    }
    Ok(chunks)
}

fn chunked(document: &[u8]) -> Vec<Vec<u8>> {
    document.chunks(CHUNK).map(<[u8]>::to_vec).collect()
}

#[tokio::test]
async fn a_document_of_the_largest_size_comes_back_whole_and_in_chunks() {
    let world = World::on("2025-03-03").await;
    let draft = world.drafted(world::form()).await;
    let document = pdf(DOCUMENT);
    let kept = upload(&world, &draft.name, "合同.pdf", chunked(&document))
        .await
        .unwrap();
    assert_eq!(kept.size_bytes, i64::try_from(DOCUMENT).unwrap());
    assert_eq!(kept.sha256, hex::encode(Sha256::digest(&document)));
    let chunks = download(&world, &registrar(), &kept.name).await.unwrap();
    assert!(chunks.iter().all(|chunk| chunk.len() <= CHUNK));
    assert!(chunks.concat() == document, "the bytes differ");

    let larger = pdf(DOCUMENT + 1);
    let refused = upload(&world, &draft.name, "合同.pdf", chunked(&larger))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "DOCUMENT_TOO_LARGE");
    let refused = upload(&world, &draft.name, "合同.pdf", vec![pdf(CHUNK + 1)])
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::InvalidArgument, "CHUNK_TOO_LARGE")
    );
}

#[tokio::test]
async fn a_type_is_what_the_bytes_are_and_not_what_the_name_says() {
    let world = World::on("2025-03-03").await;
    let draft = world.drafted(world::form()).await;
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    let kept = upload(&world, &draft.name, "合同.pdf", vec![png])
        .await
        .unwrap();
    assert_eq!(kept.media_type, "image/png");
    for disguised in [b"MZ\x90\0\x03\0\0\0".to_vec(), b"plain text".to_vec()] {
        let refused = upload(&world, &draft.name, "合同.pdf", vec![disguised])
            .await
            .unwrap_err();
        assert_eq!(reason(&refused), "MEDIA_TYPE_NOT_ACCEPTED");
    }
    let refused = upload(&world, &draft.name, "../合同.pdf", vec![pdf(64)])
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "FILE_NAME_INVALID");
}

#[tokio::test]
async fn one_content_is_kept_once_and_shown_to_those_who_see_the_case() {
    let world = World::on("2025-03-03").await;
    let draft = world.drafted(world::form()).await;
    let first = upload(&world, &draft.name, "合同.pdf", vec![pdf(640)])
        .await
        .unwrap();
    let second = upload(&world, &draft.name, "副本.pdf", vec![pdf(640)])
        .await
        .unwrap();
    assert_eq!(first.sha256, second.sha256);
    let mut admin = world.database.admin().await.unwrap();
    let chunks: i64 = sqlx::query_scalar("SELECT count(*) FROM attachment_chunk")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert_eq!(chunks, 1);

    let list = ListAttachmentsRequest {
        contract: draft.name.clone(),
    };
    let buyer = person("ma", "buyer-1", "", &["applicant"]);
    for reader in [buyer, registrar()] {
        let listed = call!(world, &reader, list_attachments, list.clone()).unwrap();
        assert_eq!(listed.attachments.len(), 2);
        let document = download(&world, &reader, &second.name).await.unwrap();
        assert_eq!(document.concat(), pdf(640));
    }
    let neighbour = person("he", "office-440705", "440705", &["registrar"]);
    let stranger = person("xu", "seller-2", "", &["applicant"]);
    for outsider in [neighbour, stranger] {
        let hidden = call!(world, &outsider, list_attachments, list.clone()).unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
        let hidden = download(&world, &outsider, &first.name).await.unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
    }
}

#[tokio::test]
async fn a_closed_file_takes_no_document_and_one_that_can_be_appealed_does() {
    let world = World::on("2025-03-03").await;
    let draft = world.drafted(world::form()).await;
    let request = WithdrawContractRequest {
        name: draft.name.clone(),
        request_id: id(),
        ..Default::default()
    };
    call!(world, &applicant(), withdraw_contract, request).unwrap();
    let refused = upload(&world, &draft.name, "合同.pdf", vec![pdf(CHUNK)])
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "STATE_FORBIDS")
    );
    let submitted = world.submitted(world::form()).await;
    let request = RefuseContractRequest {
        name: submitted.name.clone(),
        code: "ORAL".to_owned(),
        note: "口头约定".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    call!(world, &registrar(), refuse_contract, request).unwrap();
    assert!(
        upload(&world, &submitted.name, "合同.pdf", vec![pdf(CHUNK)])
            .await
            .is_ok()
    );
}
