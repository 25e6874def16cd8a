//! Replays on this machine: the service gives its decisions, and the file stays here.
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use futures::TryStreamExt;
use kezhuan_protocol::replay::v1::{
    Change, ExportDecisionsRequest, ExportDecisionsResponse, Report,
};
use kezhuan_replay::{Interrupted, ReplayConfig, Tally, past_decision};
use kezhuan_rule_host::{Host, Package, Settings};
use tempfile::TempDir;

use super::{Telling, Wanted, keeper};
use crate::suite::Session;
use crate::{author, packages, refusal};

/// A package file, loaded.
pub struct Candidate {
    host: Host,
    package: Arc<Package>,
    _scratch: Option<TempDir>,
}

impl Candidate {
    /// Loads a file, or the package of a folder that is built. Blocks.
    pub fn load(file: &Path) -> anyhow::Result<Candidate> {
        let (host, scratch) = packages::host()?;
        Ok(Candidate {
            package: author::load(&host, file)?,
            host,
            _scratch: scratch,
        })
    }

    /// The hooks it answers.
    pub fn hooks(&self) -> Vec<String> {
        let answers = self.package.answers().iter();
        answers.map(|answer| answer.hook.to_string()).collect()
    }

    pub(super) async fn run(
        &self,
        session: &Session,
        (wanted, hook): (&Wanted, &str),
        telling: &mut Telling<'_>,
    ) -> anyhow::Result<Report> {
        let settings = self.settings(&wanted.settings_json)?;
        let asked =
            kezhuan_rule_host::Candidate::new(Arc::clone(&self.package), hook.parse()?, settings)?;
        let request = ExportDecisionsRequest {
            tenant: wanted.tenant.clone(),
            hook: hook.to_owned(),
            from: wanted.from.to_string(),
            to: wanted.to.to_string(),
        };
        let began = Instant::now();
        let answer = session
            .replay(keeper(hook))?
            .export_decisions(request)
            .await;
        let parts = answer.map_err(refusal::readable)?.into_inner();
        let batches = parts
            .map_err(|status| Ended(refusal::readable(status)))
            .and_then(async |part| read(part).map_err(Ended));
        let threads = ReplayConfig::default().threads();
        let parts = kezhuan_replay::replay(&self.host, &asked, batches, threads);
        let mut parts = std::pin::pin!(parts);
        let mut tally = Tally::default();
        while let Some((part, changes)) = parts.try_next().await.map_err(|ended| ended.0)? {
            tally.add(part);
            let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
            telling.progress(count(tally.decisions), count(tally.changed));
            let changes: Vec<Change> = changes.iter().map(Change::from).collect();
            telling.changes(&changes)?;
        }
        let elapsed = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(kezhuan_replay::report(&tally, elapsed))
    }

    fn settings(&self, text: &str) -> anyhow::Result<Option<Settings>> {
        if text.is_empty() {
            return Ok(None);
        }
        let given = Settings::from_json(&serde_json::from_str(text)?)?;
        Ok(Some(self.package.settings_schema().check(&given)?))
    }
}

/// Why it ended early.
struct Ended(anyhow::Error);

impl From<Interrupted> for Ended {
    fn from(interrupted: Interrupted) -> Ended {
        Ended(interrupted.into())
    }
}

fn read(part: ExportDecisionsResponse) -> anyhow::Result<Vec<kezhuan_database::PastDecision>> {
    let read = part.decisions.into_iter().map(|decision| {
        let name = decision.name.clone();
        past_decision(decision).with_context(|| format!("{name} can't be read"))
    });
    read.collect()
}
