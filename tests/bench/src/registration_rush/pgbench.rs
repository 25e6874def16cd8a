//! The base: pgbench as the service's app role, with the values of a registration the service put on the waitlist.
use kezhuan_protocol::events::v1::Event;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::system::Ground;
use crate::system::pgbench::Pgbench;

const SCRIPT: &str = include_str!("registration.sql");

/// The values by the name the script knows them by; bytes as Postgres writes them.
const VALUES: &str = "SELECT
    registration.event_id::text AS event, registration.tenant, registration.role, registration.body::text AS body,
    event.organiser, audit.actor, audit.detail::text AS detail, audit.digest::text AS audit_digest,
    audit.legal_date::text AS today, request.body_digest::text AS body_digest, request.answer::text AS answer,
    decision.input::text AS input, decision.outcome::text AS outcome, decision.reasons::text AS reasons,
    decision.digest::text AS decision_digest, outbox.subject, outbox.payload::text AS payload,
    coalesce(outbox.trace_parent, repeat('0', 55)) AS trace_parent,
    coalesce(outbox.param_versions, '-') AS param_versions
  FROM registration
  JOIN event ON event.id = registration.event_id
  JOIN audit ON audit.aggregate_id = registration.id
  JOIN request ON request.request_id = audit.request_id
  JOIN decision ON decision.case_id = registration.id AND decision.rule_tenant = registration.tenant
  JOIN outbox ON outbox.aggregate_id = registration.id
 WHERE registration.event_id = $1 AND registration.state = 'WAITLISTED'";

/// pgbench that writes what the registration of whoever waits for `event` wrote.
pub async fn like(
    ground: &Ground,
    events: &mut PgConnection,
    event: &Event,
) -> anyhow::Result<Pgbench> {
    let id: Uuid = event.name.trim_start_matches("events/").parse()?;
    let values = sqlx::query(VALUES).bind(id).fetch_one(events).await?;
    Pgbench::new(ground, "rush.sql", SCRIPT, &values)
}
