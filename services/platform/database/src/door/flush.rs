//! The one statement that ends a group: request ids, audit, decisions and events of all its
//! members.
use sqlx::PgConnection;

use crate::Error;
use crate::audit::AuditRow;
use crate::decision::StoredDecision;
use crate::outbox::OutboxRow;
use crate::request::RequestKey;

/// Rows that wait for the end of the group.
#[derive(Default)]
pub(crate) struct Buffers {
    pub request: Vec<(RequestKey, Vec<u8>)>,
    pub audit: Vec<AuditRow>,
    pub decision: Vec<StoredDecision>,
    pub outbox: Vec<OutboxRow>,
}

const FLUSH: &str = "WITH
    request_rows AS (
        INSERT INTO request (organisation, request_id, body_digest, answer, kept_for_ever)
        SELECT * FROM unnest($1::text[], $2::uuid[], $3::bytea[], $4::bytea[], $47::boolean[])
        RETURNING 1),
    audit_rows AS (
        INSERT INTO audit (id, tenant, organisation, actor, action, aggregate, aggregate_id,
                           version, request_id, detail, legal_date, occurred_at, digest)
        SELECT a, b, c, d, e, f, g, h, i, j::json, k, l, m
          FROM unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                      $11::uuid[], $12::bigint[], $13::uuid[], $14::text[], $15::date[],
                      $16::timestamptz[], $17::bytea[]) AS r(a, b, c, d, e, f, g, h, i, j, k, l, m)
        RETURNING 1),
    decision_rows AS (
        INSERT INTO decision (id, case_id, tenant, rule_tenant, hook, interface_version,
                              legal_date, package_digest, settings_digest, input, outcome,
                              outcome_kind, reasons, fuel, created_at, digest)
        SELECT a, b, c, d, e, f, g, h, i, j, k, l, m::json, n, o, p
          FROM unnest($18::uuid[], $19::uuid[], $20::text[], $21::text[], $22::text[], $23::text[],
                      $24::date[], $25::bytea[], $26::bytea[], $27::bytea[], $28::bytea[],
                      $29::text[], $30::text[], $31::bigint[], $32::timestamptz[], $33::bytea[])
                      AS r(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
        RETURNING 1),
    outbox_rows AS (
        INSERT INTO outbox (event_id, aggregate, aggregate_id, sequence, tenant, subject,
                            payload, occurred_at, legal_date, trace_parent, actor,
                            plugin_versions, param_versions)
        SELECT * FROM unnest($34::uuid[], $35::text[], $36::uuid[], $37::bigint[], $38::text[],
                             $39::text[], $40::bytea[], $41::timestamptz[], $42::date[], $43::text[],
                             $44::text[], $45::text[], $46::text[])
        RETURNING 1)
SELECT (SELECT count(*) FROM request_rows) + (SELECT count(*) FROM audit_rows)
     + (SELECT count(*) FROM decision_rows) + (SELECT count(*) FROM outbox_rows)";

/// One column of the rows, as an array for `unnest`.
fn column<'r, R, C>(rows: &'r [R], of: impl Fn(&'r R) -> C) -> Vec<C> {
    rows.iter().map(of).collect()
}

impl Buffers {
    fn rows(&self) -> usize {
        self.request.len() + self.audit.len() + self.decision.len() + self.outbox.len()
    }

    /// Writes all rows, or finds out that the transaction is already broken: COMMIT would not
    /// say so, it answers a broken transaction with a quiet ROLLBACK.
    pub async fn flush(&self, connection: &mut PgConnection) -> Result<(), Error> {
        if self.rows() == 0 {
            sqlx::query("SELECT 1").execute(connection).await?;
            return Ok(());
        }
        let written: i64 = self.bound().fetch_one(connection).await?;
        let expected = self.rows() as i64;
        if written == expected {
            Ok(())
        } else {
            Err(Error::Count { written, expected })
        }
    }

    fn bound(&self) -> Flush<'_> {
        let Self {
            request,
            audit,
            decision,
            outbox,
        } = self;
        let flush = sqlx::query_scalar(FLUSH)
            .bind(column(request, |(key, _)| key.organisation.as_str()))
            .bind(column(request, |(key, _)| key.id))
            .bind(column(request, |(key, _)| key.body_digest.as_slice()))
            .bind(column(request, |(_, answer)| answer.as_slice()));
        outbox_columns(
            decision_columns(audit_columns(flush, audit), decision),
            outbox,
        )
        .bind(column(request, |(key, _)| key.number.is_some()))
    }
}

type Flush<'q> = sqlx::query::QueryScalar<'q, sqlx::Postgres, i64, sqlx::postgres::PgArguments>;

fn audit_columns<'q>(flush: Flush<'q>, rows: &'q [AuditRow]) -> Flush<'q> {
    flush
        .bind(column(rows, |row| row.id))
        .bind(column(rows, |row| row.tenant.as_str()))
        .bind(column(rows, |row| row.organisation.as_str()))
        .bind(column(rows, |row| row.actor.as_str()))
        .bind(column(rows, |row| row.action.as_str()))
        .bind(column(rows, |row| row.aggregate.as_str()))
        .bind(column(rows, |row| row.aggregate_id))
        .bind(column(rows, |row| row.version))
        .bind(column(rows, |row| row.request_id))
        .bind(column(rows, |row| row.detail.as_str()))
        .bind(column(rows, |row| row.legal_date))
        .bind(column(rows, |row| row.occurred_at))
        .bind(column(rows, AuditRow::digest))
}

fn decision_columns<'q>(flush: Flush<'q>, rows: &'q [StoredDecision]) -> Flush<'q> {
    flush
        .bind(column(rows, |row| row.id))
        .bind(column(rows, |row| row.case_id))
        .bind(column(rows, |row| row.tenant.as_str()))
        .bind(column(rows, |row| row.rule_tenant.as_str()))
        .bind(column(rows, |row| row.hook.as_str()))
        .bind(column(rows, |row| row.interface_version.as_str()))
        .bind(column(rows, |row| row.legal_date))
        .bind(column(rows, |row| row.package_digest.as_deref()))
        .bind(column(rows, |row| row.settings_digest.as_deref()))
        .bind(column(rows, |row| row.input.as_slice()))
        .bind(column(rows, |row| row.outcome.as_slice()))
        .bind(column(rows, |row| row.outcome_kind.as_str()))
        .bind(column(rows, |row| row.reasons.as_str()))
        .bind(column(rows, |row| row.fuel))
        .bind(column(rows, |row| row.created_at))
        .bind(column(rows, StoredDecision::digest))
}

fn outbox_columns<'q>(flush: Flush<'q>, rows: &'q [OutboxRow]) -> Flush<'q> {
    flush
        .bind(column(rows, |row| row.event_id))
        .bind(column(rows, |row| row.aggregate.as_str()))
        .bind(column(rows, |row| row.aggregate_id))
        .bind(column(rows, |row| row.sequence))
        .bind(column(rows, |row| row.tenant.as_str()))
        .bind(column(rows, |row| row.subject.as_str()))
        .bind(column(rows, |row| row.payload.as_slice()))
        .bind(column(rows, |row| row.occurred_at))
        .bind(column(rows, |row| row.legal_date))
        .bind(column(rows, |row| row.trace_parent.as_deref()))
        .bind(column(rows, |row| row.actor.as_str()))
        .bind(column(rows, |row| row.plugin_versions.as_deref()))
        .bind(column(rows, |row| row.param_versions.as_deref()))
}
