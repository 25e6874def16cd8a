//! Cases that decisions and audit entries are asked for, by the name of the case.
use std::fmt;

use kezhuan_auth::Caller;
use kezhuan_rpc::Collection;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Reasons};

/// What kind of case it is: one enum of a service.
pub trait CaseKind: fmt::Debug + Copy + PartialEq + Send + Sync + 'static {
    type Reasons: Reasons;

    /// Cases that rules are asked about.
    const WITH_DECISIONS: &'static [Self];

    /// Cases that have a record.
    const WITH_ENTRIES: &'static [Self];

    /// Under which prefix its cases are named.
    fn collection(self) -> Collection;

    /// The kind that the store calls so.
    fn of_aggregate(aggregate: &str) -> Option<Self>;

    /// Whether who reads sees one: by row security, and by what the case says of people.
    fn is_seen(
        self,
        connection: &mut PgConnection,
        id: Uuid,
        reader: &Caller,
    ) -> impl Future<Output = Result<bool, Error<Self::Reasons>>> + Send;

    /// The name of one.
    fn name(self, id: Uuid) -> String {
        self.collection().name(id)
    }
}

/// The case that the field `case` names, one of these kinds.
pub fn named<K: CaseKind>(kinds: &[K], name: &str) -> Result<(K, Uuid), Error<K::Reasons>> {
    let found = kinds
        .iter()
        .find_map(|kind| Some((*kind, kind.collection().parse(name).ok()?)));
    found.ok_or_else(|| {
        let shapes: Vec<String> = kinds
            .iter()
            .map(|kind| format!("{}/{{uuid}}", kind.collection().prefix))
            .collect();
        let shapes = shapes.join(", ");
        Error::field(
            "case",
            "NAME_INVALID",
            format!("应写作以下之一：{shapes}"),
            format!("write it as one of {shapes}"),
        )
    })
}

/// Holds that who reads may see the case.
pub async fn hold_visible<K: CaseKind>(
    connection: &mut PgConnection,
    (kind, id): (K, Uuid),
    reader: &Caller,
) -> Result<(), Error<K::Reasons>> {
    match kind.is_seen(connection, id, reader).await? {
        true => Ok(()),
        false => Err(kind.collection().not_found(id).into()),
    }
}
