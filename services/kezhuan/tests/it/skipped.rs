//! What this machine lacks is told where people look: at the end of `make test`.
use std::process::Command;

use crate::program::told;

#[test]
fn a_language_without_its_tools_is_told_at_the_end_and_is_not_passed() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/setup/run-tests.sh");
    // In cargo's place, as a function the shell finds before it: these tests where no tool is.
    let tests = "PATH=/nowhere \"$THESE\" --exact proof_files::files_are_written_as_the_golden_one \
                 author::a_new_package_in_javascript_builds_and_passes_at_once_whatever_it_answers \
                 examples::pengjiangs_incentive_is_the_same_to_the_byte_in_python";
    for threads in ["1", "2"] {
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
        assert_eq!(
            end,
            [
                "1 passed, 0 failed, 2 skipped",
                "SKIPPED: rules in Python: no python3 on this machine",
                "SKIPPED: rules in JavaScript: no npm on this machine",
            ],
            "{said}"
        );
    }
}
