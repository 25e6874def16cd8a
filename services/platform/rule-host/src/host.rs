//! The host of a process: one engine, its clock, the compiler, the cache, and the gates that keep
//! one tenant's calls from delaying another's.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime::Engine;

use crate::artefacts::Artefacts;
use crate::beside::{Beside, Standing};
use crate::compiler::{self, CompileError};
use crate::config::HostConfig;
use crate::decision::Decision;
use crate::engine;
use crate::gate::{Gate, used_up};
use crate::inspect::{Inspection, PackageRefused, Refusal, read_papers};
use crate::invariants::Invariants;
use crate::manifest::Class;
use crate::package::Package;
use crate::timeline::Overlap;

/// Runs rule packages. Cheap to clone.
#[derive(Clone)]
pub struct Host(Arc<Inner>);

struct Inner {
    native: Runner,
    scripted: Runner,
    limits: HostConfig,
    compiler: PathBuf,
    calls: Arc<Semaphore>,
    tenants: Mutex<HashMap<String, Arc<Gate>>>,
    compilers: Places,
    behind: Beside,
    last: Beside,
}

/// What runs the packages of one class, and what was compiled for it.
struct Runner {
    engine: Engine,
    artefacts: Artefacts,
}

impl Runner {
    fn new(engine: wasmtime::Result<Engine>, limits: &HostConfig) -> Result<Runner, StartError> {
        let engine = engine.map_err(|error| StartError::Engine(format!("{error:#}")))?;
        let compatibility = engine::compatibility(&engine);
        let artefacts = Artefacts::open(&limits.cache, compatibility, limits.cache_bytes_max);
        let artefacts = artefacts.map_err(|why| StartError::Cache {
            folder: limits.cache.clone(),
            why,
        })?;
        Ok(Runner { engine, artefacts })
    }
}

/// Places for work on threads that may block.
struct Places {
    free: Mutex<usize>,
    given_back: Condvar,
}

/// One place, given back when dropped.
struct Place<'a>(&'a Places);

impl Places {
    fn new(places: usize) -> Places {
        Places {
            free: Mutex::new(places),
            given_back: Condvar::new(),
        }
    }

    fn take(&self) -> Place<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = self.given_back.wait_while(free, |free| *free == 0);
        *waiting.unwrap_or_else(PoisonError::into_inner) -= 1;
        Place(self)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.given_back.notify_one();
    }
}

/// The host can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the rule engine: {0}")]
    Engine(String),
    #[error("{0}")]
    Invariants(String),
    #[error("the folder of compiled packages {}: {why}", folder.display())]
    Cache {
        folder: PathBuf,
        why: std::io::Error,
    },
    #[error(transparent)]
    Compiler(#[from] CompileError),
}

