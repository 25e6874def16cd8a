//! The base: pgbench as the service's app role, with the values of a registration the service made.
use sqlx::PgConnection;
use uuid::Uuid;

use crate::system::Ground;
use crate::system::pgbench::Pgbench;

const SCRIPT: &str = include_str!("registration.sql");

/// The values by the name the script knows them by; bytes as Postgres writes them.
const VALUES: &str = "SELECT
    contract.tenant, audit.organisation, audit.actor, contract.version::text AS version,
    contract.event_sequence::text AS sequence, contract.kind, contract.total_amount_fen::text AS total,
    contract.technical_amount_fen::text AS technical, contract.registered_on::text AS registered_on,
    extract(year FROM contract.registered_on)::int::text AS year, contract.certificate_number AS certificate,
    contract.body->'form'->'seller'->>'credit_code' AS enterprise, contract.fingerprint,
    array_to_string(tsvector_to_array(contract.search), ' ') AS search, contract.body::text AS body,
    contract_version.body::text AS version_body, request.body_digest::text AS body_digest,
    request.answer::text AS answer, audit.detail::text AS detail, audit.digest::text AS audit_digest,
    decision.hook, decision.interface_version, decision.package_digest::text AS package_digest,
    decision.settings_digest::text AS settings_digest, decision.input::text AS input,
    decision.outcome::text AS outcome, decision.reasons::text AS reasons, decision.fuel::text AS fuel,
    decision.digest::text AS decision_digest, outbox.subject, outbox.payload::text AS payload,
    coalesce(outbox.trace_parent, repeat('0', 55)) AS trace_parent, outbox.plugin_versions, outbox.param_versions
  FROM contract
  JOIN contract_version ON contract_version.contract_id = contract.id
  JOIN audit ON audit.aggregate_id = contract.id AND audit.version = contract.version
  JOIN request ON request.request_id = audit.request_id
  JOIN decision ON decision.case_id = contract.id AND decision.hook = 'tc.incentive@1'
  JOIN outbox ON outbox.aggregate_id = contract.id AND outbox.sequence = contract.event_sequence
 WHERE contract.id = $1";

/// pgbench that writes what the registration of `registered` wrote.
pub async fn like(
    ground: &Ground,
    contracts: &mut PgConnection,
    registered: Uuid,
) -> anyhow::Result<Pgbench> {
    let values = sqlx::query(VALUES)
        .bind(registered)
        .fetch_one(contracts)
        .await?;
    Pgbench::new(ground, "registration.sql", SCRIPT, &values)
}
