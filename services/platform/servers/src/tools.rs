//! Finds the programs that `make setup` installed.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::Error;

/// The tools folder: Postgres, nats-server and the venv that brought them.
#[derive(Clone, Debug)]
pub struct Tools {
    root: PathBuf,
}

impl Tools {
    /// Finds the folder: `KEZHUAN_TOOLS`, else `.tools` in a folder above the current one, the
    /// running program or its crate.
    pub fn find() -> Result<Self, Error> {
        let candidates = match env::var_os("KEZHUAN_TOOLS") {
            Some(named) => vec![PathBuf::from(named)],
            None => folders_above()
                .map(|folder| folder.join(".tools"))
                .collect(),
        };
        let mut missing = "bin/postgres".to_owned();
        for root in &candidates {
            match Self::at(root) {
                Ok(tools) => return Ok(tools),
                Err(program) if root.is_dir() => missing = program,
                Err(_) => {}
            }
        }
        let looked = match candidates.as_slice() {
            [only] => format!("looked in {}", only.display()),
            _ => "looked for .tools from the current folder and the program's upwards".to_owned(),
        };
        Err(Error::ToolsMissing { missing, looked })
    }

    /// The folder `root`, or the name of the first program it lacks.
    fn at(root: &Path) -> Result<Self, String> {
        let needed = [
            "postgres/bin/postgres",
            "postgres/bin/initdb",
            "venv/bin/nats-server",
        ];
        match needed.iter().find(|program| !root.join(program).is_file()) {
            Some(lacking) => Err((*lacking).to_owned()),
            None => Ok(Self {
                root: root.canonicalize().map_err(|error| error.to_string())?,
            }),
        }
    }

    /// The tools folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The nats-server program.
    pub fn nats_server(&self) -> PathBuf {
        self.program("nats-server")
    }

    /// The Python that has the gRPC packages.
    pub fn python(&self) -> PathBuf {
        self.program("python")
    }

    /// A program of the venv, such as `buf`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.root.join("venv/bin").join(name)
    }

    /// A Postgres program, such as `psql`, `pg_dump` or `pgbench`, ready to be given arguments.
    pub fn postgres_command(&self, name: &str) -> Command {
        postgres_command_in(&self.postgres_tree(), name)
    }

    /// Where `bin`, `lib` and `share` of Postgres are.
    pub(crate) fn postgres_tree(&self) -> PathBuf {
        let linked = self.root.join("postgres");
        linked.canonicalize().unwrap_or(linked)
    }
}

/// A Postgres program of one installation, deaf to the PG… variables of whoever starts it.
pub(crate) fn postgres_command_in(tree: &Path, name: &str) -> Command {
    let mut command = Command::new(tree.join("bin").join(name));
    for (variable, _) in env::vars_os() {
        if variable.to_string_lossy().starts_with("PG") {
            command.env_remove(variable);
        }
    }
    command
        .env("LD_LIBRARY_PATH", tree.join("lib"))
        .env("LC_ALL", "C");
    command
}

fn folders_above() -> impl Iterator<Item = PathBuf> {
    let starts = [
        env::current_dir().ok(),
        env::current_exe().ok(),
        env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
    ];
    starts
        .into_iter()
        .flatten()
        .flat_map(|start| start.ancestors().map(Path::to_path_buf).collect::<Vec<_>>())
}
