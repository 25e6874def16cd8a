//! Cases that decisions and audit entries are asked for, by the name of the case.
use kezhuan_law::Tenant;
use kezhuan_rpc::Collection;
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::{
    APPLICATIONS, ASSETS, COMPENSATIONS, DEPOSITS, LOANS, PLEDGES, RECON_BATCHES, SUBSIDIES,
};
use crate::error::Error;
use crate::store::{
    applications, assets, compensations, ledger_transactions, loans, pledges, recon_batches,
    subsidies,
};

/// What kind of case it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Asset,
    Application,
    Pledge,
    Loan,
    Compensation,
    Subsidy,
    ReconBatch,
    Deposit,
}

/// Cases that rules are asked about.
pub const WITH_DECISIONS: &[Kind] = &[
    Kind::Application,
    Kind::Pledge,
    Kind::Loan,
    Kind::Compensation,
    Kind::Subsidy,
];

/// Cases that have a record.
pub const WITH_ENTRIES: &[Kind] = &[
    Kind::Asset,
    Kind::Application,
    Kind::Pledge,
    Kind::Loan,
    Kind::Compensation,
    Kind::Subsidy,
    Kind::ReconBatch,
    Kind::Deposit,
];

impl Kind {
    const fn collection(self) -> Collection {
        match self {
            Kind::Asset => ASSETS,
            Kind::Application => APPLICATIONS,
            Kind::Pledge => PLEDGES,
            Kind::Loan => LOANS,
            Kind::Compensation => COMPENSATIONS,
            Kind::Subsidy => SUBSIDIES,
            Kind::ReconBatch => RECON_BATCHES,
            Kind::Deposit => DEPOSITS,
        }
    }

    /// The kind that the store calls so.
    pub fn of_aggregate(aggregate: &str) -> Option<Kind> {
        Some(match aggregate {
            assets::AGGREGATE => Kind::Asset,
            applications::AGGREGATE => Kind::Application,
            pledges::AGGREGATE => Kind::Pledge,
            loans::AGGREGATE => Kind::Loan,
            compensations::AGGREGATE => Kind::Compensation,
            subsidies::AGGREGATE => Kind::Subsidy,
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
        Kind::Asset => assets::find(connection, id).await?.is_some(),
        Kind::Application => applications::find(connection, id).await?.is_some(),
        Kind::Pledge => pledges::find(connection, id).await?.is_some(),
        Kind::Loan => loans::find(connection, id).await?.is_some(),
        Kind::Compensation => compensations::find(connection, id).await?.is_some(),
        Kind::Subsidy => subsidies::find(connection, id).await?.is_some(),
        Kind::ReconBatch => recon_batches::summary(connection, id).await?.is_some(),
        Kind::Deposit => is_deposit(connection, id).await?,
    };
    match is_seen {
        true => Ok(()),
        false => Err(kind.collection().not_found(id).into()),
    }
}

async fn is_deposit(connection: &mut PgConnection, id: Uuid) -> Result<bool, Error> {
    let filter = ledger_transactions::Filter {
        case: Some(id),
        ..Default::default()
    };
    let pool = Tenant::CITY.code();
    let booked = ledger_transactions::list(connection, pool, &filter, None, 1).await?;
    Ok(booked
        .iter()
        .any(|booked| booked.aggregate == ledger_transactions::DEPOSIT))
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
        for wrong in [ASSETS.name(id), "loans/7".to_owned(), String::new()] {
            let status = tonic::Status::from(named(WITH_DECISIONS, &wrong).unwrap_err());
            let explained = kezhuan_rpc::Explanation::of(&status);
            assert_eq!(explained.reason, "NAME_INVALID", "{wrong}");
        }
    }
}
