//! Tables of carriers and bases on their way in and out: good rows, bad rows, repetition, and a table that comes back.
use std::fmt::Write;
use std::fs;
use std::path::Path;

use kezhuan::suite::{Clients, Person, Session};
use kezhuan_auth::Role;

use crate::program::{run, told};

/// One request to one service of the suite.
macro_rules! ask {
    ($session:expr, $service:ident, $rpc:ident, $request:expr) => {
        $session
            .$service()
            .expect("a client")
            .$rpc($request)
            .await
            .expect(stringify!($rpc))
            .into_inner()
    };
}

mod bases;
mod carriers;
mod options;

fn id() -> String {
    uuid::Uuid::now_v7().to_string()
}

fn session(data: &Path, person: &Person) -> Session {
    let clients = Clients::of(data).expect("a suite");
    clients.session(person).expect("a session")
}

/// Somebody of the organisation that runs a carrier or a base.
fn operator(data: &Path, organisation: &str) -> Session {
    let person = Person::new("operator").organisation(organisation);
    session(data, &person.role(Role::CarrierOp))
}

fn county(data: &Path, subject: &str, tenant: &str) -> Session {
    session(data, &Person::official(subject, tenant, Role::CountyStb))
}

/// Writes a table as offices save it.
fn table(path: &Path, headers: &str, rows: &[String]) {
    let mut text = format!("\u{feff}{headers}\n");
    for row in rows {
        writeln!(text, "{row}").expect("text grows");
    }
    fs::write(path, text).expect("written");
}

/// Runs a command; whether it ended well, and what it printed.
fn say(data: &Path, command: &str, file: &Path, more: &[&str]) -> (bool, String) {
    let file = file.display().to_string();
    let mut arguments: Vec<&str> = command.split(' ').collect();
    arguments.push(&file);
    arguments.extend(more);
    let output = run(data, &arguments);
    (output.status.success(), told(&output))
}

fn says(told: &str, number: &str) -> bool {
    told.split_whitespace().any(|word| word == number)
}

/// Row, column and reason of each line of a report.
fn report(file: &Path) -> Vec<(String, String, String)> {
    let path = format!("{}.report.csv", file.display());
    let mut reader = csv::Reader::from_path(path).expect("a report");
    let records = reader.records().map(|record| record.expect("a line"));
    let cell =
        |record: &csv::StringRecord, at: usize| record.get(at).unwrap_or_default().to_owned();
    records
        .map(|record| (cell(&record, 0), cell(&record, 1), cell(&record, 7)))
        .collect()
}

/// What stands in the cells that a report speaks of.
fn values(file: &Path) -> Vec<String> {
    let path = format!("{}.report.csv", file.display());
    let mut reader = csv::Reader::from_path(path).expect("a report");
    let records = reader.records().map(|record| record.expect("a line"));
    records
        .map(|record| record.get(2).unwrap_or_default().to_owned())
        .collect()
}

/// What stands under a heading in the first row of an exported table.
fn exported(file: &Path, heading: &str) -> String {
    let mut table = csv::Reader::from_path(file).expect("a table");
    let headings = table.headers().expect("headers").clone();
    let at = headings.iter().position(|known| known == heading);
    let row = table.records().next().expect("a row").expect("a row");
    row.get(at.expect("a column"))
        .unwrap_or_default()
        .to_owned()
}

fn found(row: &str, column: &str, reason: &str) -> (String, String, String) {
    (row.to_owned(), column.to_owned(), reason.to_owned())
}
