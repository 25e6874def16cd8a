//! What a table's rows cover: gaps, rows that overlap, rows that can never hold. Each column is cut
//! at the values its cells name into regions inside which every cell gives the same answer; all
//! combinations of regions are looked through, so the result is exact. Columns compared with
//! several values that aren't fixed can't be cut: their cells may hold or not.

mod region;

use crate::mistake::{Mistakes, Place};
use crate::problem;
use crate::program::{Expr, Table};
use crate::sheets::{self, Policy};
use crate::syntax::Tests;

use region::Region;

/// How often a row is looked at, over all combinations: a second or two.
const LOOKS_MAX: u128 = 20_000_000;

/// Looks through a table, if it picks one row. Its settings are those of the whole rule.
pub fn analyse(
    table: &Table,
    written: &sheets::Table,
    settings: &[(String, bool)],
    mistakes: &mut Mistakes,
) {
    if table.policy != Policy::Collect {
        Analysis::of(table, written, settings).run(mistakes);
    }
}

struct Analysis<'a> {
    table: &'a Table,
    written: &'a sheets::Table,
    /// The regions of each column; none where it can't be cut.
    regions: Vec<Option<Vec<Region>>>,
}

/// How a row answers in a combination of regions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Never,
    Perhaps,
    Surely,
}

impl<'a> Analysis<'a> {
    fn of(
        table: &'a Table,
        written: &'a sheets::Table,
        settings: &[(String, bool)],
    ) -> Analysis<'a> {
        let columns = table.columns.iter().enumerate();
        let regions = columns.map(|(index, column)| {
            let tests: Vec<&Tests<Expr>> = table.rows.iter().map(|row| &row.tests[index]).collect();
            region::of(&column.ty, &tests, |expr| shown(expr, settings))
        });
        Analysis {
            table,
            written,
            regions: regions.collect(),
        }
    }

    fn run(&self, mistakes: &mut Mistakes) {
        let combinations: u128 = self
            .regions
            .iter()
            .flatten()
            .map(|regions| regions.len() as u128)
            .product();
        let is_default =
            |row: &crate::program::Row| row.tests.iter().all(|tests| *tests == Tests::Any);
        let has_default = self.table.rows.last().is_some_and(is_default);
        let is_unique = self.table.policy == Policy::Unique;
        let combinations_max = LOOKS_MAX / self.table.rows.len().max(1) as u128;
        if combinations > combinations_max {
            let place = &self.written.policy_place;
            if !has_default || is_unique {
                mistakes.add(place, problem::too_many(combinations, combinations_max));
            } else {
                mistakes.note(
                    place,
                    problem::not_looked_through(combinations, combinations_max),
                );
            }
            return;
        }
        if is_unique && let Some(column) = self.regions.iter().position(Option::is_none) {
            mistakes.add(&self.place(column), problem::undecided(self.name(column)));
            return;
        }
        self.look_through(mistakes);
    }

    fn look_through(&self, mistakes: &mut Mistakes) {
        let rows = self.table.rows.len();
        let mut is_reached = vec![false; rows];
        let mut gaps: Vec<String> = Vec::new();
        let mut overlapping = vec![false; rows];
        let mut chosen = vec![0; self.regions.len()];
        loop {
            let answers: Vec<Holds> = (0..rows).map(|row| self.holds(row, &chosen)).collect();
            let first = answers.iter().position(|holds| *holds == Holds::Surely);
            for (row, holds) in answers.iter().enumerate() {
                is_reached[row] |= *holds != Holds::Never && first.is_none_or(|first| row <= first);
            }
            if first.is_none() {
                gaps.push(self.example(&chosen));
            }
            if let (Policy::Unique, Some(first)) = (self.table.policy, first) {
                for row in first + 1..rows {
                    if answers[row] == Holds::Surely && !overlapping[row] {
                        overlapping[row] = true;
                        let earlier = self.written.rows[first].place.row + 1;
                        let earlier = format!("第 {earlier} 行 / row {earlier}");
                        let problem = problem::overlap(&earlier, &self.example(&chosen));
                        mistakes.add(&self.written.rows[row].place, problem);
                    }
                }
            }
            if !self.advance(&mut chosen) {
                break;
            }
        }
        self.report(mistakes, &is_reached, &gaps);
    }

    fn report(&self, mistakes: &mut Mistakes, is_reached: &[bool], gaps: &[String]) {
        if let Some(example) = gaps.first() {
            match self.regions.iter().position(Option::is_none) {
                Some(column) => {
                    mistakes.add(&self.place(column), problem::undecided(self.name(column)));
                }
                None => mistakes.add(
                    &self.written.policy_place,
                    problem::gap(example, gaps.len() - 1),
                ),
            }
        }
        if self.table.policy == Policy::First {
            let rows = self.written.rows.iter().zip(is_reached);
            for (row, _) in rows.filter(|(_, is_reached)| !**is_reached) {
                mistakes.add(&row.place, problem::unreachable());
            }
        }
    }

    fn holds(&self, row: usize, chosen: &[usize]) -> Holds {
        let mut holds = Holds::Surely;
        let tests = self.table.rows[row].tests.iter();
        for ((tests, regions), chosen) in tests.zip(&self.regions).zip(chosen) {
            match regions {
                _ if *tests == Tests::Any => {}
                Some(regions) if regions[*chosen].meets(tests) => {}
                Some(_) => return Holds::Never,
                None => holds = Holds::Perhaps,
            }
        }
        holds
    }

    /// The next combination; false after the last.
    fn advance(&self, chosen: &mut [usize]) -> bool {
        for (chosen, regions) in chosen.iter_mut().zip(&self.regions).rev() {
            let count = regions.as_ref().map_or(1, Vec::len);
            *chosen += 1;
            if *chosen < count {
                return true;
            }
            *chosen = 0;
        }
        false
    }

    fn example(&self, chosen: &[usize]) -> String {
        let columns = self.regions.iter().zip(chosen).enumerate();
        let parts = columns.filter_map(|(index, (regions, chosen))| {
            let region = &regions.as_ref()?[*chosen];
            Some(format!("{} {}", self.name(index), region.shown()))
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// The heading of a column; the last one may be that of the rows' dates.
    fn name(&self, column: usize) -> &str {
        self.written
            .columns
            .get(column)
            .map_or("legal_date", |column| column.text.as_str())
    }

    fn place(&self, column: usize) -> Place {
        let column = self.written.columns.get(column);
        column
            .map_or(&self.written.policy_place, |column| &column.place)
            .clone()
    }
}

/// A value that isn't fixed, as it was written in some cell.
fn shown(expr: &Expr, settings: &[(String, bool)]) -> String {
    match expr {
        Expr::Setting(index) => format!("setting {}", settings[*index].0),
        Expr::Fact(fact) => {
            let names: Vec<&str> = fact.steps.iter().map(|step| step.name.as_str()).collect();
            names.join(".")
        }
        _ => "…".to_owned(),
    }
}
