//! The statistical return (统计报表): one row per contract, as of the end of a period.
//! Sums are made in fen; 万元 appear once, when a cell is written.
mod columns;
mod row;

pub use columns::{COLUMNS, Column};
pub use row::{Cell, Row, RowKind, Titles};

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::contract::ContractVersion;

/// The days of a return, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub start: NaiveDate,
    pub end: NaiveDate,
}

/// One registered version, with the day its contract's registration ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub version: ContractVersion,
    pub ended_on: Option<NaiveDate>,
}

/// Sums of a return, in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    pub contracts: i64,
    pub total_fen: i128,
    pub technical_fen: i128,
}

/// The return of a period, from all versions of the contracts registered up to its end.
///
/// A contract counts by the registration day of its first version, with the version in force at the
/// end of the period. One that ended leaves the rows of its own year, and takes itself out of a
/// closed year by a negative line in the period in which it ended.
pub fn rows(entries: &[Entry], period: Period, titles: Titles) -> Vec<Row> {
    let mut in_force: BTreeMap<(NaiveDate, &str, Uuid), &Entry> = BTreeMap::new();
    for entry in entries {
        if entry.version.in_force_from > relevant_end(entry, period) {
            continue;
        }
        let version = &entry.version;
        let key = (
            version.registered_on,
            version.number.as_str(),
            version.contract,
        );
        let newest = in_force.entry(key).or_insert(entry);
        if newest.version.form_version < version.form_version {
            *newest = entry;
        }
    }
    in_force
        .into_values()
        .filter_map(|entry| Some(Row::of(&entry.version, line(entry, period)?, titles)))
        .collect()
}

/// A correction takes back what its closed year was told, so its version is the one in force then.
fn relevant_end(entry: &Entry, period: Period) -> NaiveDate {
    if line(entry, period) != Some(RowKind::Correction) {
        return period.end;
    }
    let year_end = NaiveDate::from_ymd_opt(entry.version.registered_on.year(), 12, 31);
    year_end.unwrap_or(period.end)
}

fn line(entry: &Entry, period: Period) -> Option<RowKind> {
    let registered = entry.version.registered_on;
    let within = |day: NaiveDate| period.start <= day && day <= period.end;
    match entry.ended_on.filter(|ended| *ended <= period.end) {
        None => within(registered).then_some(RowKind::Contract),
        Some(ended) => {
            let closed = registered.year() < ended.year();
            // Told in this period already, when it spans the end of the registration's year.
            if closed && within(ended) && !within(registered) {
                return Some(RowKind::Correction);
            }
            (closed && within(registered) && !within(ended)).then_some(RowKind::Contract)
        }
    }
}

/// Adds a return up; corrections count against it.
pub fn totals(rows: &[Row]) -> Totals {
    rows.iter().fold(Totals::default(), |sum, row| Totals {
        contracts: sum.contracts + row.kind.sign(),
        total_fen: sum.total_fen + i128::from(row.total.get()),
        technical_fen: sum.technical_fen
            + row
                .technical
                .map_or(0, |technical| i128::from(technical.get())),
    })
}

#[cfg(test)]
mod tests;
