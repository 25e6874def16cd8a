//! `kezhuan doctor`: what this machine has and lacks, and the exact way to get it.
mod building;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use comfy_table::{Cell, Color, ContentArrangement, Table, presets};
use kezhuan_servers::Tools;
use nix::sys::statvfs::statvfs;
use nix::unistd::{User, geteuid};

/// Enough for the demo year, its logs and the compiled packages.
const FREE_BYTES_MIN: u64 = 2 << 30;
const COMPILER: &str = "kezhuan-rule-compiler";
const SETUP: &str = "make setup (in the checkout; it installs pinned versions into .tools)";

/// What one look found.
enum Found {
    Fine(String),
    /// The suite can't run without it.
    Missing {
        why: String,
        get: String,
    },
    /// Only building or testing needs it.
    Wanting {
        why: String,
        get: String,
    },
}

use Found::{Fine, Missing, Wanting};

/// Prints the table; false when something the suite needs is missing.
pub fn run(data: &Path) -> anyhow::Result<bool> {
    let tools = Tools::find();
    let installed = tools.as_ref().ok();
    let looks = [
        ("tools folder", found_tools(&tools)),
        (
            "Postgres 18",
            version(
                installed.map(|tools| tools.postgres_command("postgres")),
                "18.",
            ),
        ),
        (
            "nats-server 2.15",
            version(
                installed.map(|tools| Command::new(tools.nats_server())),
                "2.15",
            ),
        ),
        ("rule compiler", rule_compiler()),
        ("account for Postgres", account()),
        ("data folder", writable(data)),
        ("free disk", free_disk(data)),
        ("loopback", loopback()),
        ("setpriv", set_private()),
    ];
    let looks = looks.into_iter().chain(building::looks(installed));
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["needed", "", "found", "how to get it"]);
    let mut all_there = true;
    for (what, found) in looks {
        let (state, colour, text, get) = match found {
            Fine(text) => ("OK", Color::Green, text, String::new()),
            Wanting { why, get } => ("missing, only for development", Color::Yellow, why, get),
            Missing { why, get } => {
                all_there = false;
                ("MISSING", Color::Red, why, get)
            }
        };
        table.add_row([
            Cell::new(what),
            Cell::new(state).fg(colour),
            Cell::new(text),
            Cell::new(get),
        ]);
    }
    println!("{table}");
    println!(
        "{}",
        if all_there {
            "kezhuan up can run here"
        } else {
            "kezhuan up can't run here yet: see the last column"
        }
    );
    Ok(all_there)
}

fn found_tools(tools: &Result<Tools, kezhuan_servers::Error>) -> Found {
    match tools {
        Ok(tools) => Fine(tools.root().display().to_string()),
        Err(error) => Missing {
            why: error.to_string(),
            get: SETUP.to_owned(),
        },
    }
}

/// Asks a program for its version; another one is as good as none.
fn version(program: Option<Command>, expected: &str) -> Found {
    let missing = |why: String| Missing {
        why,
        get: SETUP.to_owned(),
    };
    let Some(mut program) = program else {
        return missing("no tools folder".to_owned());
    };
    match program.arg("--version").output() {
        Ok(output) if output.status.success() => {
            let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            if text.contains(expected) {
                Fine(text)
            } else {
                missing(format!("{text}, but {expected}x is needed"))
            }
        }
        Ok(output) => missing(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => missing(format!(
            "{}: {error}",
            program.get_program().to_string_lossy()
        )),
    }
}

/// Starts Postgres and nats-server so that they end with the suite.
fn set_private() -> Found {
    match on_path("setpriv") {
        Some(place) => Fine(place),
        None => Missing {
            why: "no setpriv on PATH".to_owned(),
            get: "apt-get install util-linux".to_owned(),
        },
    }
}

/// Where a program of this name is.
fn on_path(program: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let place = std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|place| place.is_file())?;
    Some(place.display().to_string())
}

/// Where the rule host looks: beside this program, or one folder up.
fn rule_compiler() -> Found {
    let here = std::env::current_exe().unwrap_or_default();
    let places: Vec<PathBuf> = here
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(COMPILER))
        .collect();
    match places.iter().find(|place| place.is_file()) {
        Some(place) => Fine(place.display().to_string()),
        None => Missing {
            why: format!("no {COMPILER} beside {}", here.display()),
            get: format!("cargo build --bin kezhuan --bin {COMPILER}"),
        },
    }
}

/// Postgres refuses to run as root.
fn account() -> Found {
    if !geteuid().is_root() {
        return Fine("runs as you".to_owned());
    }
    let known = ["postgres", "nobody"]
        .into_iter()
        .find(|name| User::from_name(name).is_ok_and(|user| user.is_some()));
    match known {
        Some(name) => Fine(format!("you are root, so it runs as {name}")),
        None => Missing {
            why: "you are root, and there is no user postgres or nobody".to_owned(),
            get: "adduser --system postgres".to_owned(),
        },
    }
}

/// The folder itself, or the nearest one that exists.
fn existing(path: &Path) -> &Path {
    path.ancestors()
        .find(|folder| folder.is_dir())
        .unwrap_or(Path::new("/"))
}

fn writable(data: &Path) -> Found {
    let folder = existing(data);
    match tempfile::tempfile_in(folder) {
        Ok(_) => Fine(data.display().to_string()),
        Err(error) => Missing {
            why: format!("{}: {error}", folder.display()),
            get: "name a folder of yours with --data or KEZHUAN_DATA".to_owned(),
        },
    }
}

fn free_disk(data: &Path) -> Found {
    let folder = existing(data);
    let get = || "free some space, or name another folder with --data or KEZHUAN_DATA".to_owned();
    match statvfs(folder) {
        Ok(disk) => {
            let free = disk.blocks_available().saturating_mul(disk.fragment_size());
            let text = format!("{} MiB on {}", free >> 20, folder.display());
            if free >= FREE_BYTES_MIN {
                Fine(text)
            } else {
                Missing {
                    why: format!("{text}, {} MiB are needed", FREE_BYTES_MIN >> 20),
                    get: get(),
                }
            }
        }
        Err(error) => Missing {
            why: format!("{}: {error}", folder.display()),
            get: get(),
        },
    }
}

fn loopback() -> Found {
    match TcpListener::bind(("127.0.0.1", 0)) {
        Ok(_) => Fine("127.0.0.1 can be listened on".to_owned()),
        Err(error) => Missing {
            why: format!("127.0.0.1: {error}"),
            get: "ip link set lo up".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_version_is_told_with_the_right_one() {
        let mut echo = Command::new("echo");
        echo.arg("postgres (PostgreSQL) 15.1");
        assert!(
            matches!(version(Some(echo), "18."), Missing { why, .. } if why.contains("15.1") && why.contains("18."))
        );
        let mut echo = Command::new("echo");
        echo.arg("postgres (PostgreSQL) 18.0");
        assert!(matches!(version(Some(echo), "18."), Fine(_)));
        assert!(matches!(
            version(Some(Command::new("/nowhere")), "18."),
            Missing { .. }
        ));
    }

    #[test]
    fn a_folder_that_is_still_to_be_made_is_looked_up_above() {
        assert_eq!(existing(Path::new("/nowhere/at/all")), Path::new("/"));
    }
}
