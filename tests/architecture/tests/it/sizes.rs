//! A file someone can read in one go.
use kezhuan_architecture::files;

const LINES_MAX: usize = 500;

#[test]
fn no_source_file_is_longer_than_the_limit() {
    let mut found = Vec::new();
    for folder in ["services", "plugins", "tests"] {
        for ending in [".rs", ".py", ".sh", ".sql", ".wit"] {
            for source in files(folder, ending) {
                let lines = source.text.lines().count();
                if lines > LINES_MAX {
                    found.push(format!("{} has {lines} lines", source.path));
                }
            }
        }
    }
    assert!(
        found.is_empty(),
        "two rooms in one file?\n{}",
        found.join("\n")
    );
}

#[test]
fn every_rust_file_says_what_it_is() {
    let found: Vec<String> = ["services", "tests"]
        .iter()
        .flat_map(|folder| files(folder, ".rs"))
        .filter(|source| {
            source.path.contains("/src/")
                && !source.path.contains("tests")
                && !source.text.starts_with("//!")
        })
        .map(|source| source.path)
        .collect();
    assert!(found.is_empty(), "no module head:\n{}", found.join("\n"));
}

#[test]
fn nothing_unfinished_landed() {
    let marks = [
        "todo!(",
        "unimplemented!(",
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        "dbg!(",
    ];
    let mut found = Vec::new();
    for folder in ["services", "plugins", "tests", "proto"] {
        for ending in [".rs", ".py", ".sh", ".proto", ".sql", ".wit", ".toml"] {
            for source in files(folder, ending)
                .into_iter()
                .filter(|source| !source.path.starts_with("tests/architecture"))
            {
                for mark in marks.iter().filter(|mark| source.text.contains(**mark)) {
                    found.push(format!("{} has {mark}", source.path));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
