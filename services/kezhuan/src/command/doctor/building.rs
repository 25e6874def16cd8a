//! What only building and testing need.
use std::path::Path;
use std::process::Command;

use kezhuan_servers::Tools;

use super::Found::{self, Fine, Wanting};
use super::{SETUP, on_path};

/// As `rust-version` in the root Cargo.toml.
const RUST_OLDEST: (u32, u32) = (1, 95);

/// One look at each.
pub fn looks(installed: Option<&Tools>) -> [(&'static str, Found); 5] {
    [
        ("Python with gRPC (tests)", python(installed)),
        ("Rust 1.95 or later (building)", rust()),
        ("C compiler and make (building)", c_compiler()),
        ("Python that makes environments (set-up)", environments()),
        ("wasm target (building packages)", wasm_target()),
    ]
}

fn python(tools: Option<&Tools>) -> Found {
    let wanting = |why: String| Wanting {
        why,
        get: SETUP.to_owned(),
    };
    let Some(tools) = tools else {
        return wanting("no tools folder".to_owned());
    };
    let program = tools.python();
    match Command::new(&program)
        .args(["-c", "import grpc; print('grpcio', grpc.__version__)"])
        .output()
    {
        Ok(output) if output.status.success() => {
            Fine(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        Ok(_) => wanting(format!("{} has no grpcio", program.display())),
        Err(error) => wanting(format!("{}: {error}", program.display())),
    }
}

/// The Rust that everything is built with; an older one only wastes somebody's minutes.
fn rust() -> Found {
    let wanting = |why: String| Wanting {
        why,
        get: "https://rustup.rs, then rustup update".to_owned(),
    };
    match Command::new("rustc").arg("--version").output() {
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            if rust_version(&text).is_some_and(|found| found >= RUST_OLDEST) {
                Fine(text)
            } else {
                let (major, minor) = RUST_OLDEST;
                wanting(format!("{text}, but {major}.{minor} or later is needed"))
            }
        }
        Err(error) => wanting(format!("rustc: {error}")),
    }
}

/// The two numbers of `rustc 1.95.0 (59807616e 2026-04-14)` that count.
fn rust_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn c_compiler() -> Found {
    let lacking: Vec<_> = ["cc", "make"]
        .into_iter()
        .filter(|program| on_path(program).is_none())
        .collect();
    if lacking.is_empty() {
        Fine("cc, make".to_owned())
    } else {
        Wanting {
            why: format!("not on PATH: {}", lacking.join(", ")),
            get: "apt-get install gcc libc6-dev make".to_owned(),
        }
    }
}

/// What the set-up makes its environment with; Debian ships Python without it.
fn environments() -> Found {
    let python = Command::new("python3")
        .args(["-c", "import venv, ensurepip, sys; print(sys.version)"])
        .output();
    match python {
        Ok(output) if output.status.success() => {
            Fine(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        _ => Wanting {
            why: "no python3 with venv".to_owned(),
            get: "apt-get install python3-venv".to_owned(),
        },
    }
}

fn wasm_target() -> Found {
    let get = "rustup target add wasm32-unknown-unknown, or make plugins".to_owned();
    match Command::new("rustc")
        .args([
            "--print",
            "target-libdir",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .output()
    {
        Ok(output) => {
            let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            if Path::new(&folder).is_dir() {
                Fine(folder)
            } else {
                Wanting {
                    why: "not installed by rustup; make plugins fetches it itself".to_owned(),
                    get,
                }
            }
        }
        Err(error) => Wanting {
            why: format!("rustc: {error}"),
            get,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_rust_is_told_from_a_new_one() {
        let old = rust_version("rustc 1.63.0 (4b91a6ea7 2022-08-08)");
        assert!(old.is_some_and(|found| found < RUST_OLDEST));
        let new = rust_version("rustc 1.100.0-nightly (0 2027-01-01)");
        assert!(new.is_some_and(|found| found >= RUST_OLDEST));
        assert_eq!(rust_version("no such thing"), None);
    }
}
