//! `kezhuan audit`: every row of the sealed logs against what was signed, with the rules that decisions name.
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::builder::PossibleValuesParser;
use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use kezhuan_contracts::AlteredLine;
use kezhuan_database::prepare::place;
use kezhuan_database::seal::{
    self, Finding, KeptRules, Progress, Report, SealingKey, TreeHead, VerifyingKey, key_from_pem,
};
use kezhuan_database::{Database, DatabaseConfig};

use super::{DataFolder, service_url};
use crate::suite::{SERVICES, Service, SuiteFile};

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
    /// The database of another service that keeps heads of that log; may be given several times
    #[arg(long = "kept-in", value_name = "SERVICE=URL", requires = "database")]
    kept_in: Vec<String>,
    #[command(flatten)]
    data: DataFolder,
}

/// One log to go through.
struct Log {
    service: &'static str,
    database: Database,
    key: VerifyingKey,
    rules: &'static dyn KeptRules,
    /// Databases of other services, which keep heads of this log.
    others: Vec<(&'static str, Database)>,
}

impl Log {
    fn new(service: &Service, url: &str, key: VerifyingKey) -> anyhow::Result<Log> {
        Ok(Log {
            service: service.name,
            database: opened(service.name, url)?,
            key,
            rules: service.kept_rules,
            others: Vec::new(),
        })
    }
}

fn opened(service: &'static str, url: &str) -> anyhow::Result<Database> {
    let config = DatabaseConfig::new(url, url);
    Ok(Database::connect_lazy(&config, service)?)
}

/// A finding in both languages.
struct Told {
    zh: String,
    en: String,
}

impl From<&Finding> for Told {
    fn from(finding: &Finding) -> Told {
        Told {
            zh: finding.zh(),
            en: finding.to_string(),
        }
    }
}

impl From<&AlteredLine> for Told {
    fn from(line: &AlteredLine) -> Told {
        let (correction, claim) = (&line.correction, &line.claim);
        Told {
            zh: format!("{correction} 中 {claim} 一行与批准时封存的内容不符"),
            en: format!(
                "the line of {claim} in {correction} is not what was sealed with its approval"
            ),
        }
    }
}

impl Told {
    /// A head that another service keeps, and that the key did not sign.
    fn altered(keeper: &str, number: i64) -> Told {
        Told {
            zh: format!("{keeper} 所存的树头 {number} 没有该密钥的签名：它在那里被改动"),
            en: format!(
                "{keeper} keeps a tree head {number} that does not carry the key's signature: it was altered there"
            ),
        }
    }

    /// A head that another service keeps, and the log does not.
    fn forgotten(keeper: &str, number: i64) -> Told {
        Told {
            zh: format!(
                "{keeper} 所存的树头 {number} 已不在日志中，或与签名时不同：日志被截断或重写"
            ),
            en: format!(
                "tree head {number}, which {keeper} keeps, is not in the log any more as it was signed: \
                 the log was cut off or written anew"
            ),
        }
    }
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
        "kept elsewhere",
        "findings",
    ]);
    let mut findings = Vec::new();
    for log in logs(&arguments)? {
        let audited = audited(&log).await;
        let (report, kept, beside) =
            audited.with_context(|| format!("the log of {}", log.service))?;
        let found = report.findings.iter().map(Told::from);
        let found: Vec<Told> = found.chain(kept.wrong).chain(beside).collect();
        table.add_row(row(log.service, &report, kept.heads, found.len()));
        findings.extend(found.into_iter().map(|told| (log.service, told)));
    }
    println!("{table}");
    for (service, told) in &findings {
        println!("FOUND {service}: {}\n发现 {service}：{}", told.en, told.zh);
    }
    println!(
        "rows younger than the newest head are outside the promise until they are sealed, about a second later"
    );
    println!("audit: findings={}", findings.len());
    Ok(findings.is_empty())
}

