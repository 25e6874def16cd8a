//! What a write may do: statements on its connection, and rows it hands over for the one
//! statement that ends its group.
use std::any::TypeId;
use std::ops::{Deref, DerefMut};

use chrono::{NaiveDate, Utc};
use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use prost::{Message, Name};
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use crate::audit::{AuditEntry, AuditRow};
use crate::decision::{DecisionRow, StoredDecision};
use crate::door::flush::Buffers;
use crate::outbox::OutboxRow;
use crate::request::RequestKey;
use crate::versions::Versions;

/// A statement that writes the rows of many requests at once (`UNNEST`).
///
/// It must write exactly one row for each row it is given, or the group fails.
pub trait Batch: Send + Sync + 'static {
    type Row: Send + Sync + 'static;

    /// Writes all rows and answers how many it wrote.
    fn write<'w>(
        rows: &'w [Self::Row],
        connection: &'w mut PgConnection,
    ) -> BoxFuture<'w, Result<u64, sqlx::Error>>;
}

/// One open transaction, of one request or of a group of them.
pub struct Write {
    pub(crate) transaction: Transaction<'static, Postgres>,
    pub(crate) buffers: Buffers,
    pub(crate) shared: crate::door::Shared,
    member: Member,
    batches: Vec<(TypeId, Box<dyn Waiting>)>,
    alone: bool,
}

/// Whose turn it is inside the group.
#[derive(Default)]
struct Member {
    tenant: String,
    organisation: String,
    actor: String,
    request_id: Option<Uuid>,
    /// The day its effects belong to, where that is not today.
    legal_day: Option<NaiveDate>,
    /// Where its events and decisions begin among those of the group.
    events_from: usize,
    decisions_from: usize,
}

impl Write {
    pub(crate) fn new(
        transaction: Transaction<'static, Postgres>,
        shared: crate::door::Shared,
        alone: bool,
    ) -> Self {
        Self {
            transaction,
            buffers: Buffers::default(),
            shared,
            member: Member::default(),
            batches: Vec::new(),
            alone,
        }
    }

    /// The rows that follow belong to this caller's request.
    pub(crate) fn enter(&mut self, caller: &Caller, key: Option<&RequestKey>) {
        self.member = Member {
            tenant: caller.tenant.clone(),
            organisation: caller.organisation.clone(),
            actor: caller.subject.clone(),
            request_id: key.map(|key| key.id),
            legal_day: None,
            events_from: self.buffers.outbox.len(),
            decisions_from: self.buffers.decision.len(),
        };
    }

    /// Says in the caller's events which rules and figures had part in them. At the end, for a
    /// decision may be recorded after the event it led to.
    pub(crate) fn leave(&mut self) {
        let decisions = &self.buffers.decision[self.member.decisions_from..];
        let parameters = self.shared.parameters.get().map(String::as_str);
        let versions = Versions::of(decisions, parameters);
        for event in &mut self.buffers.outbox[self.member.events_from..] {
            event.plugin_versions.clone_from(&versions.plugins);
            event.param_versions.clone_from(&versions.parameters);
        }
    }

    /// The rows that follow belong to the case's tenant: for a party that writes into a case
    /// of another tenant.
    pub fn in_tenant(&mut self, tenant: impl Into<String>) {
        self.member.tenant = tenant.into();
    }

    /// What follows happened, in law, on `day`: for what fell due on a day that passed before anybody looked.
    pub fn on_legal_day(&mut self, day: NaiveDate) {
        self.member.legal_day = Some(day);
    }

    fn legal_day(&self) -> NaiveDate {
        let stated = self.member.legal_day;
        stated.unwrap_or_else(|| self.shared.clock.today())
    }

