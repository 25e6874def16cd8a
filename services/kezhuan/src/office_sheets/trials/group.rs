//! Rows of one trial, which go together wherever in the file they stand.
use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_law::Localized;
use kezhuan_protocol::agriculture::v1::trial::Plot;

use super::precheck;
use super::row::{self, Design, Line};
use crate::office_sheets;
use crate::sheet_import::header::Columns;
use crate::sheet_import::table::Row;
use crate::sheet_import::{Finding, Intake, Parcel, Problem};

/// What begins the name of a trial that the service has already.
pub const NAMED: &str = "trials/";

/// The rows of one trial; there is at least one.
#[derive(Debug)]
pub struct Group {
    pub trial: String,
    pub lines: Vec<Line>,
    pub columns: Arc<Columns>,
    design: Design,
}

impl Group {
    fn of(trial: String, lines: Vec<Line>, columns: Arc<Columns>) -> Option<Group> {
        let design = lines.first()?.design.clone();
        Some(Group {
            trial,
            lines,
            columns,
            design,
        })
    }

    /// What its first row says of the trial.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// How often it is replicated: as planned, or as the plots are numbered.
    pub fn replications(&self) -> i32 {
        let numbers = self.lines.iter().filter_map(|line| line.plot.as_ref());
        let most = numbers.map(|plot| plot.replication).max();
        match self.design.replications {
            0 => most.unwrap_or_default(),
            planned => planned,
        }
    }

    /// The number of its first row.
    pub fn first(&self) -> u64 {
        self.lines.first().map(|line| line.row).unwrap_or_default()
    }

    /// Its plots, in the order of the file.
    pub fn plots(&self) -> Vec<Plot> {
        let plots = self.lines.iter();
        plots.filter_map(|line| line.plot.clone()).collect()
    }

    /// The row of the plot at this place.
    pub fn row_of_plot(&self, at: usize) -> Option<u64> {
        let mut plots = self.lines.iter().filter(|line| line.plot.is_some());
        plots.nth(at).map(|line| line.row)
    }

    /// The header of a column, as the office wrote it.
    pub fn header(&self, en: &str) -> String {
        row::header(&self.columns, en)
    }

    /// A problem under the column of an English name.
    pub fn problem(
        &self,
        (code, en, value): (&str, &str, &str),
        (zh, said): (String, String),
        remedy: Localized,
    ) -> Problem {
        Problem {
            field: self.header(en),
            value: value.to_owned(),
            code: code.to_owned(),
            problem: Localized::new(zh, said),
            remedy,
        }
    }

    /// Its trial stands in an earlier row.
    pub fn repeated(&self, first: u64) -> Problem {
        office_sheets::repeated(first, self.header("trial"), self.trial.clone())
    }

    /// What tells it from other trials of the base.
    fn identity(&self) -> String {
        let design = &self.design;
        let parts = [&design.variety, &design.check, &design.season];
        format!("{parts:?} {}", design.moisture.as_str_name())
    }

    /// Every row of it falls with those that have a problem.
    pub fn fallen(&self, problems: Vec<(u64, Problem)>) -> Vec<Finding> {
        let rows: Vec<u64> = self.lines.iter().map(|line| line.row).collect();
        fall(&rows, problems, &self.columns, &self.trial)
    }
}

/// Findings for the rows of one trial: what is wrong with each, or that another is wrong.
fn fall(
    rows: &[u64],
    problems: Vec<(u64, Problem)>,
    columns: &Columns,
    trial: &str,
) -> Vec<Finding> {
    let mut by_row: HashMap<u64, Vec<Problem>> = HashMap::new();
    let first = problems
        .iter()
        .map(|(row, _)| *row)
        .min()
        .unwrap_or_default();
    for (row, problem) in problems {
        by_row.entry(row).or_default().push(problem);
    }
    let finding = |row: &u64| Finding {
        row: *row,
        problems: by_row.remove(row).unwrap_or_else(|| {
            vec![Problem {
                field: row::header(columns, "trial"),
                value: trial.to_owned(),
                code: "OTHER_ROW_BAD".to_owned(),
                problem: Localized::new(
                    format!("同一试验的第 {first} 行有问题，整个试验未导入"),
                    format!("row {first} of the same trial has a problem, so none of it went in"),
                ),
                remedy: Localized::fixed(
                    "改正该行后重新导入，本行不用改",
                    "correct that row and import again; this one stays",
                ),
            }]
        }),
    };
    rows.iter().map(finding).collect()
}

