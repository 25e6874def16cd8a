//! What each layer may not name.
use kezhuan_architecture::{Source, files, services};

/// The list is short on purpose: add to it, never remove.
const IO: &[&str] = &[
    "sqlx",
    "tonic",
    "prost",
    "async_nats",
    "wasmtime",
    "tokio",
    "std::fs",
    "std::net",
    "SystemTime",
    "Utc::now",
    "Local::now",
    "rand::",
    "kezhuan_database",
    "kezhuan_bus",
    "kezhuan_rule_host",
    "crate::store",
    "crate::api",
    "crate::consumers",
    "crate::rules",
];
const SQL: &[&str] = &[
    "sqlx::query",
    "SELECT ",
    "INSERT INTO",
    "UPDATE ",
    "DELETE FROM",
];

fn offences(files: &[Source], forbidden: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in file.code_lines() {
            for word in forbidden.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{}:{number} names {word}", file.path));
            }
        }
    }
    found
}

fn of_services(folder: &str) -> Vec<Source> {
    services()
        .iter()
        .flat_map(|service| files(&format!("services/{service}/src/{folder}"), ".rs"))
        .collect()
}

#[test]
fn domain_code_knows_no_io_and_no_clock() {
    let mut sources = of_services("domain");
    sources.extend(files("services/law/src", ".rs"));
    assert!(sources.len() > 20, "the domain was not found");
    let found = offences(&sources, IO);
    assert!(
        found.is_empty(),
        "the domain must stay pure:\n{}",
        found.join("\n")
    );
}

#[test]
fn api_and_consumers_hold_no_sql() {
    let mut sources = of_services("api");
    sources.extend(of_services("consumers"));
    let found = offences(&sources, SQL);
    assert!(
        found.is_empty(),
        "SQL belongs to store:\n{}",
        found.join("\n")
    );
}

/// The places of the host size the pool that the memory of every question comes from.
#[test]
fn whoever_asks_packages_takes_a_place_of_the_host() {
    // Reads papers.
    let ask_nothing = ["services/rules/src/checking.rs"];
    let mut sources = of_services("");
    let names = |file: &Source, word: &str| file.code_lines().any(|(_, line)| line.contains(word));
    sources.retain(|file| {
        names(file, "kezhuan_rule_host") && !ask_nothing.contains(&file.path.as_str())
    });
    assert!(sources.len() > 10, "those who ask were not found");
    let found = offences(&sources, &["spawn_blocking"]);
    assert!(
        found.is_empty(),
        "run it by Host::beside:\n{}",
        found.join("\n")
    );
}

#[test]
fn one_crate_each_knows_wasmtime_and_nats() {
    let mut found = Vec::new();
    for source in files("services", "Cargo.toml") {
        for (dependency, owners) in [
            ("wasmtime", &["services/platform/rule-host"][..]),
            // Tests may speak to the real server themselves.
            (
                "async-nats",
                &["services/platform/bus", "services/platform/testkit"],
            ),
        ] {
            let shipped = source
                .text
                .split("[dev-dependencies]")
                .next()
                .unwrap_or_default();
            let named = shipped.lines().any(|line| {
                line.starts_with(&format!("{dependency}."))
                    || line.starts_with(&format!("{dependency} ="))
            });
            if named && !owners.iter().any(|owner| source.path.starts_with(owner)) {
                found.push(format!("{} depends on {dependency}", source.path));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn platform_depends_on_no_service() {
    let mut found = Vec::new();
    for source in files("services/platform", "Cargo.toml") {
        for service in services() {
            if source
                .text
                .contains(&format!("kezhuan-{service}.workspace"))
            {
                found.push(format!("{} depends on {service}", source.path));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn platform_names_no_aggregate() {
    let words = [
        "AgricultureService",
        "ContractsService",
        "EventsService",
        "FinancingService",
        "IncubationService",
        "kezhuan.agriculture",
        "kezhuan.contracts",
        "kezhuan.events",
        "kezhuan.financing",
        "kezhuan.incubation",
        "agriculture.kezhuan",
        "contracts.kezhuan",
        "events.kezhuan",
        "financing.kezhuan",
        "incubation.kezhuan",
        "kezhuan_protocol::agriculture",
        "kezhuan_protocol::contracts",
        "kezhuan_protocol::events",
        "kezhuan_protocol::financing",
        "kezhuan_protocol::incubation",
        "kezhuan_protocol::scoreboard",
    ];
    let sources: Vec<Source> = files("services/platform", ".rs")
        .into_iter()
        .filter(|source| source.path.contains("/src/") && !source.path.contains("/protocol/"))
        .collect();
    let found = offences(&sources, &words);
    assert!(
        found.is_empty(),
        "the platform knows no service's words:\n{}",
        found.join("\n")
    );
}