fn logs(arguments: &Arguments) -> anyhow::Result<Vec<Log>> {
    let given = &arguments.services;
    let wanted = SERVICES
        .iter()
        .filter(|service| given.is_empty() || given.iter().any(|given| given == service.name));
    if let (Some(url), Some(key)) = (&arguments.database, &arguments.key) {
        let wanted: Vec<_> = wanted.collect();
        let [service] = wanted.as_slice() else {
            anyhow::bail!("--database is one service's: give one --service");
        };
        let pem = std::fs::read_to_string(key)
            .with_context(|| format!("can't read {}", key.display()))?;
        let key = key_from_pem(&pem).with_context(|| {
            format!(
                "{} is no public key: `kezhuan seal-key` writes one",
                key.display()
            )
        })?;
        let others = arguments.kept_in.iter().map(|given| {
            let (other, url) = service_url::read("--kept-in", given)?;
            Ok((other, opened(other, url)?))
        });
        let others = others.collect::<anyhow::Result<_>>()?;
        let log = Log::new(service, url, key)?;
        return Ok(vec![Log { others, ..log }]);
    }
    let suite = SuiteFile::read(&arguments.data.folder)?;
    let url =
        |service: &str| Ok::<_, anyhow::Error>(place(&suite.database_url, service)?.relay_url);
    wanted
        .map(|service| {
            let key = suites_key(&suite.keys, service.name)?;
            let others = SERVICES.iter().map(|other| other.name);
            let others = others.filter(|other| *other != service.name);
            let others = others.map(|other| Ok((other, opened(other, &url(other)?)?)));
            Ok(Log {
                others: others.collect::<anyhow::Result<_>>()?,
                ..Log::new(service, &url(service.name)?, key)?
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

async fn audited(log: &Log) -> anyhow::Result<(Report, Kept, Vec<Told>)> {
    let bar = ProgressBar::new(0).with_message(log.service);
    bar.set_style(ProgressStyle::with_template(
        "{msg}: leaf {pos} of {len} {wide_bar} {eta}",
    )?);
    let shown = bar.clone();
    let tell = move |progress: Progress| {
        shown.set_length(u64::try_from(progress.of).unwrap_or_default());
        shown.set_position(u64::try_from(progress.leaves).unwrap_or_default());
    };
    // Heads are kept after they were signed: those read first are all in what is read next.
    let kept = kept(log).await?;
    let report = seal::verify_log_telling(&log.database, &log.key, log.rules, &tell).await;
    bar.finish_and_clear();
    let beside = beside(log).await;
    log.database.close().await;
    Ok((report?, kept, beside?))
}

/// What a service holds that is no sealed row itself, against what was sealed of it.
async fn beside(log: &Log) -> anyhow::Result<Vec<Told>> {
    match log.service {
        kezhuan_contracts::NAME => {
            let altered = kezhuan_contracts::audit_lines(&log.database).await?;
            Ok(altered.iter().map(Told::from).collect())
        }
        _ => Ok(Vec::new()),
    }
}

/// What other services keep of a log.
#[derive(Default)]
struct Kept {
    heads: usize,
    wrong: Vec<Told>,
}

async fn kept(log: &Log) -> anyhow::Result<Kept> {
    let mut kept = Kept::default();
    for (keeper, database) in &log.others {
        let heads = seal::kept_heads(database, log.service).await?;
        database.close().await;
        let signed = |head: &TreeHead| head.is_signed_by(log.service, &log.key);
        let (signed, foreign): (Vec<TreeHead>, Vec<TreeHead>) = heads.into_iter().partition(signed);
        kept.heads += signed.len();
        let altered = foreign
            .iter()
            .map(|head| Told::altered(keeper, head.number));
        kept.wrong.extend(altered);
        let forgotten = seal::forgotten(&log.database, &signed).await?;
        let forgotten = forgotten
            .iter()
            .map(|number| Told::forgotten(keeper, *number));
        kept.wrong.extend(forgotten);
    }
    Ok(kept)
}

fn row(service: &str, report: &Report, kept: usize, findings: usize) -> [String; 9] {
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
        kept.to_string(),
        findings.to_string(),
    ]
}
