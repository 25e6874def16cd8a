//! The cells that rows were read from, until it is known what became of them: the report shows what stands in a bad one.
use std::collections::HashMap;
use std::sync::Arc;

use super::cell::Cell;
use super::header::Columns;
use super::problem::Problem;
use super::table::Row;

/// Rows by their number, under their headers.
#[derive(Default)]
pub struct Written {
    columns: Option<Arc<Columns>>,
    rows: HashMap<u64, Vec<Cell>>,
}

impl Written {
    /// No rows yet.
    pub fn under(columns: Arc<Columns>) -> Written {
        Written {
            columns: Some(columns),
            rows: HashMap::new(),
        }
    }

    /// Keeps a row.
    pub fn keep(&mut self, row: &Row) {
        self.rows.insert(row.number, row.cells.clone());
    }

    /// Hands these rows over.
    pub fn take(&mut self, rows: &[u64]) -> Written {
        let taken = rows.iter().filter_map(|row| self.rows.remove_entry(row));
        Written {
            rows: taken.collect(),
            columns: self.columns.clone(),
        }
    }

    /// Adds what stands in the cell that a problem speaks of, where the problem does not show it.
    pub fn show(&self, row: u64, problems: &mut [Problem]) {
        for problem in problems {
            if problem.value.is_empty() {
                problem.value = self.shown(row, &problem.field).unwrap_or_default();
            }
        }
    }

    fn shown(&self, row: u64, header: &str) -> Option<String> {
        let mut columns = self.columns.as_ref()?.columns.iter();
        let at = columns.position(|column| {
            let column = column.as_ref();
            column.is_some_and(|column| column.header == header)
        })?;
        self.rows.get(&row)?.get(at).map(Cell::shown)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use super::*;
    use crate::sheet_import::field::{Field, Kind, Sheet};
    use crate::sheet_import::problem::REQUIRED;

    fn sheet() -> &'static Sheet {
        static SHEET: OnceLock<Sheet> = OnceLock::new();
        SHEET.get_or_init(|| Sheet {
            title: "表",
            template: "kezhuan template FILE",
            frozen: 1,
            fields: vec![
                Field::needed("名称", "name", Kind::Text),
                Field::may("人数", "staff", Kind::Count),
            ],
        })
    }

    #[test]
    fn a_problem_shows_what_stands_in_its_cell() {
        let headers = ["名称", "人数"].map(Cell::of_text);
        let columns = Arc::new(Columns::read(sheet(), &headers).expect("headers"));
        let mut all = Written::under(columns);
        for number in [2, 3] {
            all.keep(&Row {
                number,
                cells: vec![Cell::of_text("甲"), Cell::Number(number.to_string())],
                done: number,
            });
        }
        let third = all.take(&[3]);
        let about = |header: &str, value: &str| REQUIRED.about(header.to_owned(), value.to_owned());
        let mut problems = [about("人数", ""), about("人数", "x"), about("别的", "")];
        third.show(3, &mut problems);
        let values = problems.map(|problem| problem.value);
        assert_eq!(values, ["3", "x", ""]);
        let mut problems = [about("人数", "")];
        third.show(2, &mut problems);
        assert_eq!(problems[0].value, "", "row 2 was not handed over");
    }
}
