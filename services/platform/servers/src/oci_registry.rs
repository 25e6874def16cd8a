//! A private OCI registry: Debian's docker-registry, with what is pushed in a folder that goes with it.
use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::error::While;
use crate::{Error, Tools, port};

const NAME: &str = "docker-registry";
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Running until it is dropped.
pub struct OciRegistry {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl OciRegistry {
    /// Starts one; nothing where this machine has no such program. With `passwords`, as `htpasswd -B` writes them, nobody
    /// is served whose is not among them.
    pub fn start(passwords: Option<&str>) -> Result<Option<OciRegistry>, Error> {
        let Some(program) = program() else {
            return Ok(None);
        };
        let folder = tempfile::tempdir().during(|| "make a folder".to_owned())?;
        let port = port::free(None)?;
        let file = written(folder.path(), port, passwords)?;
        let log = fs::File::create(folder.path().join("log"));
        let log = log.during(|| "make a log".to_owned())?;
        let process = Command::new(program)
            .arg("serve")
            .arg(&file)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .during(|| format!("start {NAME}"))?;
        let mut registry = OciRegistry {
            process,
            port,
            folder,
        };
        registry.wait_until_it_listens()?;
        Ok(Some(registry))
    }

    /// Host and port, as a reference begins. It speaks no TLS.
    pub fn host(&self) -> String {
        format!("{}:{}", Ipv4Addr::LOCALHOST, self.port)
    }

    /// Where it keeps what is pushed.
    pub fn data(&self) -> PathBuf {
        data(self.folder.path())
    }

    fn wait_until_it_listens(&mut self) -> Result<(), Error> {
        let log = self.folder.path().join("log");
        let tail = || fs::read_to_string(&log).unwrap_or_default();
        let end = Instant::now() + PATIENCE;
        loop {
            let Err(error) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)) else {
                return Ok(());
            };
            let ended = self.process.try_wait().during(|| format!("watch {NAME}"))?;
            if ended.is_some() {
                return Err(Error::Ended {
                    program: NAME,
                    tail: tail(),
                    log: log.clone(),
                });
            }
            if Instant::now() > end {
                return Err(Error::NotReady {
                    program: NAME,
                    waited: PATIENCE,
                    cause: error.to_string(),
                    tail: tail(),
                    log: log.clone(),
                });
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

impl Drop for OciRegistry {
    fn drop(&mut self) {
        // Nothing of it is kept, and asked politely it takes two seconds.
        let ended = self.process.kill().and_then(|()| self.process.wait());
        if let Err(error) = ended {
            tracing::error!(%error, "{NAME} did not stop");
        }
    }
}

/// Installed beside what the chart is proved with, else by the machine.
fn program() -> Option<PathBuf> {
    let installed = Tools::find()
        .ok()
        .map(|tools| tools.root().join("helm/bin"));
    let folders = installed.into_iter().chain(["/usr/bin".into()]);
    folders
        .map(|folder| folder.join(NAME))
        .find(|program| program.is_file())
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn written(folder: &Path, port: u16, passwords: Option<&str>) -> Result<PathBuf, Error> {
    let mut config = format!(
        "version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\n\
         storage: {{filesystem: {{rootdirectory: {}}}}}\n\
         http: {{addr: '{}:{port}', secret: of-this-process}}\n",
        data(folder).display(),
        Ipv4Addr::LOCALHOST
    );
    if let Some(passwords) = passwords {
        let file = folder.join("htpasswd");
        fs::write(&file, passwords).during(|| "write passwords".to_owned())?;
        config += &format!(
            "auth: {{htpasswd: {{realm: rules, path: {}}}}}\n",
            file.display()
        );
    }
    let file = folder.join("config.yml");
    fs::write(&file, config).during(|| format!("write the settings of {NAME}"))?;
    Ok(file)
}
