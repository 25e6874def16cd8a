//! Why a server could not be found, started or stopped.

use std::{io, path::PathBuf, time::Duration};

/// What went wrong with a private server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "Postgres and nats-server are not installed: no tools folder with {missing} ({looked}); \
         run `make setup`, or set KEZHUAN_TOOLS to the folder it filled"
    )]
    ToolsMissing { missing: String, looked: String },
    #[error(
        "another process is using the data in {folder}; stop it, or choose another data folder"
    )]
    InUse { folder: PathBuf },
    #[error(
        "Postgres does not run as root, and this machine has neither a user `postgres` nor `nobody`; \
         add one: adduser --system postgres"
    )]
    NoAccount,
    #[error("port {port} on 127.0.0.1 is taken; stop what listens there, or choose another port")]
    PortTaken { port: u16 },
    #[error("no free port on 127.0.0.1 in {from}..{to}")]
    NoFreePort { from: u16, to: u16 },
    #[error("{program} ended while starting; its log ({log}) says:\n{tail}")]
    Ended {
        program: &'static str,
        log: PathBuf,
        tail: String,
    },
    #[error("{program} was not ready after {waited:?} ({cause}); its log ({log}) says:\n{tail}")]
    NotReady {
        program: &'static str,
        waited: Duration,
        cause: String,
        log: PathBuf,
        tail: String,
    },
    #[error("{program} failed: {output}")]
    Failed { program: String, output: String },
    #[error("could not {what}: {source}")]
    Io { what: String, source: io::Error },
}

/// Adds what was being done to an I/O error.
pub(crate) trait While<T> {
    fn during(self, what: impl FnOnce() -> String) -> Result<T, Error>;
}

impl<T> While<T> for io::Result<T> {
    fn during(self, what: impl FnOnce() -> String) -> Result<T, Error> {
        self.map_err(|source| Error::Io {
            what: what(),
            source,
        })
    }
}

impl<T> While<T> for nix::Result<T> {
    fn during(self, what: impl FnOnce() -> String) -> Result<T, Error> {
        self.map_err(io::Error::from).during(what)
    }
}