    /// Records who did what.
    pub fn audit(&mut self, entry: AuditEntry) {
        let row = AuditRow {
            id: Uuid::now_v7(),
            tenant: self.member.tenant.clone(),
            organisation: self.member.organisation.clone(),
            actor: self.member.actor.clone(),
            action: entry.action.to_owned(),
            aggregate: entry.aggregate.to_owned(),
            aggregate_id: entry.aggregate_id,
            version: entry.version,
            request_id: self.member.request_id,
            detail: entry.detail.to_string(),
            legal_date: self.legal_day(),
            occurred_at: Utc::now(),
        };
        self.buffers.audit.push(row);
    }

    /// Publishes `event` when, and only when, this write commits. `sequence` counts the
    /// published events of the aggregate: 1, 2, 3 …
    pub fn publish<E: Message + Name>(
        &mut self,
        aggregate: &'static str,
        id: Uuid,
        sequence: i64,
        event: &E,
    ) -> Uuid {
        let event_id = Uuid::now_v7();
        self.buffers.outbox.push(OutboxRow {
            event_id,
            aggregate: aggregate.to_owned(),
            aggregate_id: id,
            sequence,
            tenant: self.member.tenant.clone(),
            subject: format!("kezhuan.{}.v1.{aggregate}.{}", self.shared.service, E::NAME),
            payload: event.encode_to_vec(),
            occurred_at: Utc::now(),
            legal_date: self.legal_day(),
            trace_parent: kezhuan_runtime::telemetry::trace_parent(),
            actor: self.member.actor.clone(),
            plugin_versions: None,
            param_versions: None,
        });
        event_id
    }

    /// Records a rule's answer beside the change it led to.
    pub fn decide(&mut self, row: DecisionRow) {
        let row = StoredDecision::new(row, self.member.tenant.clone(), Utc::now());
        self.buffers.decision.push(row);
    }

    /// Writes `row` together with the rows of the others in the group; nothing may be read
    /// after it in the same write.
    ///
    /// A write that runs alone executes at once. `RowNotFound` and named constraints therefore
    /// always show here: in a group they fail the group, whose members then run alone.
    pub async fn batch<B: Batch>(&mut self, row: B::Row) -> Result<(), sqlx::Error> {
        if self.alone {
            return exactly(1, B::write(&[row], &mut self.transaction).await?);
        }
        let id = TypeId::of::<B>();
        let at = match self.batches.iter().position(|(known, _)| *known == id) {
            Some(at) => at,
            None => {
                self.batches.push((id, Box::new(Rows::<B>(Vec::new()))));
                self.batches.len() - 1
            }
        };
        self.batches[at].1.add(Box::new(row));
        Ok(())
    }

    pub(crate) async fn write_batches(&mut self) -> Result<(), sqlx::Error> {
        for (_, rows) in std::mem::take(&mut self.batches) {
            rows.write(&mut self.transaction).await?;
        }
        Ok(())
    }
}

fn exactly(expected: u64, written: u64) -> Result<(), sqlx::Error> {
    if written == expected {
        Ok(())
    } else {
        Err(sqlx::Error::RowNotFound)
    }
}

/// Rows of one batch statement, whatever their type.
trait Waiting: Send + Sync {
    fn add(&mut self, row: Box<dyn std::any::Any + Send>);
    fn write<'w>(
        &'w self,
        connection: &'w mut PgConnection,
    ) -> BoxFuture<'w, Result<(), sqlx::Error>>;
}

struct Rows<B: Batch>(Vec<B::Row>);

impl<B: Batch> Waiting for Rows<B> {
    fn add(&mut self, row: Box<dyn std::any::Any + Send>) {
        // The type id was compared by the only caller.
        if let Ok(row) = row.downcast::<B::Row>() {
            self.0.push(*row);
        }
    }

    fn write<'w>(
        &'w self,
        connection: &'w mut PgConnection,
    ) -> BoxFuture<'w, Result<(), sqlx::Error>> {
        Box::pin(async move { exactly(self.0.len() as u64, B::write(&self.0, connection).await?) })
    }
}

impl Deref for Write {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.transaction
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }
}
