//! Cases that decisions and audit entries are asked for, and what the RPCs that all services with cases share stand on here.
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::Replayed;
use kezhuan_cases::{CaseKind, CaseService, LetterService};
use kezhuan_database::Database;
use kezhuan_law::code_list::CodeList;
use kezhuan_rpc::Collection;
use kezhuan_rulebook::Live;
use sqlx::PgConnection;
use uuid::Uuid;

use super::IncubationApi;
use super::names::{CARRIERS, DECISIONS, GRANTS, LEASES, RETURNS, TENANCIES};
use crate::consumers::RULEBOOK;
use crate::domain::codes;
use crate::error::{Error, IncubationReasons};
use crate::rules::Tables;
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

impl CaseKind for Kind {
    type Reasons = IncubationReasons;

    const WITH_DECISIONS: &'static [Kind] = &[Kind::Tenancy, Kind::Carrier, Kind::Grant];

    const WITH_ENTRIES: &'static [Kind] = &[
        Kind::Tenancy,
        Kind::Lease,
        Kind::Carrier,
        Kind::Return,
        Kind::Grant,
    ];

    fn collection(self) -> Collection {
        match self {
            Kind::Carrier => CARRIERS,
            Kind::Tenancy => TENANCIES,
            Kind::Lease => LEASES,
            Kind::Return => RETURNS,
            Kind::Grant => GRANTS,
        }
    }

    fn of_aggregate(aggregate: &str) -> Option<Kind> {
        Some(match aggregate {
            carriers::AGGREGATE => Kind::Carrier,
            tenancies::AGGREGATE => Kind::Tenancy,
            leases::AGGREGATE => Kind::Lease,
            torch_returns::AGGREGATE => Kind::Return,
            kezhuan_grants::AGGREGATE => Kind::Grant,
            _ => return None,
        })
    }

    async fn is_seen(
        self,
        connection: &mut PgConnection,
        id: Uuid,
        _reader: &Caller,
    ) -> Result<bool, Error> {
        Ok(match self {
            Kind::Carrier => carriers::find(connection, id).await?.is_some(),
            Kind::Tenancy => tenancies::find(connection, id).await?.is_some(),
            Kind::Lease => leases::find(connection, id).await?.is_some(),
            Kind::Return => torch_returns::find(connection, id).await?.is_some(),
            Kind::Grant => kezhuan_grants::is_seen(connection, id).await?,
        })
    }
}

impl LetterService for IncubationApi {
    type Reasons = IncubationReasons;

    const CONSUMERS: &'static [(&'static str, &'static str)] = &[(RULEBOOK, "rule_entry")];

    fn database(&self) -> &Database {
        &self.database
    }

    async fn replay(&self, _: &str, aggregate: Uuid) -> Result<Replayed, Error> {
        let replayed = self.adoption.replay(RULEBOOK, aggregate);
        Ok(replayed.await?)
    }
}

impl CaseService for IncubationApi {
    type Kind = Kind;
    type Shelf = Tables;

    const DECISIONS: Collection = DECISIONS;

    fn rulebook(&self) -> &Live<Tables> {
        &self.rules
    }

    fn code_lists(&self) -> Vec<CodeList> {
        codes::lists()
    }
}
