//! A service's README names what the service has.
use kezhuan_architecture::{file, files, services};
use prost::Message;
use prost_types::FileDescriptorSet;

fn readme(service: &str) -> String {
    file(&format!("services/{service}/README.md"))
        .unwrap_or_else(|| panic!("services/{service}/README.md is missing"))
}

/// What the platform's README says of one section of settings.
fn platform_row(section: &str) -> String {
    let text = file("services/platform/README.md").expect("the platform's README");
    let (_, settings) = text.split_once("## Settings").expect("its settings");
    let row = settings
        .lines()
        .find(|line| line.starts_with(&format!("| `{section}` |")));
    row.unwrap_or_default().to_owned()
}

#[test]
fn every_service_folder_is_built_alike() {
    let parts = [
        "README.md",
        "Cargo.toml",
        "config/default.toml",
        "migrations",
        "src/main.rs",
        "src/lib.rs",
        "src/error.rs",
        "src/domain",
        "src/store",
        "src/api",
        "tests/it/main.rs",
        "tests/it/permissions.rs",
    ];
    let mut found = Vec::new();
    for service in services() {
        for part in parts {
            if !kezhuan_architecture::root()
                .join("services")
                .join(&service)
                .join(part)
                .exists()
            {
                found.push(format!("services/{service}/{part}"));
            }
        }
    }
    assert!(found.is_empty(), "missing: {found:?}");
}

#[test]
fn a_readme_lists_every_rpc_and_event() {
    let set =
        FileDescriptorSet::decode(kezhuan_protocol::FILE_DESCRIPTOR_SET).expect("descriptors");
    let mut found = Vec::new();
    for service in services() {
        let text = readme(&service);
        let package = format!("kezhuan.{service}.v1");
        for proto in set.file.iter().filter(|proto| proto.package() == package) {
            let rpcs = proto
                .service
                .iter()
                .flat_map(|service| &service.method)
                .map(|method| method.name().to_owned());
            let events = proto
                .message_type
                .iter()
                .filter(|_| proto.name().ends_with("_events.proto"))
                .map(|message| message.name().to_owned())
                .filter(|name| !name.ends_with("Moved") && name != "RegisteredVersion");
            found.extend(
                rpcs.chain(events)
                    .filter(|name| !text.contains(name.as_str()))
                    .map(|name| format!("{service}: {name}")),
            );
        }
    }
    assert!(found.is_empty(), "not in the README:\n{}", found.join("\n"));
}

#[test]
fn a_readme_lists_every_table_and_config_key() {
    let mut found = Vec::new();
    for service in services() {
        let text = readme(&service);
        for migration in files(&format!("services/{service}/migrations"), ".sql") {
            for line in migration.text.lines() {
                if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                    let table = rest.split([' ', '(']).next().unwrap_or_default();
                    if !text.contains(&format!("`{table}`")) {
                        found.push(format!("{service}: table {table}"));
                    }
                }
            }
        }
        let defaults: toml::Table = file(&format!("services/{service}/config/default.toml"))
            .unwrap_or_default()
            .parse()
            .expect("default.toml");
        for (section, keys) in &defaults {
            for key in keys.as_table().into_iter().flatten().map(|(key, _)| key) {
                let own = text.contains(&format!("`{section}.{key}`"));
                let of_platform = text.contains(&format!("`{section}`"))
                    && platform_row(section).contains(&format!("`{key}`"));
                if !own && !of_platform {
                    found.push(format!("{service}: key {section}.{key}"));
                }
            }
        }
    }
    assert!(found.is_empty(), "not in the README:\n{}", found.join("\n"));
}
