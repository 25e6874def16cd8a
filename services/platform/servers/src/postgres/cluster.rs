//! The data of the private Postgres: made once by initdb, opened by one process at a time.

use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Stdio,
};

use nix::fcntl::Flock;

use crate::{
    Durability, Error,
    account::{Account, run},
    error::While,
    folder,
    tools::postgres_command_in,
};

pub(super) const SUPERUSER: &str = "kezhuan_admin";

/// One cluster, locked for us.
pub(super) struct Cluster {
    /// The Postgres installation that serves it.
    pub tree: PathBuf,
    /// `<data>/postgres`, or where that points.
    pub home: PathBuf,
    /// The cluster itself, with no links in its path.
    pub pgdata: PathBuf,
    pub password: String,
    pub account: Option<Account>,
    _lock: Flock<File>,
}

impl Cluster {
    /// Opens the cluster under `data`, making it when it is not there.
    pub fn open(tree: &Path, data: &Path, durability: Durability) -> Result<Self, Error> {
        let data = folder::data(data)?;
        let home = data.join("postgres");
        let account = Account::for_home(&home)?;
        let (tree, home) = match account {
            Some(account) => (
                account.reachable_tree(tree)?,
                account.reachable_home(&data)?,
            ),
            None => (tree.to_owned(), home),
        };
        fs::create_dir_all(&home)
            .and_then(|()| fs::set_permissions(&home, fs::Permissions::from_mode(0o700)))
            .during(|| format!("make {}", home.display()))?;
        let home = home
            .canonicalize()
            .during(|| format!("find {}", home.display()))?;
        let lock = folder::lock(&home)?;
        let password = folder::password(&home)?;
        if let Some(account) = account {
            account.own(&home)?;
            account.own(&home.join("password"))?;
        }
        let pgdata = home.join("cluster");
        let cluster = Self {
            tree,
            home,
            pgdata,
            password,
            account,
            _lock: lock,
        };
        if !cluster.pgdata.is_dir() {
            cluster.make(durability)?;
        }
        Ok(cluster)
    }

    /// Runs initdb beside the final place, so that a broken attempt is never taken for a cluster.
    fn make(&self, durability: Durability) -> Result<(), Error> {
        let attempt = self.home.join("cluster.new");
        if attempt.exists() {
            fs::remove_dir_all(&attempt).during(|| format!("remove {}", attempt.display()))?;
        }
        let mut initdb = postgres_command_in(&self.tree, "initdb");
        initdb.arg("--pgdata").arg(&attempt).current_dir(&self.home);
        initdb.arg("--pwfile").arg(self.home.join("password"));
        initdb.args([
            "--username",
            SUPERUSER,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-instructions",
        ]);
        // Postgres' own character classes and order: the same on every machine, whatever its libc.
        initdb.args([
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        ]);
        if durability == Durability::Fast {
            initdb.arg("--no-sync");
        }
        if let Some(account) = self.account {
            account.apply(&mut initdb);
        }
        run(&mut initdb)?;
        fs::rename(&attempt, &self.pgdata).during(|| format!("rename {}", attempt.display()))
    }
}

/// Whether a query with our password is answered; the error is what to tell when it never is.
pub(super) async fn answers(cluster: &Cluster, port: u16) -> Result<(), String> {
    let mut psql = postgres_command_in(&cluster.tree, "psql");
    psql.args([
        "--no-psqlrc",
        "--no-password",
        "--host=127.0.0.1",
        "--dbname=postgres",
        "--command=SELECT 1",
    ]);
    psql.arg(format!("--port={port}"))
        .arg(format!("--username={SUPERUSER}"));
    psql.env("PGPASSWORD", &cluster.password)
        .env("PGCONNECT_TIMEOUT", "5");
    let mut psql = tokio::process::Command::from(psql);
    let output = psql
        .kill_on_drop(true)
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr)
        .trim_end()
        .to_owned())
}
