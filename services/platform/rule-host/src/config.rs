//! Limits and places of the host. Every key has a default.

use std::path::PathBuf;

use serde::Deserialize;

/// How much a rule may use, how many run at once, and where compiled packages lie.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HostConfig {
    /// Disposable folder of compiled packages, with the installation's key.
    pub cache: PathBuf,
    /// `kezhuan-rule-compiler`; without it, beside this program or one folder up.
    pub compiler: Option<PathBuf>,
    /// Fuel per call: the deterministic bound.
    pub fuel_max: u64,
    /// Linear memory per call.
    pub memory_bytes_max: usize,
    /// Canonical bytes of an answer.
    pub answer_bytes_max: usize,
    /// Canonical bytes of a question.
    pub question_bytes_max: usize,
    /// Items of a list in question or answer.
    pub list_items_max: usize,
    /// Wall clock per call: a generous backstop behind the fuel.
    pub deadline_ms_max: u64,
    /// Calls of one tenant at once.
    pub calls_per_tenant_max: usize,
    /// Calls at once.
    pub calls_max: usize,
    /// Bytes of a package.
    pub package_bytes_max: usize,
    /// Address space of the compiler.
    pub compile_memory_bytes_max: u64,
    /// CPU time of the compiler.
    pub compile_cpu_s_max: u64,
    /// Wall clock of the compiler.
    pub compile_deadline_s_max: u64,
    /// Bytes of a compiled package.
    pub compiled_bytes_max: usize,
}

impl Default for HostConfig {
    fn default() -> HostConfig {
        HostConfig {
            cache: std::env::temp_dir().join("kezhuan-rule-cache"),
            compiler: None,
            fuel_max: 50_000_000,
            memory_bytes_max: 16 << 20,
            answer_bytes_max: 256 << 10,
            question_bytes_max: 256 << 10,
            list_items_max: 1_000,
            deadline_ms_max: 2_000,
            calls_per_tenant_max: 2,
            calls_max: 64,
            package_bytes_max: 32 << 20,
            compile_memory_bytes_max: 2 << 30,
            compile_cpu_s_max: 60,
            compile_deadline_s_max: 120,
            compiled_bytes_max: 256 << 20,
        }
    }
}
