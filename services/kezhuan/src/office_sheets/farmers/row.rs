//! Rows of a table made into farmers' plots, and those into lists as long as the service takes.
use std::sync::Arc;

use kezhuan_protocol::agriculture::v1::HouseholdRow;

use super::columns::sheet;
use crate::office_sheets::{Seen, once, repeated};
use crate::sheet_import::cell::Cell;
use crate::sheet_import::header::Columns;
use crate::sheet_import::reading;
use crate::sheet_import::table::Row;
use crate::sheet_import::{Finding, Intake, Parcel, Problem};

/// Rows of one list; the service takes no more unless it is set to.
const ROWS_MAX: usize = 500;

/// Plots that are recorded with one request.
#[derive(Debug)]
pub struct List {
    /// Each with the number of its row.
    pub rows: Vec<(u64, HouseholdRow)>,
    pub columns: Arc<Columns>,
}

/// Gathers rows until a list is full.
#[derive(Default)]
pub struct Lists {
    /// Where plots lie whose row does not say.
    county: String,
    plots: Seen,
    numbers: Vec<u64>,
    rows: Vec<(u64, HouseholdRow)>,
    findings: Vec<Finding>,
    columns: Option<Arc<Columns>>,
    done: u64,
}

impl Lists {
    /// Of an extension whose plots lie in this county unless their rows name another.
    pub fn in_county(county: &str) -> Lists {
        Lists {
            county: county.to_owned(),
            ..Lists::default()
        }
    }

    /// That a plot stands in an earlier row.
    fn twice(&mut self, columns: &Columns, row: u64, household: &HouseholdRow) -> Option<Problem> {
        if household.plot.is_empty() {
            return None;
        }
        let county = match household.division.as_str() {
            "" => self.county.as_str(),
            named => named,
        };
        let first = self
            .plots
            .before(format!("{county} {}", household.plot), row)?;
        let header = sheet().named("plot").map(|field| columns.header_of(field));
        Some(repeated(
            first,
            header.unwrap_or_default(),
            household.plot.clone(),
        ))
    }

    fn parcel(&mut self) -> Option<Parcel<List>> {
        let columns = self.columns.clone()?;
        let rows = std::mem::take(&mut self.rows);
        Some(Parcel {
            rows: std::mem::take(&mut self.numbers),
            done: self.done,
            content: (!rows.is_empty()).then_some(List { rows, columns }),
            findings: std::mem::take(&mut self.findings),
        })
    }
}

impl Intake for Lists {
    type Content = List;

    fn row(&mut self, columns: &Arc<Columns>, row: Row) -> Option<Parcel<List>> {
        self.columns = Some(columns.clone());
        self.done = row.done;
        self.numbers.push(row.number);
        let (household, problems) = read(columns, &row.cells);
        let again = self.twice(columns, row.number, &household);
        let read = match problems.is_empty() {
            true => Ok(household),
            false => Err(problems),
        };
        match once(read, again) {
            Ok(household) => self.rows.push((row.number, household)),
            Err(problems) => self.findings.push(Finding {
                row: row.number,
                problems,
            }),
        }
        match self.numbers.len() < ROWS_MAX {
            true => None,
            false => self.parcel(),
        }
    }

    fn end(&mut self) -> Vec<Parcel<List>> {
        match self.numbers.is_empty() {
            true => Vec::new(),
            false => self.parcel().into_iter().collect(),
        }
    }
}

/// Reads one row. Every problem is found at once; what could be read stands beside them.
pub fn read(columns: &Columns, cells: &[Cell]) -> (HouseholdRow, Vec<Problem>) {
    let (values, problems) = reading::read(columns, cells);
    let household = HouseholdRow {
        division: values.text("division"),
        household: values.text("household"),
        person: values.text("person").trim().to_owned(),
        village: values.text("village").trim().to_owned(),
        plot: values.text("plot"),
        area_c: values.number("area").unwrap_or_default(),
    };
    (household, problems)
}

#[cfg(test)]
mod tests;
