//! Every SQL statement is one that Postgres takes on the migrated schema.
use std::collections::BTreeSet;
use std::path::Path;

use kezhuan_architecture::statements;
use kezhuan_architecture::{Source, file, files, root, services};
use kezhuan_testkit::TestDatabase;
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Executor, PgConnection, SqlSafeStr};

/// Files that put statements together at run time, and what sends each of those to Postgres.
const ASSEMBLING: &[(&str, &str)] = &[
    (
        "services/contracts/src/store/contract_list.rs",
        "services/contracts/tests/it/lists.rs lists in every order under every filter",
    ),
    (
        "services/contracts/src/store/contracts.rs",
        "the one way to load a contract, with the columns that lists have too",
    ),
    (
        "services/incubation/src/store/records.rs",
        "services/incubation/tests/it/store/tenancies.rs reads every kind of record, tests/it/support.rs adds and signs them",
    ),
    (
        "services/platform/cases/src/listing.rs",
        "services/incubation/tests/it/store/carriers.rs lists in both orders under every filter",
    ),
    (
        "services/platform/database/src/door/group.rs",
        "the beginning of every write, with the caller's names in it",
    ),
    (
        "services/platform/database/src/past/mod.rs",
        "the beginning of every stream of decisions; services/contracts/tests/it/replay.rs reads them",
    ),
    (
        "services/platform/database/src/prepare.rs",
        "every test that has a database prepared it",
    ),
    (
        "services/platform/database/src/reading.rs",
        "the beginning of every read, with the caller's names in it",
    ),
];

/// The sources whose statements go to the databases of `services`.
fn sources(folder: &str) -> Vec<Source> {
    let mut sources = files(&format!("services/{folder}/src"), ".rs");
    sources.retain(|source| !source.path.ends_with("/tests.rs"));
    sources
}

/// Crates of the platform whose tables are only in the databases of services that depend on them, or on what depends on them.
const OF_THEIR_USERS: &[(&str, &str)] = &[
    ("kezhuan-adoption.workspace", "platform/adoption"),
    ("kezhuan-cases.workspace", "platform/cases"),
    ("kezhuan-grants.workspace", "platform/grants"),
    ("kezhuan-notifications.workspace", "platform/notifications"),
    ("kezhuan-cases.workspace", "platform/numbers"),
    ("kezhuan-scheduler.workspace", "platform/scheduler"),
];

/// Files of those crates that only some of their users send, and what a source says that does.
const OF_SOME_USERS: &[(&str, &str)] = &[
    (
        "services/platform/cases/src/audit_entries.rs",
        "impl CaseService for",
    ),
    (
        "services/platform/cases/src/decisions.rs",
        "impl CaseService for",
    ),
    (
        "services/platform/cases/src/notices.rs",
        "notices::admit_objector",
    ),
];

/// Whether a service sends what stands in a file of a crate that it uses.
fn sends(service: &str, path: &str) -> bool {
    let said = OF_SOME_USERS.iter().find(|(file, _)| *file == path);
    said.is_none_or(|(_, said)| {
        let own = sources(service);
        own.iter().any(|source| source.text.contains(said))
    })
}

/// The folders of the platform whose statements go to the database of a service.
fn platform_of(service: &str) -> Vec<&'static str> {
    let manifest = file(&format!("services/{service}/Cargo.toml")).expect("its manifest");
    let used = OF_THEIR_USERS
        .iter()
        .filter(|(name, _)| manifest.contains(name));
    ["platform/database", "platform/bus"]
        .into_iter()
        .chain(used.map(|(_, folder)| *folder))
        .collect()
}

async fn migrated(service: &str) -> (TestDatabase, PgConnection) {
    let folder = root().join(format!("services/{service}/migrations"));
    let migrations = Migrator::new(Path::new(&folder)).await.expect("migrations");
    let name: &'static str = service.to_owned().leak();
    let database = TestDatabase::for_service(name, migrations)
        .await
        .expect("a migrated database");
    let connection = database.admin().await.expect("a connection");
    (database, connection)
}

