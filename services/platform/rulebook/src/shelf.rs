//! What a service adopted of the rulebook, as its tables hold it.
use std::future::Future;

use kezhuan_rule_host::{Digest, Entry};
use uuid::Uuid;

/// Where a service keeps it. Each read is one transaction.
pub trait Shelf: Clone + Send + Sync + 'static {
    /// Of the service.
    type Error: std::fmt::Debug + From<anyhow::Error> + Send;

    /// The epoch of what is stored.
    fn epoch(&self) -> impl Future<Output = Result<i64, Self::Error>> + Send;

    /// What may not be asked, beside the entries; nothing where the epoch is `known`.
    fn held(&self, known: i64) -> impl Future<Output = Result<Option<Kept>, Self::Error>> + Send;

    /// All of it, with the bytes of packages that are not in `loaded`; nothing where the epoch is `known`.
    fn all(
        &self,
        known: Option<i64>,
        loaded: Vec<Digest>,
    ) -> impl Future<Output = Result<Option<Kept>, Self::Error>> + Send;
}

/// What is stored.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    pub epoch: i64,
    pub entries: Vec<KeptEntry>,
    pub stops: Vec<KeptStop>,
    pub revoked: Vec<RevokedKey>,
    /// Packages, where they were asked for.
    pub packages: Vec<Vec<u8>>,
}

/// One timeline entry, with whose word stands behind it.
#[derive(Debug, Clone)]
pub struct KeptEntry {
    pub entry: Entry,
    /// The entry its rule was approved as: itself, unless a correction cut it in two.
    pub approved_as: Uuid,
    /// The key its package was signed with: one of the package's owner.
    pub key_id: String,
    pub package_owner: String,
}

/// A hook that its owner stopped.
#[derive(Debug, Clone)]
pub struct KeptStop {
    pub tenant: String,
    pub hook: String,
    /// Missing once it is resumed.
    pub fallback: Option<String>,
    pub stopped_entry: Option<Uuid>,
}

/// A key that was revoked: what it signed is not asked.
#[derive(Debug, Clone)]
pub struct RevokedKey {
    pub tenant: String,
    pub key_id: String,
    pub reason: String,
}

impl KeptEntry {
    /// Whether that tenant's key signed its package. Another's may have the same id.
    pub fn is_signed_with(&self, tenant: &str, key_id: &str) -> bool {
        self.package_owner == tenant && self.key_id == key_id
    }
}
