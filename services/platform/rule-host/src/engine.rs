//! One engine per host, and its clock. What is compiled elsewhere must fit, so the settings that
//! shape machine code stand in one function.

use std::time::Duration;

use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Strategy,
};

use crate::config::HostConfig;
use crate::manifest::Class;
use crate::package::NATIVE_TABLE_ELEMENTS_MAX;

/// How often the clock of the deadline moves.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// What host and compiler agree on: deterministic, bounded, without threads, garbage collection,
/// 64-bit memories, relaxed SIMD. Modules with several memories are refused by inspection; what the
/// engine itself puts between the parts of a scripted package has two.
///
/// A native package's memory is filled from its data anew for each call: an image to map would have to be
/// mapped again whenever a place of the pool goes to another package. A scripting engine's is too large for that.
fn machine_code(class: Class) -> Config {
    let mut config = Config::new();
    config
        .strategy(Strategy::Cranelift)
        .consume_fuel(true)
        .epoch_interruption(true)
        .cranelift_nan_canonicalization(true)
        .wasm_component_model(true)
        .wasm_relaxed_simd(false)
        .wasm_memory64(false)
        .wasm_multi_memory(true)
        .shared_memory(false)
        .concurrency_support(false)
        .max_wasm_stack(512 << 10)
        .memory_init_cow(class == Class::Scripted)
        // Nobody is shown a package's stack, and what is known of it takes memory beside the code.
        .wasm_backtrace_max_frames(None)
        .native_unwind_info(false)
        .generate_address_map(false);
    config
}

/// The engine that runs native packages: instances from a pool, in memory that is cleared between two calls.
pub(crate) fn running(limits: &HostConfig) -> wasmtime::Result<Engine> {
    let calls = u32::try_from(limits.calls_max).unwrap_or(u32::MAX);
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(calls)
        .total_core_instances(calls.saturating_mul(4))
        .total_memories(calls)
        .total_tables(calls.saturating_mul(2))
        .max_core_instances_per_component(4)
        .max_memories_per_component(1)
        .max_tables_per_component(2)
        .table_elements(NATIVE_TABLE_ELEMENTS_MAX)
        .max_memory_size(limits.memory_bytes_max)
        // Packages of the project touch less than this; it is cleared in place, without a system call.
        .linear_memory_keep_resident(128 << 10)
        .table_keep_resident(16 << 10)
        .pagemap_scan(Enabled::No);
    let mut config = machine_code(Class::Native);
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    clocked(&config)
}

/// The engine that runs scripted packages, which are too large for a pool: their memory is mapped
/// for each call.
pub(crate) fn scripted() -> wasmtime::Result<Engine> {
    clocked(&machine_code(Class::Scripted))
}

fn clocked(config: &Config) -> wasmtime::Result<Engine> {
    let engine = Engine::new(config)?;
    let clock = engine.weak();
    // A thread of its own: the deadline must hold where no async runtime turns, too.
    let ticker = std::thread::Builder::new().name("rule-clock".to_owned());
    ticker.spawn(move || {
        while let Some(engine) = clock.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(TICK);
        }
    })?;
    Ok(engine)
}

/// The engine of the compiler process: the same machine code, no pool. One core compiles a package, so that
/// whoever uploads them leaves the others to those who ask.
pub fn compiling(class: Class) -> wasmtime::Result<Engine> {
    let mut config = machine_code(class);
    config.parallel_compilation(false);
    Engine::new(&config)
}

/// What tells compiled packages of other engines, versions and settings apart.
pub(crate) fn compatibility(engine: &Engine) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_compiler_makes_fits_the_running_engine() {
        let native = running(&HostConfig::default()).unwrap();
        for (class, running) in [
            (Class::Native, native),
            (Class::Scripted, scripted().unwrap()),
        ] {
            let compiling = compiling(class).unwrap();
            assert_eq!(compatibility(&running), compatibility(&compiling));
        }
    }
}
