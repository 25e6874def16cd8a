//! Rooms, not drawers: names a module or crate may not have.
use kezhuan_architecture::files;

const BANNED: &[&str] = &[
    "common", "util", "utils", "shared", "core", "types", "helper", "helpers", "misc", "manager",
    "base",
];

#[test]
fn no_file_folder_or_crate_is_a_drawer() {
    let mut found = Vec::new();
    for folder in ["services", "plugins", "tests", "proto", "helm"] {
        for ending in [".rs", ".py", ".proto", "Cargo.toml"] {
            for source in files(folder, ending) {
                let banned = source
                    .path
                    .split('/')
                    .map(|part| part.split('.').next().unwrap_or(part))
                    .any(|part| BANNED.contains(&part));
                if banned {
                    found.push(source.path);
                }
            }
        }
    }
    assert!(
        found.is_empty(),
        "name the capability instead:\n{}",
        found.join("\n")
    );
}

#[test]
fn top_level_holds_only_the_agreed_folders() {
    let allowed = ["services", "plugins", "proto", "helm", "tests", "target"];
    let found: Vec<String> = std::fs::read_dir(kezhuan_architecture::root())
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !allowed.contains(&name.as_str()))
        .collect();
    assert!(found.is_empty(), "unexpected top-level folders: {found:?}");
}