/// One trial while the file is read.
#[derive(Default)]
struct Begun {
    rows: Vec<u64>,
    lines: Vec<Line>,
    problems: Vec<(u64, Problem)>,
}

/// Gathers the rows of each trial until the file ends.
pub struct Groups {
    today: NaiveDate,
    /// In the order of their first rows.
    order: Vec<String>,
    begun: HashMap<String, Begun>,
    columns: Option<Arc<Columns>>,
    done: u64,
}

impl Groups {
    /// Trials that are looked at on this day.
    pub fn on(today: NaiveDate) -> Groups {
        Groups {
            today,
            order: Vec::new(),
            begun: HashMap::new(),
            columns: None,
            done: 0,
        }
    }

    fn parcel(
        &self,
        (trial, begun): (String, Begun),
        columns: &Arc<Columns>,
        seen: &mut office_sheets::Seen,
    ) -> Parcel<Group> {
        let Begun {
            rows,
            lines,
            mut problems,
        } = begun;
        // The rows that can be read are looked at beside those that can't, so that everything is told in one round.
        let is_whole = problems.is_empty();
        let mut content = Group::of(trial.clone(), lines, columns.clone());
        if let Some(group) = &content {
            problems.extend(precheck::look(group, self.today, is_whole));
            problems.extend(twin(group, seen));
        }
        let findings = match problems.is_empty() {
            true => Vec::new(),
            false => {
                content = None;
                fall(&rows, problems, columns, &trial)
            }
        };
        Parcel {
            rows,
            done: self.done,
            content,
            findings,
        }
    }
}

impl Intake for Groups {
    type Content = Group;

    fn row(&mut self, columns: &Arc<Columns>, row: Row) -> Option<Parcel<Group>> {
        let (trial, line) = row::read(columns, row.number, &row.cells);
        self.columns = Some(columns.clone());
        self.done = row.done;
        if trial.is_empty() {
            // Of no trial: it stands alone.
            let problems = line.err().unwrap_or_default();
            return Some(Parcel::single(row.number, row.done, Err(problems)));
        }
        if !self.begun.contains_key(&trial) {
            self.order.push(trial.clone());
        }
        let begun = self.begun.entry(trial).or_default();
        begun.rows.push(row.number);
        match line {
            Ok(line) => begun.lines.push(line),
            Err(problems) => {
                let problems = problems.into_iter().map(|problem| (row.number, problem));
                begun.problems.extend(problems);
            }
        }
        None
    }

    fn end(&mut self) -> Vec<Parcel<Group>> {
        let Some(columns) = self.columns.take() else {
            return Vec::new();
        };
        let mut seen = office_sheets::Seen::default();
        let mut parcels = Vec::new();
        for trial in std::mem::take(&mut self.order) {
            if let Some(begun) = self.begun.remove(&trial) {
                parcels.push(self.parcel((trial, begun), &columns, &mut seen));
            }
        }
        parcels
    }
}

/// Two new trials of one design can't be told apart afterwards.
fn twin(group: &Group, seen: &mut office_sheets::Seen) -> Option<(u64, Problem)> {
    if group.trial.starts_with(NAMED) {
        return None;
    }
    let first = seen.before(group.identity(), group.first())?;
    let problem = group.problem(
        ("REPEATED_TRIAL", "trial", &group.trial),
        (
            format!("与第 {first} 行的试验品种、对照、造季、标准水分相同"),
            format!("the trial of row {first} has the same varieties, season and standard"),
        ),
        Localized::fixed(
            "同一试验的请填同一试验编号；确为两个试验的，请先在系统中建立，再在本列填写系统名称 trials/…",
            "give rows of one trial one number; of two trials of one design name each as trials/… once it is in the service",
        ),
    );
    Some((group.first(), problem))
}

#[cfg(test)]
mod tests;
