use std::io::Write;

use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Settings {
    server: Server,
    database: Database,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Server {
    address: String,
    streams_max: u32,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Database {
    url: String,
}

const DEFAULTS: &str =
    "[server]\naddress = \"127.0.0.1:0\"\nstreams_max = 100\n[database]\nurl = \"\"\n";

fn settings(file: &str, variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let mut path = tempfile::NamedTempFile::new().unwrap();
    path.write_all(file.as_bytes()).unwrap();
    let variables = variables
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    read("quiet", DEFAULTS, Some(path.path()), Some(variables))
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let defaults = settings("", &[]).unwrap();
    assert_eq!(
        (
            defaults.server.streams_max,
            defaults.server.address.as_str()
        ),
        (100, "127.0.0.1:0")
    );
    let file = "[server]\nstreams_max = 7\naddress = \"0.0.0.0:1\"\n";
    let read = settings(
        file,
        &[
            ("KEZHUAN_QUIET__SERVER__STREAMS_MAX", "9"),
            ("KEZHUAN_OTHER__SERVER__X", "1"),
        ],
    )
    .unwrap();
    assert_eq!(
        (read.server.streams_max, read.server.address.as_str()),
        (9, "0.0.0.0:1")
    );
}

#[test]
fn an_unknown_key_is_named_with_the_known_ones() {
    for (file, variables) in [
        ("[server]\nstreams_maximum = 7\n", vec![]),
        ("[sever]\nstreams_max = 7\n", vec![]),
        ("", vec![("KEZHUAN_QUIET__SERVER__STREAM_MAX", "7")]),
        ("[server]\nport_file = \"/x\"\n", vec![]),
    ] {
        let error = settings(file, &variables).unwrap_err();
        let ConfigError::UnknownKey { unknown, known, .. } = error else {
            panic!("{error}")
        };
        assert!(
            [
                "server.streams_maximum",
                "sever.streams_max",
                "server.stream_max",
                "server.port_file"
            ]
            .contains(&unknown.as_str())
        );
        assert_eq!(known, "database.url, server.address, server.streams_max");
    }
}

#[test]
fn a_secret_is_read_from_its_file() {
    let mut secret = tempfile::NamedTempFile::new().unwrap();
    secret
        .write_all("postgres://kezhuan:secret@db/x\n".as_bytes())
        .unwrap();
    let path = secret.path().to_str().unwrap();
    let read = settings("", &[("KEZHUAN_QUIET__DATABASE__URL_FILE", path)]).unwrap();
    assert_eq!(read.database.url, "postgres://kezhuan:secret@db/x");

    let digits = settings("", &[("KEZHUAN_QUIET__DATABASE__URL", "12345")]).unwrap();
    assert_eq!(digits.database.url, "12345");

    let error = settings(
        "",
        &[("KEZHUAN_QUIET__DATABASE__URL_FILE", "/nowhere/secret")],
    )
    .unwrap_err()
    .to_string();
    assert!(
        error.contains("database.url_file") && error.contains("/nowhere/secret"),
        "{error}"
    );
}

#[test]
fn a_wrong_value_names_its_key() {
    let error = settings("[server]\nstreams_max = \"many\"\n", &[])
        .unwrap_err()
        .to_string();
    assert!(error.contains("streams_max"), "{error}");
}

#[test]
fn each_service_of_a_process_has_a_file_of_its_own() {
    assert_eq!(file_variable("contracts"), "KEZHUAN_CONTRACTS_CONFIG_FILE");
    assert_eq!(
        file_variable("tech-loans"),
        "KEZHUAN_TECH_LOANS_CONFIG_FILE"
    );
    // It is no key: those have two underscores behind the service.
    let variables = [(file_variable("contracts"), "/etc/contracts.toml".to_owned())];
    let settings: Result<toml::Table, _> =
        read("contracts", "[a]\nb = 1", None, Some(variables.into()));
    assert_eq!(settings.unwrap()["a"]["b"].as_integer(), Some(1));
}
