//! The base of comparisons with Postgres alone: pgbench with a script, as a service's app role.
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, ensure};
use sqlx::postgres::PgRow;
use sqlx::{Column, Row};

use super::Ground;

/// pgbench's own; one per core of the machine the goals were set on, as the service's clients have.
const THREADS: &str = "2";

/// pgbench ready to run.
pub struct Pgbench {
    script: PathBuf,
    variables: Vec<String>,
}

impl Pgbench {
    /// With a script, which knows the row's texts by the names of their columns.
    pub fn new(ground: &Ground, name: &str, script: &str, values: &PgRow) -> anyhow::Result<Self> {
        let path = ground.folder().join(name);
        std::fs::write(&path, script)?;
        let mut variables = Vec::new();
        for column in values.columns() {
            let name = column.name();
            let value: String = values
                .try_get(name)
                .with_context(|| format!("the {name}"))?;
            variables.push(format!("--define={name}={value}"));
        }
        Ok(Pgbench {
            script: path,
            variables,
        })
    }

    /// Each client runs the script `each` times; answers runs per second and the average in ms. The script finds in
    /// `first`, `each` and `k` which run it is.
    pub fn run(
        &self,
        (ground, service): (&Ground, &str),
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
            .arg(&ground.database(service)?.app_url);
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
