//! One place for versions and lints.
use kezhuan_architecture::{file, files};

fn manifests() -> Vec<kezhuan_architecture::Source> {
    ["services", "tests"]
        .iter()
        .flat_map(|folder| files(folder, "Cargo.toml"))
        .collect()
}

#[test]
fn every_crate_is_a_listed_member() {
    let root = file("Cargo.toml").expect("the root manifest");
    let found: Vec<String> = manifests()
        .into_iter()
        .map(|manifest| manifest.path.trim_end_matches("/Cargo.toml").to_owned())
        .filter(|folder| !root.contains(&format!("\"{folder}\"")))
        .collect();
    assert!(found.is_empty(), "not in [workspace] members: {found:?}");
}

#[test]
fn a_plain_test_run_takes_every_member_but_the_bench() {
    let root: toml::Table = file("Cargo.toml")
        .and_then(|text| text.parse().ok())
        .expect("the root manifest");
    let listed = |list: &str| root["workspace"][list].as_array().expect("a list").clone();
    let mut members = listed("members");
    members.retain(|folder| {
        !folder
            .as_str()
            .is_some_and(|path| path.starts_with("tests/bench"))
    });
    assert_eq!(members, listed("default-members"));
}

#[test]
fn every_crate_inherits_the_workspace_lints() {
    let found: Vec<String> = manifests()
        .into_iter()
        .filter(|manifest| !manifest.text.contains("[lints]\nworkspace = true"))
        .map(|manifest| manifest.path)
        .collect();
    assert!(found.is_empty(), "no inherited lints: {found:?}");
}

#[test]
fn every_dependency_version_stands_in_the_root() {
    let mut found = Vec::new();
    for manifest in manifests() {
        let table: toml::Table = manifest.text.parse().expect("a manifest");
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(dependencies) = table.get(section).and_then(toml::Value::as_table) else {
                continue;
            };
            for (name, value) in dependencies {
                let inherited = value
                    .get("workspace")
                    .and_then(toml::Value::as_bool)
                    .unwrap_or(false);
                if !inherited && value.get("path").is_none() {
                    found.push(format!("{}: {name}", manifest.path));
                }
            }
        }
    }
    assert!(
        found.is_empty(),
        "versions belong in the root manifest:\n{}",
        found.join("\n")
    );
}