/// A package can't be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error(transparent)]
    Refused(#[from] PackageRefused),
    #[error(transparent)]
    Compile(#[from] CompileError),
    #[error("keeping the compiled package: {0}")]
    Cache(#[from] std::io::Error),
    #[error("{}: {why}", file.display())]
    File { file: PathBuf, why: std::io::Error },
    #[error(transparent)]
    Overlap(#[from] Overlap),
    #[error("loading was interrupted")]
    Interrupted,
}

impl LoadError {
    /// What the compiler says is wrong with the file is a refusal like any other.
    fn of(error: CompileError) -> LoadError {
        match error {
            CompileError::Invalid(refused) => LoadError::Refused(refused),
            other => LoadError::Compile(other),
        }
    }
}

impl Host {
    /// Starts the engine and its clock, and finds cache and compiler.
    pub fn start(limits: &HostConfig) -> Result<Host, StartError> {
        Invariants::all_readable().map_err(StartError::Invariants)?;
        let native = Runner::new(engine::running(limits), limits)?;
        let scripted = Runner::new(engine::scripted(), limits)?;
        let compiler = compiler::find(limits.compiler.as_deref())?;
        let calls = Arc::new(Semaphore::new(limits.calls_max));
        let compilers = Places::new(limits.compilers_max.max(1));
        let limits = limits.clone();
        let tenants = Mutex::default();
        Ok(Host(Arc::new(Inner {
            native,
            scripted,
            limits,
            compiler,
            calls,
            tenants,
            compilers,
            behind: Beside::new(Standing::Behind),
            last: Beside::new(Standing::Last),
        })))
    }

    /// Inspects a package, compiles it in a process of its own unless that was done before, and
    /// loads it. Blocks.
    pub fn load(&self, bytes: &[u8]) -> Result<Arc<Package>, LoadError> {
        let papers = self.inspect(bytes)?;
        let class = papers.manifest.class;
        let runner = self.runner(class);
        let authentic = match runner.artefacts.get(&papers.digest) {
            Some(authentic) => authentic,
            None => {
                let _place = self.0.compilers.take();
                let code = compiler::compile(&self.0.compiler, bytes, (&self.0.limits, class));
                let code = code.map_err(LoadError::of)?;
                runner.artefacts.put(&papers.digest, &code)?
            }
        };
        let package = Package::load(&runner.engine, papers, &authentic)?;
        Ok(Arc::new(package))
    }

    /// Reads what a package says of itself under this host's limits, without looking into its code.
    pub fn inspect(&self, bytes: &[u8]) -> Result<Inspection, PackageRefused> {
        let papers = read_papers(bytes, self.0.limits.package_bytes_max)?;
        self.check_cases(papers.cases.count())?;
        Ok(papers)
    }

    fn check_cases(&self, cases: usize) -> Result<(), PackageRefused> {
        let cases_max = self.0.limits.cases_max;
        if cases <= cases_max {
            return Ok(());
        }
        Err(PackageRefused::new(
            Refusal::CasesInvalid,
            "kezhuan:cases",
            format!("{cases} worked cases, at most {cases_max} are taken"),
            "keep the cases that tell the rule's branches apart",
        ))
    }

    /// [`Host::load`] away from the async threads, in its owner's turn: what one tenant's packages make
    /// the compiler do waits for each other, and never takes all places of it.
    pub async fn load_in_turn(
        &self,
        owner: &str,
        bytes: Vec<u8>,
    ) -> Result<Arc<Package>, LoadError> {
        let host = self.clone();
        let loading = self.in_turn(owner, move || host.load(&bytes));
        let loaded = loading.await.unwrap_or(Err(LoadError::Interrupted));
        if let Err(LoadError::Compile(error)) = &loaded
            && error.is_limit()
        {
            self.gate(owner).hold_back();
        }
        loaded
    }

    /// The limits in force.
    pub fn limits(&self) -> &HostConfig {
        &self.0.limits
    }

    /// The folder of compiled packages.
    pub fn cache(&self) -> &Path {
        &self.0.limits.cache
    }

    pub(crate) fn engine(&self, class: Class) -> &Engine {
        &self.runner(class).engine
    }

    fn runner(&self, class: Class) -> &Runner {
        match class {
            Class::Native => &self.0.native,
            Class::Scripted => &self.0.scripted,
        }
    }

    /// Runs `work` away from the async threads when it is the tenant's turn, behind everybody else's where
    /// the tenant ran into a limit just before. The turn ends with the work, not with a caller that gave
    /// up: what nobody waits for any more still takes a place.
    pub(crate) async fn in_turn<T: Send + 'static>(
        &self,
        tenant: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let gate = self.gate(tenant);
        let permits = self.admit(&gate).await?;
        let span = tracing::Span::current();
        let work = move || {
            let _permits = permits;
            span.in_scope(work)
        };
        match gate.is_behind() {
            true => self.0.last.run(work).await,
            false => tokio::task::spawn_blocking(work).await.ok(),
        }
    }

    /// Whether the tenant's next call stands behind those of others, since it ran into a limit just before.
    pub fn stands_behind(&self, tenant: &str) -> bool {
        self.gate(tenant).is_behind()
    }

    /// What became of a tenant's call says where its next ones stand.
    pub(crate) fn remember(&self, tenant: &str, decision: &Decision) {
        if used_up(decision) {
            self.gate(tenant).hold_back();
        }
    }

    /// Runs `work` on a thread behind those of live questions, in a place of its own: work that is nobody's
    /// case waits for no tenant's turn, and takes none. `None` where it could not be run.
    pub async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let place = Arc::clone(&self.0.calls).acquire_owned().await.ok()?;
        let working = self.0.behind.run(move || {
            let _place = place;
            work()
        });
        working.await
    }

    /// Waits for the tenant's turn, then for a place: a tenant whose calls take long waits behind
    /// its own.
    async fn admit(&self, gate: &Gate) -> Option<(OwnedSemaphorePermit, OwnedSemaphorePermit)> {
        let turn = Arc::clone(&gate.turn).acquire_owned().await.ok()?;
        let place = Arc::clone(&self.0.calls).acquire_owned().await.ok()?;
        Some((turn, place))
    }

    fn gate(&self, tenant: &str) -> Arc<Gate> {
        let mut gates = self
            .0
            .tenants
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(gate) = gates.get(tenant) {
            return Arc::clone(gate);
        }
        let gate = Arc::new(Gate::new(self.0.limits.calls_per_tenant_max));
        gates.insert(tenant.to_owned(), Arc::clone(&gate));
        gate
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Host({})", self.0.limits.cache.display())
    }
}
