//! The packages of running shadows, loaded once; those that can't be are tried again less and less often.
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kezhuan_database::shadow::ShadowRow;
use kezhuan_rule_host::{Candidate, Digest, HookId, Host, NotAHook, Settings};
use tonic::Status;
use uuid::Uuid;

const REST_MIN: Duration = Duration::from_secs(1);
const REST_MAX: Duration = Duration::from_secs(60);

/// Where a service keeps the packages of the shadows it took over.
#[tonic::async_trait]
pub trait ShadowPackages: Send + Sync + 'static {
    /// The bytes of a package; none where they are not here.
    async fn bytes(&self, digest: &Digest) -> Result<Option<Vec<u8>>, Status>;
}

/// How long one that can't be asked is left alone.
struct Rest {
    until: Instant,
    pause: Duration,
}

/// What this process has loaded, and what it could not.
pub(super) struct Candidates {
    host: Host,
    packages: Arc<dyn ShadowPackages>,
    ready: HashMap<Uuid, Candidate>,
    resting: HashMap<Uuid, Rest>,
}

impl Candidates {
    pub(super) fn new(host: Host, packages: impl ShadowPackages) -> Candidates {
        Candidates {
            host,
            packages: Arc::new(packages),
            ready: HashMap::new(),
            resting: HashMap::new(),
        }
    }

    /// Lets go of those that run no longer.
    pub(super) fn keep_only(&mut self, running: &[ShadowRow]) {
        let runs = |id: &Uuid| running.iter().any(|shadow| shadow.id == *id);
        self.ready.retain(|id, _| runs(id));
        self.resting.retain(|id, _| runs(id));
    }

    /// Whether it could not be asked a moment ago.
    pub(super) fn is_resting(&self, shadow: &ShadowRow) -> bool {
        let rest = self.resting.get(&shadow.id);
        rest.is_some_and(|rest| Instant::now() < rest.until)
    }

    /// The candidate of a shadow, or why it can't be asked.
    pub(super) async fn of(&mut self, shadow: &ShadowRow) -> Result<Candidate, String> {
        if let Some(ready) = self.ready.get(&shadow.id) {
            return Ok(ready.clone());
        }
        match self.load(shadow).await {
            Ok(candidate) => {
                self.resting.remove(&shadow.id);
                self.ready.insert(shadow.id, candidate.clone());
                Ok(candidate)
            }
            Err(problem) => {
                let before = self.resting.get(&shadow.id);
                let pause = before.map_or(REST_MIN, |rest| (rest.pause * 2).min(REST_MAX));
                let until = Instant::now() + pause;
                self.resting.insert(shadow.id, Rest { until, pause });
                Err(problem)
            }
        }
    }

    /// Compiled, where it must be, beside live questions and in no tenant's turn.
    async fn load(&self, shadow: &ShadowRow) -> Result<Candidate, String> {
        let said = |problem: &dyn Display| problem.to_string();
        let digest: [u8; 32] = shadow.package_digest[..]
            .try_into()
            .map_err(|_| "its package has no SHA-256".to_owned())?;
        let bytes = self.packages.bytes(&Digest::from(digest)).await;
        let bytes = bytes.map_err(|status| status.message().to_owned())?;
        let bytes = bytes.ok_or_else(|| "its package is not here".to_owned())?;
        let host = self.host.clone();
        let loading = self.host.beside(move || host.load(&bytes)).await;
        let package = loading
            .ok_or_else(|| "loading its package was interrupted".to_owned())?
            .map_err(|error| said(&error))?;
        let hook: Result<HookId, NotAHook> = shadow.hook.parse();
        let hook = hook.map_err(|error| said(&error))?;
        let given = Settings::from_json(&shadow.settings).map_err(|error| said(&error))?;
        let settings = package.settings_schema().check(&given);
        let settings = settings.map_err(|error| said(&error))?;
        Candidate::new(package, hook, Some(settings)).map_err(|failure| said(&failure))
    }
}
