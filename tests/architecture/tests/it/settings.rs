//! A service's settings file is the reference of its settings.
use kezhuan_architecture::{file, services};
use kezhuan_bus::BusConfig;
use kezhuan_database::DatabaseConfig;
use kezhuan_rpc::ServerConfig;
use serde::de::DeserializeOwned;

fn defaults(service: &str) -> String {
    file(&format!("services/{service}/config/default.toml")).expect("the settings file")
}

/// A whole section as the platform reads it: a key that is missing, or not the platform's, fails.
fn section<T: DeserializeOwned>(service: &str, name: &str) -> T {
    let table: toml::Table = defaults(service).parse().expect("default.toml");
    let section = table.get(name).cloned().expect("the section");
    section
        .try_into()
        .unwrap_or_else(|error| panic!("[{name}] of {service}: {error}"))
}

#[test]
fn every_setting_has_one_comment() {
    let mut found = Vec::new();
    for service in services() {
        let text = defaults(&service);
        let lines: Vec<&str> = text.lines().collect();
        for at in 0..lines.len() {
            let comment = |back: usize| at >= back && lines[at - back].starts_with('#');
            let setting = lines[at].contains(" = ") && !lines[at].starts_with('#');
            if setting && (!comment(1) || comment(2)) {
                found.push(format!("{service}: {}", lines[at]));
            }
        }
    }
    assert!(found.is_empty(), "not one comment:\n{}", found.join("\n"));
}

#[test]
fn the_platforms_sections_are_whole_and_say_what_the_code_says() {
    for service in services() {
        let server: ServerConfig = section(&service, "server");
        let in_code = ServerConfig {
            address: server.address.clone(),
            ..ServerConfig::default()
        };
        assert_eq!(format!("{server:?}"), format!("{in_code:?}"), "{service}");
        let database: DatabaseConfig = section(&service, "database");
        let in_code = DatabaseConfig::default();
        assert_eq!(format!("{database:?}"), format!("{in_code:?}"), "{service}");
        let bus: BusConfig = section(&service, "bus");
        let in_code = BusConfig::default();
        assert_eq!(format!("{bus:?}"), format!("{in_code:?}"), "{service}");
    }
}
