//! Cases that decisions and audit entries are asked for, by the name of the case.
use kezhuan_rpc::Collection;
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::{CARRIERS, GRANTS, LEASES, RETURNS, TENANCIES};
use crate::error::Error;
use crate::store::{carriers, leases, tenancies, torch_returns};

/// What kind of case it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Tenancy,
    Lease,
    Carrier,
    Return,
    Grant,
}

/// Cases that rules are asked about.
pub const WITH_DECISIONS: &[Kind] = &[Kind::Tenancy, Kind::Carrier, Kind::Grant];

/// Cases that have a record.
pub const WITH_ENTRIES: &[Kind] = &[
    Kind::Tenancy,
    Kind::Lease,
    Kind::Carrier,
    Kind::Return,
    Kind::Grant,
];

impl Kind {
    const fn collection(self) -> Collection {
        match self {
            Kind::Carrier => CARRIERS,
            Kind::Tenancy => TENANCIES,
            Kind::Lease => LEASES,
            Kind::Return => RETURNS,
            Kind::Grant => GRANTS,
        }
    }

    /// The kind that the store calls so.
    pub fn of_aggregate(aggregate: &str) -> Option<Kind> {
        Some(match aggregate {
            carriers::AGGREGATE => Kind::Carrier,
            tenancies::AGGREGATE => Kind::Tenancy,
            leases::AGGREGATE => Kind::Lease,
            torch_returns::AGGREGATE => Kind::Return,
            kezhuan_grants::AGGREGATE => Kind::Grant,
            _ => return None,
        })
    }

    /// The name of one.
    pub fn name(self, id: Uuid) -> String {
        self.collection().name(id)
    }
}

/// The case that the field `case` names, one of these kinds.
pub fn named(kinds: &[Kind], name: &str) -> Result<(Kind, Uuid), Error> {
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

/// Holds that the caller may see the case.
pub async fn hold_visible(
    connection: &mut PgConnection,
    (kind, id): (Kind, Uuid),
) -> Result<(), Error> {
    let is_seen = match kind {
        Kind::Carrier => carriers::find(connection, id).await?.is_some(),
        Kind::Tenancy => tenancies::find(connection, id).await?.is_some(),
        Kind::Lease => leases::find(connection, id).await?.is_some(),
        Kind::Return => torch_returns::find(connection, id).await?.is_some(),
        Kind::Grant => kezhuan_grants::is_seen(connection, id).await?,
    };
    match is_seen {
        true => Ok(()),
        false => Err(kind.collection().not_found(id).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_read_by_the_name_of_its_kind() {
        let id = Uuid::from_u128(7);
        for kind in WITH_ENTRIES {
            let found = named(WITH_ENTRIES, &kind.name(id)).unwrap();
            assert_eq!(found, (*kind, id));
        }
        for wrong in ["loans/7".to_owned(), String::new()] {
            let status = tonic::Status::from(named(WITH_DECISIONS, &wrong).unwrap_err());
            let explained = kezhuan_rpc::Explanation::of(&status);
            assert_eq!(explained.reason, "NAME_INVALID", "{wrong}");
        }
    }
}
