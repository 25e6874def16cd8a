//! Every SQL statement in this crate's sources is prepared against the real schema.
use std::path::Path;

use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

use crate::world::*;

/// String literals that begin like a statement, without those built with `format!`.
fn statements_in(source: &str) -> Vec<String> {
    let production = source.split("#[cfg(test)]").next().unwrap_or_default();
    let literals = production.split('"').skip(1).step_by(2).map(str::to_owned);
    let verbs = [
        "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH\n", "WITH ",
    ];
    literals
        .filter(|literal| {
            verbs.iter().any(|verb| literal.starts_with(verb)) && !literal.contains('{')
        })
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

#[tokio::test]
async fn every_statement_fits_the_schema() {
    let world = world().await;
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    let statements: Vec<String> = files.iter().flat_map(|file| statements_in(file)).collect();
    assert!(
        statements.len() >= 25,
        "only {} statements were found",
        statements.len()
    );
    let mut connection = world.admin().await;
    for statement in statements {
        let prepared = (&mut connection)
            .prepare(AssertSqlSafe(statement.clone()).into_sql_str())
            .await;
        assert!(prepared.is_ok(), "{statement}\n{:?}", prepared.err());
    }
}
