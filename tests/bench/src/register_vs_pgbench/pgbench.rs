//! The base: pgbench as the service's app role, with the values of a registration the service made.
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, ensure};
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::SERVICE;
use crate::system::Ground;

const SCRIPT: &str = include_str!("registration.sql");
/// pgbench's own; one per core of the machine the goals were set on, as the service's clients have.
const THREADS: &str = "2";

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

/// pgbench ready to run.
pub struct Base {
    script: PathBuf,
    variables: Vec<String>,
}

impl Base {
    /// Writes what the registration of `registered` wrote.
    pub async fn like(
        ground: &Ground,
        contracts: &mut PgConnection,
        registered: Uuid,
    ) -> anyhow::Result<Base> {
        let script = ground.folder().join("registration.sql");
        std::fs::write(&script, SCRIPT)?;
        let values = sqlx::query(VALUES)
            .bind(registered)
            .fetch_one(contracts)
            .await?;
        let mut variables = Vec::new();
        for column in sqlx::Row::columns(&values) {
            let name = sqlx::Column::name(column);
            let value: String = values
                .try_get(name)
                .with_context(|| format!("the registration's {name}"))?;
            variables.push(format!("--define={name}={value}"));
        }
        Ok(Base { script, variables })
    }

    /// Each client registers `each` contracts; answers registrations per second and the average in ms.
    pub fn run(
        &self,
        ground: &Ground,
        clients: usize,
        first: i64,
        each: i64,
    ) -> anyhow::Result<(f64, f64)> {
        let mut pgbench = ground.tools().postgres_command("pgbench");
        pgbench
            .args([
                "--no-vacuum",
                "--protocol=prepared",
                "--jobs",
                THREADS,
                "--file",
            ])
            .arg(&self.script)
            .arg(format!("--client={clients}"))
            .arg(format!("--transactions={each}"))
            .args(&self.variables)
            .arg(format!("--define=first={first}"))
            .arg(format!("--define=each={each}"))
            .arg("--define=k=-1")
            .arg(&ground.database(SERVICE)?.app_url);
        let output = pgbench.stdin(Stdio::null()).output().context("pgbench")?;
        let (said, complained) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        ensure!(output.status.success(), "pgbench failed: {complained}");
        let done = number(&said, "number of transactions actually processed: ", "/")?;
        let asked = clients as f64 * each as f64;
        ensure!(
            (done - asked).abs() < 0.5,
            "pgbench did {done} of {asked}:\n{said}{complained}"
        );
        Ok((
            number(&said, "tps = ", " ")?,
            number(&said, "latency average = ", " ")?,
        ))
    }
}

fn number(said: &str, before: &str, after: &str) -> anyhow::Result<f64> {
    let tail = said
        .split_once(before)
        .with_context(|| format!("pgbench does not say {before:?}:\n{said}"))?
        .1;
    let digits = tail.split([' ', '\n']).next().unwrap_or_default();
    let digits = digits.split(after).next().unwrap_or_default();
    digits.parse().with_context(|| format!("{before}{digits}"))
}
