//! What this machine lacks is told where people look: at the end of `make test`.
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::program::told;

#[test]
fn a_language_without_its_tools_is_told_at_the_end_and_is_not_passed() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/setup/run-tests.sh");
    // Tools that are there and can't do it are none either.
    let unfit = tempfile::tempdir().unwrap();
    for tool in ["npm", "python3"] {
        symlink("/bin/false", unfit.path().join(tool)).unwrap();
    }
    for (threads, tools) in [
        ("1", Path::new("/nowhere")),
        ("2", Path::new("/nowhere")),
        ("2", unfit.path()),
    ] {
        // In cargo's place, as a function the shell finds before it: these tests with those tools.
        let tests = format!(
            "PATH={} \"$THESE\" --exact proof_files::files_are_written_as_the_golden_one \
             author::a_new_package_in_javascript_builds_and_passes_at_once_whatever_it_answers \
             examples::pengjiangs_incentive_is_the_same_to_the_byte_in_python",
            tools.display()
        );
        let output = Command::new("bash")
            .args([script, "--some"])
            .env("THESE", std::env::current_exe().unwrap())
            .env("RUST_TEST_THREADS", threads)
            .env("BASH_FUNC_cargo%%", format!("() {{ {tests}; }}"))
            .output()
            .unwrap();
        let said = told(&output);
        assert!(output.status.success(), "{said}");
        let end: Vec<&str> = said.lines().rev().take(3).collect();
        let [last, python, javascript] = end[..] else {
            panic!("{said}");
        };
        assert_eq!(last, "1 passed, 0 failed, 2 skipped", "{said}");
        let why = |line: &str, language: &str| {
            let why = line.strip_prefix(&format!("SKIPPED: rules in {language}: "));
            why.unwrap_or_else(|| panic!("{said}")).to_owned()
        };
        let whys = [why(python, "Python"), why(javascript, "JavaScript")];
        if tools == Path::new("/nowhere") {
            let none = ["no python3 on this machine", "no npm on this machine"];
            assert_eq!(whys, none, "{said}");
        }
    }
}
