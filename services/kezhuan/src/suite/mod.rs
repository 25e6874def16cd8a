//! A suite that `kezhuan up` started, or one elsewhere: where its services are, and how to speak to them.
mod bearer;
mod certificates;
mod client;
mod connection;
mod legal_date;
mod lives;
mod private;
mod running;
mod services;
mod session;
mod start;
mod tokens;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

pub use bearer::{Authorised, Bearer};
pub use client::{Clients, Person, office_of};
pub use running::Suite;
pub use services::{ALL as SERVICES, Service};
pub use session::Session;
pub use start::Options;

/// What a running suite writes down for the commands that talk to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SuiteFile {
    /// Service name → address, such as `http://127.0.0.1:40123`.
    pub services: BTreeMap<String, String>,
    pub database_url: String,
    pub nats_url: String,
    /// Where the development token keys are.
    pub keys: PathBuf,
    pub process: u32,
}

const FILE_NAME: &str = "suite.json";

impl SuiteFile {
    /// Reads the suite of a data folder; one whose process is gone counts as none.
    pub fn read(data: &Path) -> anyhow::Result<SuiteFile> {
        let path = data.join(FILE_NAME);
        let none = || {
            format!(
                "没有套件在运行，请用 kezhuan up 启动，或用 --data 指定其目录 · no suite runs on {} (start one with `kezhuan up`, or name its folder with --data)",
                data.display()
            )
        };
        let text = fs::read_to_string(&path).with_context(none)?;
        let file: SuiteFile = serde_json::from_str(&text).with_context(|| {
            format!(
                "{0} 已损坏，请用 kezhuan up 重新启动套件 · {0} is damaged: start the suite again with `kezhuan up`",
                path.display()
            )
        })?;
        let alive = Path::new("/proc").join(file.process.to_string()).exists();
        anyhow::ensure!(
            alive,
            "{0}: 其进程 {1} 已结束 · its process {1} is gone",
            none(),
            file.process
        );
        Ok(file)
    }

    /// Writes it for others to find; only its owner may read it, since it holds passwords.
    pub(crate) fn write(&self, data: &Path) -> anyhow::Result<()> {
        let (path, new) = (data.join(FILE_NAME), data.join("suite.json.new"));
        let text = serde_json::to_string_pretty(self)?;
        let write = || -> std::io::Result<()> {
            let mut file = fs::OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&new)?;
            file.write_all(text.as_bytes())?;
            fs::rename(&new, &path)
        };
        write().with_context(|| format!("can't write {}", path.display()))
    }

    /// Removes it; a suite that is gone should not be found.
    pub(crate) fn remove(data: &Path) {
        if let Err(error) = fs::remove_file(data.join(FILE_NAME)) {
            tracing::debug!(%error, "no suite file to remove");
        }
    }

    /// The address of one service.
    pub fn address(&self, service: &str) -> anyhow::Result<String> {
        self.services.get(service).cloned().with_context(|| {
            format!("套件没有运行 {service} 服务 · the suite runs no {service} service")
        })
    }
}

/// The folder a suite keeps everything in, unless `--data` says otherwise.
pub fn default_data_folder() -> PathBuf {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    // Root's home can't be entered by the user that Postgres runs as.
    let folder = if nix::unistd::geteuid().is_root() {
        Some(PathBuf::from("/var/lib"))
    } else {
        state.or(home)
    };
    folder.unwrap_or_else(std::env::temp_dir).join("kezhuan")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_suite_whose_process_lives_is_found() {
        let data = tempfile::tempdir().expect("a folder");
        let missing = SuiteFile::read(data.path()).expect_err("nothing there");
        assert!(format!("{missing:#}").contains("kezhuan up"));
        let mut file = SuiteFile {
            services: BTreeMap::from([("contracts".to_owned(), "http://127.0.0.1:1".to_owned())]),
            database_url: String::new(),
            nats_url: String::new(),
            keys: PathBuf::new(),
            process: std::process::id(),
        };
        file.write(data.path()).expect("written");
        let found = SuiteFile::read(data.path()).expect("found");
        assert_eq!(
            found.address("contracts").expect("an address"),
            "http://127.0.0.1:1"
        );
        assert!(found.address("portal").is_err());
        // Beyond the largest process id the kernel gives out.
        file.process = 1 << 30;
        file.write(data.path()).expect("written");
        assert!(
            format!("{:#}", SuiteFile::read(data.path()).expect_err("gone")).contains("is gone")
        );
    }
}
