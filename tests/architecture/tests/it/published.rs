//! Interfaces of rule packages: what was published stays, and the README says what the host answers to.
use std::collections::BTreeSet;

use kezhuan_architecture::{file, files, root};
use kezhuan_rule_host::{Digest, HookDefinition, HookId, hooks};

fn published() -> toml::Table {
    let text = file("plugins/fixtures/published/interfaces.toml")
        .expect("plugins/fixtures/published/interfaces.toml");
    text.parse().expect("its entries")
}

/// Folder and version of each entry.
fn entries() -> Vec<(String, String, toml::Value)> {
    let mut entries = Vec::new();
    for (folder, versions) in published()
        .into_iter()
        .filter(|(name, _)| name != "packages")
    {
        for (version, entry) in versions.as_table().expect("versions") {
            entries.push((folder.clone(), version.clone(), entry.clone()));
        }
    }
    entries
}

/// Where the interfaces of a hook lie.
fn folder(hook: &HookDefinition) -> String {
    let id: HookId = hook.id.parse().expect("a hook");
    id.wit_name()
}

#[test]
fn a_published_interface_never_changes() {
    let listed: BTreeSet<String> = entries()
        .iter()
        .map(|(folder, version, _)| format!("plugins/wit/{folder}/{version}.wit"))
        .collect();
    let found = files("plugins/wit", ".wit").into_iter();
    let found: BTreeSet<String> = found.map(|source| source.path).collect();
    assert_eq!(
        found, listed,
        "plugins/fixtures/published/interfaces.toml lists every version"
    );
    for (folder, version, entry) in entries() {
        let path = format!("plugins/wit/{folder}/{version}.wit");
        let text = file(&path).unwrap_or_default();
        let digest = Digest::of(text.as_bytes()).to_string();
        let noted = entry["wit"].as_str();
        assert_eq!(
            noted,
            Some(digest.as_str()),
            "{path} was published: write a new version"
        );
    }
}

#[test]
fn every_version_the_host_answers_has_its_package_which_is_never_built_again() {
    let known: BTreeSet<(String, String)> = hooks()
        .iter()
        .flat_map(|hook| {
            let folder = folder(hook);
            let versions = hook.versions.iter();
            versions.map(move |version| (folder.clone(), version.number.to_owned()))
        })
        .collect();
    let listed = entries().into_iter();
    let listed: BTreeSet<_> = listed
        .map(|(folder, version, _)| (folder, version))
        .collect();
    assert_eq!(known, listed);
    let published = published();
    for (name, digest) in published["packages"].as_table().expect("packages") {
        let path = root().join("plugins/fixtures/published").join(name);
        let bytes = std::fs::read(path).expect(name);
        assert_eq!(
            digest.as_str(),
            Some(Digest::of(&bytes).to_string().as_str()),
            "{name}"
        );
    }
}

#[test]
fn the_readme_says_what_this_host_answers_to() {
    let readme = file("plugins/README.md").expect("plugins/README.md");
    let host: Vec<&str> = env!("CARGO_PKG_VERSION").splitn(3, '.').take(2).collect();
    let heading = format!("| interface | host {} |", host.join("."));
    assert!(readme.contains(&heading), "no table `{heading}…`");
    for hook in hooks() {
        for (at, version) in hook.versions.iter().enumerate() {
            let folder = folder(hook);
            let is_newest = at + 1 == hook.versions.len();
            let how = if is_newest { "asked" } else { "adapted" };
            let row = format!("| `kezhuan:{folder}@{}` | {how} |", version.number);
            assert!(readme.contains(&row), "no row `{row}…`");
        }
    }
}
