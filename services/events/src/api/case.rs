//! Cases that decisions and audit entries are asked for, and what the RPCs that all services with cases share stand on here.
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::{self, Replayed};
use kezhuan_cases::parties::{APPLICANT, Party};
use kezhuan_cases::reader::is_of_authority;
use kezhuan_cases::{CaseKind, CaseService, LetterService};
use kezhuan_database::{AuditRow, Database};
use kezhuan_law::code_list::CodeList;
use kezhuan_rpc::Collection;
use kezhuan_rulebook::Live;
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::{
    ACHIEVEMENTS, AWARD_ROUNDS, DECISIONS, EVENTS, MATCHINGS, NEEDS, NEGOTIATIONS, NOMINATIONS,
    PROJECT_CALLS, PROJECTS, REGISTRATIONS,
};
use super::{EventsApi, RULEBOOK};
use crate::consumers::notices::Teller;
use crate::consumers::{CONTRACTS, NOTICES, contract, notices};
use crate::domain::codes;
use crate::domain::submission::Kind as Submitted;
use crate::error::{Error, EventsReasons};
use crate::outcomes::Outcomes;
use crate::rules::Tables;
use crate::store::{
    award_rounds, events, matchings, negotiations, nominations, project_calls, projects,
    registrations, submissions,
};

/// What kind of case it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Event,
    Registration,
    ProjectCall,
    Project,
    Negotiation,
    Need,
    Achievement,
    Matching,
    AwardRound,
    Nomination,
}

impl CaseKind for Kind {
    type Reasons = EventsReasons;

    const WITH_DECISIONS: &'static [Kind] = &[
        Kind::Registration,
        Kind::Need,
        Kind::Matching,
        Kind::Nomination,
    ];

    const WITH_ENTRIES: &'static [Kind] = &[
        Kind::Event,
        Kind::Registration,
        Kind::ProjectCall,
        Kind::Project,
        Kind::Negotiation,
        Kind::Need,
        Kind::Achievement,
        Kind::Matching,
        Kind::AwardRound,
        Kind::Nomination,
    ];

    fn collection(self) -> Collection {
        match self {
            Kind::Event => EVENTS,
            Kind::Registration => REGISTRATIONS,
            Kind::ProjectCall => PROJECT_CALLS,
            Kind::Project => PROJECTS,
            Kind::Negotiation => NEGOTIATIONS,
            Kind::Need => NEEDS,
            Kind::Achievement => ACHIEVEMENTS,
            Kind::Matching => MATCHINGS,
            Kind::AwardRound => AWARD_ROUNDS,
            Kind::Nomination => NOMINATIONS,
        }
    }

    fn of_aggregate(aggregate: &str) -> Option<Kind> {
        Some(match aggregate {
            events::AGGREGATE => Kind::Event,
            registrations::AGGREGATE => Kind::Registration,
            project_calls::AGGREGATE => Kind::ProjectCall,
            projects::AGGREGATE => Kind::Project,
            negotiations::AGGREGATE => Kind::Negotiation,
            submissions::NEED => Kind::Need,
            submissions::ACHIEVEMENT => Kind::Achievement,
            matchings::AGGREGATE => Kind::Matching,
            award_rounds::AGGREGATE => Kind::AwardRound,
            nominations::AGGREGATE => Kind::Nomination,
            _ => return None,
        })
    }

    async fn is_seen(
        self,
        connection: &mut PgConnection,
        id: Uuid,
        reader: &Caller,
    ) -> Result<bool, Error> {
        Ok(match self {
            Kind::Event => events::find(connection, id).await?.is_some(),
            Kind::Registration => registrations::find(connection, id).await?.is_some(),
            Kind::ProjectCall => project_calls::find(connection, id).await?.is_some(),
            Kind::Project => projects::find(connection, id, &reader.subject)
                .await?
                .is_some(),
            Kind::Negotiation => negotiations::find(connection, id).await?.is_some(),
            Kind::Need => submissions::find(connection, Submitted::Need, id)
                .await?
                .is_some(),
            Kind::Achievement => submissions::find(connection, Submitted::Achievement, id)
                .await?
                .is_some(),
            Kind::Matching => matchings::find(connection, id).await?.is_some(),
            Kind::AwardRound => award_rounds::find(connection, id).await?.is_some(),
            Kind::Nomination => nominations::find_for(connection, id, &reader.subject)
                .await?
                .is_some(),
        })
    }
}

impl LetterService for EventsApi {
    type Reasons = EventsReasons;

    const CONSUMERS: &'static [(&'static str, &'static str)] = &[
        (RULEBOOK, "rule_entry"),
        (CONTRACTS, "contract"),
        (NOTICES, "notice"),
    ];

    fn database(&self) -> &Database {
        &self.database
    }

    async fn replay(&self, consumer: &str, aggregate: Uuid) -> Result<Replayed, Error> {
        if consumer == NOTICES {
            let teller = Teller::of(self);
            let replayed =
                dead_letter::replay(&self.database, NOTICES, aggregate, move |delivery| {
                    notices::handle(teller.clone(), delivery)
                });
            return Ok(replayed.await?);
        }
        if consumer != CONTRACTS {
            return Ok(self.adoption.replay(RULEBOOK, aggregate).await?);
        }
        let outcomes = Outcomes::of(self);
        let replayed = dead_letter::replay(&self.database, CONTRACTS, aggregate, |delivery| {
            contract::handle(outcomes.clone(), delivery)
        });
        Ok(replayed.await?)
    }
}

impl CaseService for EventsApi {
    type Kind = Kind;
    type Shelf = Tables;

    const DECISIONS: Collection = DECISIONS;

    fn rulebook(&self) -> &Live<Tables> {
        &self.rules
    }

    fn code_lists(&self) -> Vec<CodeList> {
        codes::lists()
    }

    /// Who scored, spoke or decided is named to the authority and to their own organisation. Of a nomination the authority is none
    /// where it put it forward or carried it out, and who judges it is not told to whom they work for.
    fn may_see_actor(reader: &Caller, own: &[Party], entry: &AuditRow) -> bool {
        let has = |capacity: &str| own.iter().any(|party| party.capacity == capacity);
        let is_nomination = entry.aggregate == nominations::AGGREGATE;
        let is_concerned = has(APPLICANT) || has(nominations::NOMINEE);
        if is_of_authority(reader, &entry.tenant) && !(is_nomination && is_concerned) {
            return true;
        }
        let judges = is_nomination && has(nominations::EXPERT) && !is_concerned;
        reader.organisation == entry.organisation && (!judges || reader.subject == entry.actor)
    }
}
