//! What comes up the stream of an upload: `start`, and then chunks.
use kezhuan_protocol::rules::v1::UploadPackageRequest;
use kezhuan_protocol::rules::v1::upload_package_request::{Part, Start};
use tonic::Streaming;

use crate::error::Error;

/// Whose package it is, and how it is signed: before any of its bytes.
pub(super) async fn start(stream: &mut Streaming<UploadPackageRequest>) -> Result<Start, Error> {
    let first = stream.message().await?;
    match first.and_then(|first| first.part) {
        Some(Part::Start(start)) => Ok(start),
        Some(Part::Chunk(_)) | None => Err(Error::Invalid {
            field: "start",
            problem: "the first message must be `start`".to_owned(),
        }),
    }
}

/// The bytes that follow, until there are too many.
pub(super) async fn chunks(
    stream: &mut Streaming<UploadPackageRequest>,
    bytes_max: usize,
) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while let Some(message) = stream.message().await? {
        let Some(Part::Chunk(chunk)) = message.part else {
            return Err(Error::Invalid {
                field: "part",
                problem: "send `start` once, then chunks".to_owned(),
            });
        };
        bytes.extend_from_slice(&chunk);
        if bytes.len() > bytes_max {
            return Err(Error::TooLarge { bytes_max });
        }
    }
    Ok(bytes)
}
