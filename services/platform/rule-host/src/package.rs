//! A package that was inspected, compiled and loaded, ready to be asked.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use wasmtime::component::types::{ComponentItem, Type};
use wasmtime::component::{Component, ComponentExportIndex, InstancePre, Linker};
use wasmtime::{Engine, Store};

use crate::artefacts::Authentic;
use crate::digest::Digest;
use crate::guard::Guard;
use crate::hook_id::HookId;
use crate::host::Host;
use crate::inspect::{Answers, Inspection, PackageRefused, Refusal};
use crate::interface;
use crate::manifest::{Class, Manifest, WorkedCase};
use crate::settings::SettingsSchema;

/// The pool has tables of this size.
pub(crate) const NATIVE_TABLE_ELEMENTS_MAX: usize = 10_000;
const SCRIPTED_TABLE_ELEMENTS_MAX: usize = 100_000;

/// A loaded package. Known by its SHA-256; nothing of it runs until it is asked.
pub struct Package {
    papers: Inspection,
    instance: InstancePre<Guard>,
    entries: HashMap<HookId, Entry>,
    bound: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

/// Where `decide` of one hook is found, what it takes and gives.
pub(crate) struct Entry {
    pub(crate) decide: ComponentExportIndex,
    pub(crate) facts: Type,
    pub(crate) outcome: Type,
}

impl Package {
    /// Loads authentic machine code and checks that its exports are what they are called.
    // Wasmtime trusts machine code; this only takes what `Artefacts` has authenticated.
    #[allow(unsafe_code)]
    pub(crate) fn load(
        engine: &Engine,
        papers: Inspection,
        code: &Authentic,
    ) -> Result<Package, PackageRefused> {
        let refused = |what: Refusal, error: &wasmtime::Error| {
            let remedy = "build it with the project's SDK, within the limits of plugins/README.md";
            PackageRefused::new(what, "the compiled package", format!("{error:#}"), remedy)
        };
        // SAFETY: the file was written by this installation's compiler for this engine and package: its HMAC
        // under the installation's key was checked, nobody else may write to it, and nothing here writes to a
        // file that has its name.
        let component = unsafe { Component::deserialize_file(engine, code.path()) }
            .map_err(|error| refused(Refusal::BeyondLimits, &error))?;
        let instance = Linker::new(engine)
            .instantiate_pre(&component)
            .map_err(|error| refused(Refusal::InterfaceMismatch, &error))?;
        let mut entries = HashMap::new();
        for answer in &papers.answers {
            entries.insert(answer.hook.clone(), entry(&component, answer)?);
        }
        Ok(Package {
            papers,
            instance,
            entries,
            bound: RwLock::default(),
        })
    }

    /// SHA-256 of the file.
    pub fn digest(&self) -> Digest {
        self.papers.digest
    }

    /// Length of the file.
    pub fn bytes_len(&self) -> usize {
        self.papers.bytes_len
    }

    /// What it says about itself.
    pub fn manifest(&self) -> &Manifest {
        &self.papers.manifest
    }

    /// Its worked cases.
    pub fn cases(&self) -> &[WorkedCase] {
        self.papers.cases.all()
    }

    /// The settings it takes.
    pub fn settings_schema(&self) -> &SettingsSchema {
        &self.papers.settings_schema
    }

    /// The hooks it answers, each with its interface version.
    pub fn answers(&self) -> &[Answers] {
        &self.papers.answers
    }

    /// The interface version in which it answers `hook`.
    pub fn interface_version(&self, hook: &HookId) -> Option<&str> {
        let answer = self
            .papers
            .answers
            .iter()
            .find(|answer| answer.hook == *hook)?;
        Some(&answer.interface_version)
    }

    pub(crate) fn entry(&self, hook: &HookId) -> Option<&Entry> {
        self.entries.get(hook)
    }

    pub(crate) fn instance(&self) -> &InstancePre<Guard> {
        &self.instance
    }

    /// Typed bindings of this package, made once.
    pub(crate) fn bound<B: Any + Send + Sync>(
        &self,
        bind: impl FnOnce(InstancePre<Guard>) -> wasmtime::Result<B>,
    ) -> wasmtime::Result<Arc<B>> {
        let key = TypeId::of::<B>();
        let made = self
            .bound
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        let made = match made {
            Some(made) => made,
            None => {
                let fresh: Arc<dyn Any + Send + Sync> = Arc::new(bind(self.instance.clone())?);
                let mut bound = self.bound.write().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(bound.entry(key).or_insert(fresh))
            }
        };
        made.downcast()
            .map_err(|_| wasmtime::Error::msg("bindings of another type"))
    }
}

impl std::fmt::Debug for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Package({} {})",
            self.papers.manifest.name, self.papers.digest
        )
    }
}

fn entry(component: &Component, answer: &Answers) -> Result<Entry, PackageRefused> {
    let missing = || {
        let problem = "no function decide";
        let remedy = "export the hook's interface as its WIT has it";
        PackageRefused::new(
            Refusal::InterfaceMismatch,
            answer.export.clone(),
            problem,
            remedy,
        )
    };
    let instance = component
        .get_export_index(None, &answer.export)
        .ok_or_else(missing)?;
    let (item, decide) = component
        .get_export(Some(&instance), "decide")
        .ok_or_else(missing)?;
    let ComponentItem::ComponentFunc(function) = item else {
        return Err(missing());
    };
    interface::check(answer, &function)?;
    let (_, facts) = function.params().next().ok_or_else(missing)?;
    let outcome = function.results().next().ok_or_else(missing)?;
    Ok(Entry {
        decide,
        facts,
        outcome,
    })
}

/// A store for one call of a package of this class, with every limit armed.
pub(crate) fn armed_store(host: &Host, class: Class) -> wasmtime::Result<Store<Guard>> {
    let limits = host.limits();
    let guard = match class {
        Class::Native => Guard::new(limits.memory_bytes_max, NATIVE_TABLE_ELEMENTS_MAX),
        Class::Scripted => Guard::new(
            limits.scripted_memory_bytes_max,
            SCRIPTED_TABLE_ELEMENTS_MAX,
        ),
    };
    let mut store = Store::new(host.engine(class), guard);
    store.limiter(|guard| guard);
    store.set_fuel(limits.fuel_max)?;
    let ticks =
        limits.deadline_ms_max / u64::try_from(crate::engine::TICK.as_millis()).unwrap_or(1);
    store.set_epoch_deadline(ticks.max(1) + 1);
    store.set_hostcall_fuel(limits.answer_bytes_max.saturating_mul(4));
    Ok(store)
}
