//! Limits and places of the host: the `[rule_host]` section of a service's configuration, where each
//! key stands with the value that tests and tools take from `Default`.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer};

/// How much a rule may use, how many run at once, and where compiled packages lie.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostConfig {
    /// Disposable folder of compiled packages, with the installation's key.
    pub cache: PathBuf,
    /// `kezhuan-rule-compiler`; without it, beside this program or one folder up.
    #[serde(deserialize_with = "unless_empty")]
    pub compiler: Option<PathBuf>,
    /// Fuel per call: the deterministic bound.
    pub fuel_max: u64,
    /// Linear memory per call.
    pub memory_bytes_max: usize,
    /// The same of a package with a scripting engine.
    pub scripted_memory_bytes_max: usize,
    /// Canonical bytes of an answer.
    pub answer_bytes_max: usize,
    /// Canonical bytes of a question.
    pub question_bytes_max: usize,
    /// Items of a list in question or answer.
    pub list_items_max: usize,
    /// Wall clock per call: a generous backstop behind the fuel.
    pub deadline_ms_max: u64,
    /// Calls of one tenant at once: as many cores its endless loops may keep from the others.
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
    /// Compilers at once; one more package waits.
    pub compilers_max: usize,
    /// Worked cases of a package.
    pub cases_max: usize,
    /// Fuel that the worked cases of a package may burn together, its questions at the bounds again, and those between them.
    pub cases_fuel_max: u64,
    /// Wall clock that they may take together, each.
    pub cases_ms_max: u64,
}

/// Settings have no other way to name nothing.
fn unless_empty<'de, D: Deserializer<'de>>(from: D) -> Result<Option<PathBuf>, D::Error> {
    let path = PathBuf::deserialize(from)?;
    Ok((!path.as_os_str().is_empty()).then_some(path))
}

impl Default for HostConfig {
    fn default() -> HostConfig {
        HostConfig {
            cache: users_cache(),
            compiler: None,
            fuel_max: 50_000_000,
            memory_bytes_max: 16 << 20,
            scripted_memory_bytes_max: 64 << 20,
            answer_bytes_max: 256 << 10,
            question_bytes_max: 256 << 10,
            list_items_max: 1_000,
            deadline_ms_max: 2_000,
            calls_per_tenant_max: 1,
            calls_max: 64,
            package_bytes_max: 32 << 20,
            compile_memory_bytes_max: 2 << 30,
            compile_cpu_s_max: 60,
            compile_deadline_s_max: 120,
            compilers_max: 2,
            cases_max: 1_000,
            cases_fuel_max: 1_000_000_000,
            cases_ms_max: 20_000,
            compiled_bytes_max: 256 << 20,
        }
    }
}

/// The user's own cache folder: a place every user shares could be made by another one first.
fn users_cache() -> PathBuf {
    let absolute = |name: &str| {
        let folder = PathBuf::from(std::env::var_os(name)?);
        folder.is_absolute().then_some(folder)
    };
    let caches = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
    let caches = caches.unwrap_or_else(|| {
        // A user without a home; the owner is checked where the folder is opened.
        std::env::temp_dir().join(format!("kezhuan-{}", nix::unistd::geteuid()))
    });
    caches.join("kezhuan").join("rules")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_files_hold_the_whole_section_with_the_values_of_the_code() {
        let services = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut read = 0;
        for service in std::fs::read_dir(services).unwrap() {
            let path = service.unwrap().path().join("config/default.toml");
            let Ok(text) = std::fs::read_to_string(path) else {
                continue;
            };
            let mut table: toml::Table = text.parse().unwrap();
            let Some(section) = table.remove("rule_host") else {
                continue;
            };
            let written: HostConfig = section.try_into().unwrap();
            let in_code = HostConfig {
                cache: written.cache.clone(),
                ..HostConfig::default()
            };
            assert_eq!(written, in_code);
            read += 1;
        }
        assert!(read > 0, "no settings file was found");
    }
}
