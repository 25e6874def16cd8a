//! Why a package can't be pushed or pulled.
use std::path::PathBuf;

/// Each says what was wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{text:?} names no package in a registry: {why}")]
    Reference { text: String, why: &'static str },
    #[error("{} can't be used: {why}", path.display())]
    File { path: PathBuf, why: String },
    /// Another time it may.
    #[error("the registry did not do it: {0}")]
    Registry(String),
    /// `note` is empty or says more of the credentials.
    #[error("the registry lets nobody do this who asks so; check its credentials{note}: {why}")]
    Refused { why: String, note: &'static str },
    #[error("the registry does not have {reference}: {why}")]
    NotThere { reference: String, why: String },
    #[error("{reference} is no rule package: {why}")]
    NotAPackage { reference: String, why: String },
    #[error("what the registry sent for {reference} has digest {found}: it is not what was pinned")]
    OtherContent { reference: String, found: String },
    #[error("a part of {reference} has more than {bytes_max} bytes")]
    TooLarge { reference: String, bytes_max: usize },
    #[error("the registry took longer than {ms} ms")]
    Late { ms: u64 },
    #[error("the artifact can't be written down: {0}")]
    Unwritable(#[from] serde_json::Error),
}
