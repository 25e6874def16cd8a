//! Cases that decisions and audit entries are asked for, by the name of the case.
use kezhuan_rpc::Collection;
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::{
    ACHIEVEMENTS, BASES, CALLS, DEMONSTRATIONS, EXTENSIONS, GRANT_CLAIMS, TRIALS, VARIETIES,
};
use crate::error::Error;
use crate::store::{achievements, bases, calls, demonstrations, extensions, trials, varieties};

/// What kind of case it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Call,
    Base,
    Variety,
    Trial,
    Demonstration,
    Extension,
    Achievement,
    Grant,
}

/// Cases that rules are asked about.
pub const WITH_DECISIONS: &[Kind] = &[Kind::Base, Kind::Trial, Kind::Grant];

/// Cases that have a record.
pub const WITH_ENTRIES: &[Kind] = &[
    Kind::Call,
    Kind::Base,
    Kind::Variety,
    Kind::Trial,
    Kind::Demonstration,
    Kind::Extension,
    Kind::Achievement,
    Kind::Grant,
];

impl Kind {
    const fn collection(self) -> Collection {
        match self {
            Kind::Call => CALLS,
            Kind::Base => BASES,
            Kind::Variety => VARIETIES,
            Kind::Trial => TRIALS,
            Kind::Demonstration => DEMONSTRATIONS,
            Kind::Extension => EXTENSIONS,
            Kind::Achievement => ACHIEVEMENTS,
            Kind::Grant => GRANT_CLAIMS,
        }
    }

    /// The kind that the store calls so.
    pub fn of_aggregate(aggregate: &str) -> Option<Kind> {
        Some(match aggregate {
            calls::AGGREGATE => Kind::Call,
            bases::AGGREGATE => Kind::Base,
            varieties::AGGREGATE => Kind::Variety,
            trials::AGGREGATE => Kind::Trial,
            demonstrations::AGGREGATE => Kind::Demonstration,
            extensions::AGGREGATE => Kind::Extension,
            achievements::AGGREGATE => Kind::Achievement,
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
        Kind::Call => calls::find(connection, id).await?.is_some(),
        Kind::Base => bases::find(connection, id).await?.is_some(),
        Kind::Variety => varieties::find(connection, id).await?.is_some(),
        Kind::Trial => trials::find(connection, id).await?.is_some(),
        Kind::Demonstration => demonstrations::find(connection, id).await?.is_some(),
        Kind::Extension => extensions::find(connection, id).await?.is_some(),
        Kind::Achievement => achievements::find(connection, id).await?.is_some(),
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
        for wrong in [CALLS.name(id), "bases/7".to_owned(), String::new()] {
            let status = tonic::Status::from(named(WITH_DECISIONS, &wrong).unwrap_err());
            let explained = kezhuan_rpc::Explanation::of(&status);
            assert_eq!(explained.reason, "NAME_INVALID", "{wrong}");
        }
    }
}
