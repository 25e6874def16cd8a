//! `kezhuan audit`: every row of the sealed logs against what was signed.
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::builder::PossibleValuesParser;
use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use kezhuan_database::seal::{self, Progress, Report, SealingKey, VerifyingKey, key_from_pem};
use kezhuan_database::{Database, DatabaseConfig, prepare};

use super::DataFolder;
use crate::suite::{SERVICES, SuiteFile};

/// What `kezhuan audit` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only this service's log; may be given several times
    #[arg(long = "service", value_name = "NAME",
          value_parser = PossibleValuesParser::new(SERVICES.iter().map(|service| service.name)))]
    services: Vec<String>,
    /// The database of one service instead of a suite's, as its relay role or as an admin; needs --service and --key
    #[arg(long, value_name = "URL", requires = "services", requires = "key")]
    database: Option<String>,
    /// Public key of that service's log (PEM), from its operator
    #[arg(long, value_name = "PUBLIC.pem", requires = "database")]
    key: Option<PathBuf>,
    #[command(flatten)]
    data: DataFolder,
}

/// One log to go through.
struct Log {
    service: &'static str,
    url: String,
    key: VerifyingKey,
}

/// Prints a table and each finding; true when there is none.
pub async fn run(arguments: Arguments) -> anyhow::Result<bool> {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "service",
        "audit entries",
        "decisions",
        "leaves",
        "heads",
        "newest head",
        "younger",
        "findings",
    ]);
    let mut findings = Vec::new();
    for log in logs(&arguments)? {
        let report = audited(&log)
            .await
            .with_context(|| format!("the log of {}", log.service))?;
        table.add_row(row(log.service, &report));
        findings.extend(
            report
                .findings
                .iter()
                .map(|finding| format!("{}: {finding}", log.service)),
        );
    }
    println!("{table}");
    findings
        .iter()
        .for_each(|finding| println!("FOUND {finding}"));
    println!(
        "rows younger than the newest head are outside the promise until they are sealed, about a second later"
    );
    println!("audit: findings={}", findings.len());
    Ok(findings.is_empty())
}

fn logs(arguments: &Arguments) -> anyhow::Result<Vec<Log>> {
    let wanted = SERVICES.iter().map(|service| service.name).filter(|name| {
        arguments.services.is_empty() || arguments.services.iter().any(|given| given == name)
    });
    if let (Some(url), Some(key)) = (&arguments.database, &arguments.key) {
        let wanted: Vec<_> = wanted.collect();
        anyhow::ensure!(
            wanted.len() == 1,
            "--database is one service's: give one --service"
        );
        let pem = std::fs::read_to_string(key)
            .with_context(|| format!("can't read {}", key.display()))?;
        let key = key_from_pem(&pem).with_context(|| {
            format!(
                "{} is no public key: `kezhuan seal-key` writes one",
                key.display()
            )
        })?;
        return Ok(wanted
            .into_iter()
            .map(|service| Log {
                service,
                url: url.clone(),
                key,
            })
            .collect());
    }
    let suite = SuiteFile::read(&arguments.data.folder)?;
    wanted
        .map(|service| {
            Ok(Log {
                service,
                url: prepare::place(&suite.database_url, service)?.relay_url,
                key: suites_key(&suite.keys, service)?,
            })
        })
        .collect()
}

/// A suite on this machine keeps the keys that its services sign with.
fn suites_key(keys: &Path, service: &str) -> anyhow::Result<VerifyingKey> {
    let file = keys.join(format!("{service}-seal.pem"));
    anyhow::ensure!(file.is_file(), "the key {} is missing", file.display());
    let key = SealingKey::create_or_load(&file);
    Ok(key
        .with_context(|| format!("can't read {}", file.display()))?
        .verifying_key())
}

async fn audited(log: &Log) -> anyhow::Result<Report> {
    let database = Database::connect_lazy(&DatabaseConfig::new(&log.url, &log.url), log.service)?;
    let bar = ProgressBar::new(0).with_message(log.service);
    bar.set_style(ProgressStyle::with_template(
        "{msg}: leaf {pos} of {len} {wide_bar} {eta}",
    )?);
    let shown = bar.clone();
    let tell = move |progress: Progress| {
        shown.set_length(u64::try_from(progress.of).unwrap_or_default());
        shown.set_position(u64::try_from(progress.leaves).unwrap_or_default());
    };
    let report = seal::verify_log_telling(&database, &log.key, &tell).await;
    bar.finish_and_clear();
    database.close().await;
    Ok(report?)
}

fn row(service: &str, report: &Report) -> [String; 8] {
    let newest = report.newest.as_ref().map_or_else(
        || "none".to_owned(),
        |head| {
            format!(
                "{} of {}",
                head.number,
                head.sealed_at.format("%Y-%m-%d %H:%M:%S UTC")
            )
        },
    );
    [
        service.to_owned(),
        report.audit_entries.to_string(),
        report.decisions.to_string(),
        report.leaves.to_string(),
        report.heads.to_string(),
        newest,
        report.younger.to_string(),
        report.findings.len().to_string(),
    ]
}
