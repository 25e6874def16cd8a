//! One call in a fresh instance with every limit armed, and the name of what stopped it.

use serde_json::Value;
use wasmtime::component::{InstancePre, Val};
use wasmtime::{Store, Trap};

use crate::decision::{Failure, FailureKind};
use crate::guard::Guard;
use crate::hook_id::HookId;
use crate::host::Host;
use crate::package::{Entry, Package, armed_store};
use crate::values;

/// What a call gave, and the fuel it took.
pub(crate) type Called<T> = (Result<T, Failure>, u64);

/// Runs `call` with a store of its own.
pub(crate) fn fresh<T>(
    (host, package): (&Host, &Package),
    call: impl FnOnce(&mut Store<Guard>) -> wasmtime::Result<T>,
) -> Called<T> {
    let mut store = match armed_store(host, package.manifest().class) {
        Ok(store) => store,
        Err(error) => {
            return (
                Err(Failure::new(FailureKind::Trap, format!("{error:#}"))),
                0,
            );
        }
    };
    let result = call(&mut store).map_err(|error| failure(&error, &store));
    let fuel_left = store.get_fuel().unwrap_or(0);
    (result, host.limits().fuel_max.saturating_sub(fuel_left))
}

fn failure(error: &wasmtime::Error, store: &Store<Guard>) -> Failure {
    // Wasmtime keeps the type of data beyond the bound of one call to itself; the tests hold its words.
    let is_too_much = || format!("{error:#}").contains("fuel allocated for hostcalls");
    let kind = match error.downcast_ref::<Trap>() {
        _ if store.data().hit_memory => FailureKind::Memory,
        Some(Trap::OutOfFuel) => FailureKind::OutOfFuel,
        Some(Trap::Interrupt) => FailureKind::Deadline,
        None if is_too_much() => FailureKind::TooLarge,
        _ => FailureKind::Trap,
    };
    Failure::new(kind, error.root_cause())
}

/// The generic path: JSON facts in, JSON outcome out, by the component's own types.
pub(crate) fn generic(
    host: &Host,
    package: &Package,
    hook: &HookId,
    facts: &Value,
) -> Called<Value> {
    let Some(entry) = package.entry(hook) else {
        return (Err(not_answered(package, hook)), 0);
    };
    let facts = match values::from_json(facts, &entry.facts) {
        Ok(facts) => facts,
        Err(error) => return (Err(Failure::new(FailureKind::InvalidInput, error)), 0),
    };
    let mut outcome = [Val::Bool(false)];
    let (called, fuel) = decide((host, package, entry), &[facts], &mut outcome);
    let [outcome] = outcome;
    let outcome = called.map(|()| outcome);
    let outcome = outcome.and_then(|outcome| {
        values::to_json(&outcome).map_err(|error| Failure::new(FailureKind::InvalidOutput, error))
    });
    (outcome, fuel)
}

/// One call by component values.
pub(crate) fn decide(
    (host, package, entry): (&Host, &Package, &Entry),
    facts: &[Val; 1],
    outcome: &mut [Val; 1],
) -> Called<()> {
    fresh((host, package), |store| {
        let instance = package.instance().instantiate(&mut *store)?;
        let decide = instance.get_func(&mut *store, entry.decide);
        let decide = decide.ok_or_else(|| wasmtime::Error::msg("decide is no function"))?;
        decide.call(&mut *store, facts, outcome)
    })
}

pub(crate) fn not_answered(package: &Package, hook: &HookId) -> Failure {
    let name = &package.manifest().name;
    Failure::new(
        FailureKind::Interface,
        format!("package {name} doesn't answer {hook}"),
    )
}

/// Instances of a package, for bindings.
pub type Instances = InstancePre<Guard>;