async fn problem(connection: &mut PgConnection, statement: &str) -> Option<String> {
    let statement = AssertSqlSafe(statement.to_owned()).into_sql_str();
    connection
        .prepare(statement)
        .await
        .err()
        .map(|error| error.to_string())
}

#[tokio::test]
async fn every_statement_of_a_service_fits_its_schema() {
    let mut found = Vec::new();
    for service in services() {
        let (_database, mut connection) = migrated(&service).await;
        let mut count = 0;
        let mut folders = platform_of(&service);
        folders.push(&service);
        for folder in folders {
            let sent = sources(folder)
                .into_iter()
                .filter(|source| sends(&service, &source.path));
            for source in sent {
                for statement in statements::of(&source).whole {
                    count += 1;
                    let problem = problem(&mut connection, &statement).await;
                    found.extend(problem.map(|problem| {
                        format!("{} on {service}: {problem}\n{statement}", source.path)
                    }));
                }
            }
        }
        assert!(
            count > 40,
            "only {count} statements of {service} were found"
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

/// The toolbox compares the books of several services: each statement is for one of them.
#[tokio::test]
async fn every_statement_of_the_toolbox_fits_a_schema() {
    let mut databases = Vec::new();
    for service in services() {
        databases.push(migrated(&service).await);
    }
    let mut found = Vec::new();
    for source in sources("kezhuan") {
        for statement in statements::of(&source).whole {
            let mut problems = Vec::new();
            for (_, connection) in &mut databases {
                problems.push(problem(connection, &statement).await);
            }
            if problems.iter().all(Option::is_some) {
                found.push(format!("{}: {problems:?}\n{statement}", source.path));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

#[test]
fn statements_are_assembled_only_where_something_sends_them_all() {
    let assembling: BTreeSet<String> = files("services", ".rs")
        .into_iter()
        .filter(|source| source.path.contains("/src/") && !source.path.contains("testkit/"))
        .filter(|source| statements::of(source).assembles)
        .map(|source| source.path)
        .collect();
    let known: BTreeSet<String> = ASSEMBLING
        .iter()
        .map(|(path, _)| (*path).to_owned())
        .collect();
    assert_eq!(assembling, known);
}

/// Who grants has the tables of `grants` word for word, so that one crate reads and writes them all.
#[test]
fn every_service_that_grants_has_the_same_tables() {
    let tables = file("services/platform/grants/sql/grants.sql").expect("the tables of grants");
    let granting = services().into_iter().filter(|service| {
        let manifest = file(&format!("services/{service}/Cargo.toml")).unwrap_or_default();
        manifest.contains("kezhuan-grants.workspace")
    });
    let mut folders: Vec<String> = granting
        .map(|service| format!("services/{service}/migrations"))
        .collect();
    folders.push("services/platform/grants/tests/it/migrations".to_owned());
    let without: Vec<String> = folders
        .into_iter()
        .filter(|folder| {
            let migrations = files(folder, ".sql");
            !migrations.iter().any(|migration| migration.text == tables)
        })
        .collect();
    assert!(without.is_empty(), "without grants.sql: {without:?}");
}

/// Who tells people has the tables of `notifications` word for word.
#[test]
fn every_service_that_tells_people_has_the_same_tables() {
    let tables = file("services/platform/notifications/sql/notifications.sql");
    let tables = tables.expect("the tables of notifications");
    let telling = services().into_iter().filter(|service| {
        let manifest = file(&format!("services/{service}/Cargo.toml")).unwrap_or_default();
        manifest.contains("kezhuan-notifications.workspace")
    });
    let mut folders: Vec<String> = telling
        .map(|service| format!("services/{service}/migrations"))
        .collect();
    folders.push("services/platform/notifications/tests/it/migrations".to_owned());
    let without: Vec<String> = folders
        .into_iter()
        .filter(|folder| {
            let migrations = files(folder, ".sql");
            !migrations.iter().any(|migration| migration.text == tables)
        })
        .collect();
    assert!(without.is_empty(), "without notifications.sql: {without:?}");
}
