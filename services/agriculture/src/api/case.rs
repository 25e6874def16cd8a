//! Cases that decisions and audit entries are asked for, and what the RPCs that all services with cases share stand on here.
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::Replayed;
use kezhuan_cases::parties::Party;
use kezhuan_cases::reader::is_of_authority;
use kezhuan_cases::{CaseKind, CaseService, LetterService};
use kezhuan_database::{AuditRow, Database};
use kezhuan_law::code_list::CodeList;
use kezhuan_rpc::Collection;
use kezhuan_rulebook::Live;
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::{
    ACHIEVEMENTS, BASES, CALLS, DECISIONS, DEMONSTRATIONS, EXTENSIONS, GRANT_CLAIMS, TRIALS,
    VARIETIES,
};
use super::{AgricultureApi, RULEBOOK};
use crate::domain::codes;
use crate::error::{AgricultureReasons, Error};
use crate::rules::Tables;
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

impl CaseKind for Kind {
    type Reasons = AgricultureReasons;

    const WITH_DECISIONS: &'static [Kind] = &[Kind::Base, Kind::Trial, Kind::Grant];

    const WITH_ENTRIES: &'static [Kind] = &[
        Kind::Call,
        Kind::Base,
        Kind::Variety,
        Kind::Trial,
        Kind::Demonstration,
        Kind::Extension,
        Kind::Achievement,
        Kind::Grant,
    ];

    fn collection(self) -> Collection {
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

    fn of_aggregate(aggregate: &str) -> Option<Kind> {
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

    async fn is_seen(
        self,
        connection: &mut PgConnection,
        id: Uuid,
        _reader: &Caller,
    ) -> Result<bool, Error> {
        Ok(match self {
            Kind::Call => calls::find(connection, id).await?.is_some(),
            Kind::Base => bases::find(connection, id).await?.is_some(),
            Kind::Variety => varieties::find(connection, id).await?.is_some(),
            Kind::Trial => trials::find(connection, id).await?.is_some(),
            Kind::Demonstration => demonstrations::find(connection, id).await?.is_some(),
            Kind::Extension => extensions::find(connection, id).await?.is_some(),
            Kind::Achievement => achievements::find(connection, id).await?.is_some(),
            Kind::Grant => kezhuan_grants::is_seen(connection, id).await?,
        })
    }
}

impl LetterService for AgricultureApi {
    type Reasons = AgricultureReasons;

    const CONSUMERS: &'static [(&'static str, &'static str)] = &[(RULEBOOK, "rule_entry")];

    fn database(&self) -> &Database {
        &self.database
    }

    async fn replay(&self, _: &str, aggregate: Uuid) -> Result<Replayed, Error> {
        let replayed = self.adoption.replay(RULEBOOK, aggregate);
        Ok(replayed.await?)
    }
}

impl CaseService for AgricultureApi {
    type Kind = Kind;
    type Shelf = Tables;

    const DECISIONS: Collection = DECISIONS;

    fn rulebook(&self) -> &Live<Tables> {
        &self.rules
    }

    fn code_lists(&self) -> Vec<CodeList> {
        codes::lists(&self.parameters)
    }

    /// Who scored, spoke or decided is named to the authority and to their own organisation.
    fn may_see_actor(reader: &Caller, _own: &[Party], entry: &AuditRow) -> bool {
        is_of_authority(reader, &entry.tenant) || reader.organisation == entry.organisation
    }
}
