//! Which languages this machine can build rules in: what their toolchains ask for is asked here, so that a test that
//! can't run is skipped with the reason.
use std::process::Command;

use kezhuan_testkit::skipped;

use crate::author::checkout;
use crate::program::told;

/// What the toolchain of JavaScript asks for.
const NODE: &str = "
if (parseInt(process.versions.node) < 20) {
    console.error(`node is ${process.version}, 20 or later is needed`);
    process.exit(1);
}
";

/// What that of Python asks for.
const PYTHON: &str = "
import sys
if sys.version_info < (3, 11):
    sys.exit(f'python3 is {sys.version.split()[0]}, 3.11 or later is needed')
import ensurepip, venv
";

/// Whether this machine can build rules in JavaScript; says so when it can't.
pub fn builds_javascript() -> bool {
    let lacking = why_not("npm", &["--version"]).or_else(|| why_not("node", &["-e", NODE]));
    is_fit("JavaScript", lacking)
}

/// Whether this machine can build rules in Python; says so when it can't.
pub fn builds_python() -> bool {
    is_fit("Python", why_not("python3", &["-c", PYTHON]))
}

fn is_fit(language: &str, lacking: Option<String>) -> bool {
    match lacking {
        None => true,
        Some(why) => {
            skipped(&format!("rules in {language}: {why}"));
            false
        }
    }
}

/// Why a tool can't be used, where it can't.
fn why_not(tool: &str, probe: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(tool).args(probe).output() else {
        return Some(format!("no {tool} on this machine"));
    };
    if output.status.success() {
        return None;
    }
    let said = told(&output);
    let why = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    Some(why.map_or_else(
        || format!("{tool} ended with {}", output.status),
        str::to_owned,
    ))
}

/// Whether this machine can build for wasm32 at all; its packages are then used as checked in.
pub fn builds_wasm() -> bool {
    let script = checkout().join("plugins/wasm-target.sh");
    let why = match Command::new("bash").arg(script).output() {
        Ok(output) if output.status.success() => return true,
        Ok(output) => told(&output),
        Err(error) => error.to_string(),
    };
    let why: Vec<&str> = why.lines().map(str::trim).collect();
    skipped(&format!(
        "rules in Rust: no wasm32-unknown-unknown on this machine: {}",
        why.join("; ")
    ));
    false
}
