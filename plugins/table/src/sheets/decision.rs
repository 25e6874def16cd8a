//! A decision table's sheet. First row: `table | NAME | policy | first`. Second row: what each
//! column is. Third row: what it is about. From the fourth row on, one row each.

use crate::mistake::{Fault, Mistakes, Place};
use crate::problem;
use crate::syntax::{self, Ast, Scale, Tests};
use crate::workbook::Sheet;

use super::{Policy, is_called};

/// A table as written.
pub struct Table {
    pub name: String,
    pub name_place: Place,
    pub policy: Policy,
    pub policy_place: Place,
    pub columns: Vec<Column>,
    /// The names of the columns of outputs.
    pub outputs: Vec<String>,
    pub rows: Vec<Row>,
}

/// A column of conditions and what it is about.
pub struct Column {
    pub text: String,
    pub place: Place,
    pub ast: Option<Ast>,
}

pub struct Row {
    pub place: Place,
    pub tests: Vec<Cell<Tests>>,
    pub outputs: Vec<Cell<Ast>>,
    /// First and last legal date on which the row counts.
    pub from: Option<u32>,
    pub until: Option<u32>,
    pub source: String,
    pub note: String,
}

/// A cell as written, and as read; nothing where it can't be, which is noted already. An empty
/// output reads as nothing too.
pub struct Cell<T> {
    pub text: String,
    pub place: Place,
    pub value: Option<T>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    When,
    Then,
    From,
    Until,
    Source,
    Note,
}

/// The row that says what each column is, the one below it, and the first of the table's own.
const KINDS: u32 = 1;
const SUBJECTS: u32 = 2;
const FIRST: u32 = 3;

/// Where a table's columns stand, and what numbers without a unit are in.
#[derive(Default)]
struct Layout {
    tests: Vec<(u32, Option<Scale>)>,
    outputs: Vec<(u32, Option<Scale>)>,
    from: Option<u32>,
    until: Option<u32>,
    source: Option<u32>,
    note: Option<u32>,
}

pub fn read(sheet: &Sheet, mistakes: &mut Mistakes) -> Option<Table> {
    let name = sheet.text(0, 1).to_owned();
    let name_place = sheet.place(0, 1);
    let is_name = name
        .chars()
        .next()
        .is_some_and(|c| !c.is_ascii_uppercase() && c.is_alphabetic());
    let is_plain = name.chars().all(|c| c == '_' || c.is_alphanumeric());
    if !is_name || !is_plain || syntax::is_reserved(&name) {
        mistakes.add(&name_place, problem::bad_name(&name));
    }
    let policy_place = sheet.place(0, 3);
    if !is_called(sheet.text(0, 2), &["命中策略", "policy"]) {
        mistakes.add(
            &sheet.place(0, 2),
            problem::missing_heading("命中策略/policy"),
        );
        return None;
    }
    let Some(policy) = Policy::named(sheet.text(0, 3)) else {
        mistakes.add(&policy_place, problem::unknown_policy(sheet.text(0, 3)));
        return None;
    };
    let mut table = Table {
        name,
        name_place,
        policy,
        policy_place,
        columns: Vec::new(),
        outputs: Vec::new(),
        rows: Vec::new(),
    };
    let layout = table.headings(sheet, mistakes);
    if layout.source.is_none() {
        mistakes.add(
            &sheet.place(KINDS, 0),
            problem::missing_heading("依据/source"),
        );
    }
    if layout.outputs.is_empty() {
        mistakes.add(&sheet.place(KINDS, 0), problem::missing_heading("则/then"));
        return None;
    }
    for row in (FIRST..sheet.rows()).filter(|row| !sheet.is_row_empty(*row)) {
        table.rows.push(read_row(sheet, mistakes, row, &layout));
    }
    if table.rows.is_empty() {
        mistakes.add(&sheet.place(FIRST, 0), problem::no_rows());
        return None;
    }
    Some(table)
}

impl Table {
    fn headings(&mut self, sheet: &Sheet, mistakes: &mut Mistakes) -> Layout {
        let mut layout = Layout::default();
        let mut last = None;
        for column in 0..sheet.columns() {
            let (kind, subject) = (sheet.text(KINDS, column), sheet.text(SUBJECTS, column));
            let place = sheet.place(KINDS, column);
            // Merged cells keep their text in the leftmost one.
            let heading = match (kind.is_empty(), last) {
                (true, _) if subject.is_empty() => {
                    let is_used = |row| !sheet.text(row, column).is_empty();
                    if (FIRST..sheet.rows()).any(is_used) {
                        mistakes.add(&place, problem::unknown_heading("", &known()));
                    }
                    continue;
                }
                (true, Some(last @ (Heading::When | Heading::Then))) => last,
                _ => match heading(kind) {
                    Some(heading) => heading,
                    None => {
                        mistakes.add(&place, problem::unknown_heading(kind, &known()));
                        continue;
                    }
                },
            };
            last = Some(heading);
            let once = match heading {
                Heading::When => {
                    let scale = self.column(sheet, mistakes, column);
                    layout.tests.push((column, scale));
                    continue;
                }
                Heading::Then => {
                    let scale = self.output(sheet, mistakes, column);
                    layout.outputs.push((column, scale));
                    continue;
                }
                Heading::From => &mut layout.from,
                Heading::Until => &mut layout.until,
                Heading::Source => &mut layout.source,
                Heading::Note => &mut layout.note,
            };
            if once.replace(column).is_some() {
                mistakes.add(&place, problem::second_heading(kind));
            }
        }
        layout
    }

    fn column(&mut self, sheet: &Sheet, mistakes: &mut Mistakes, column: u32) -> Option<Scale> {
        let place = sheet.place(SUBJECTS, column);
        let text = sheet.text(SUBJECTS, column).to_owned();
        let read = if text.is_empty() {
            Err(problem::empty_expression())
        } else {
            syntax::heading(&text)
        };
        let (ast, scale) = mistakes.keep(&place, read.map_err(Fault::from)).unzip();
        self.columns.push(Column { text, place, ast });
        scale.flatten()
    }

    fn output(&mut self, sheet: &Sheet, mistakes: &mut Mistakes, column: u32) -> Option<Scale> {
        let place = sheet.place(SUBJECTS, column);
        let text = sheet.text(SUBJECTS, column);
        let (name, scale) = match Scale::of_heading(text) {
            Some((name, scale)) => (name, Some(scale)),
            None => (text, None),
        };
        if name.is_empty() || self.outputs.iter().any(|output| output == name) {
            mistakes.add(&place, problem::bad_name(name));
        }
        self.outputs.push(name.to_owned());
        scale
    }
}

fn heading(text: &str) -> Option<Heading> {
    let known: [(Heading, &[&str]); 6] = [
        (Heading::When, &["条件", "when"]),
        (Heading::Then, &["则", "输出", "then"]),
        (Heading::From, &["自", "起", "from"]),
        (Heading::Until, &["至", "止", "until"]),
        (Heading::Source, &["依据", "source"]),
        (Heading::Note, &["说明", "备注", "note"]),
    ];
    known
        .into_iter()
        .find(|(_, names)| is_called(text, names))
        .map(|(heading, _)| heading)
}

fn known() -> Vec<String> {
    [
        "条件/when",
        "则/then",
        "自/from",
        "至/until",
        "依据/source",
        "说明/note",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn read_row(sheet: &Sheet, mistakes: &mut Mistakes, row: u32, layout: &Layout) -> Row {
    let cell = |column: u32| (sheet.text(row, column).to_owned(), sheet.place(row, column));
    let mut tests = Vec::new();
    for (column, scale) in &layout.tests {
        let (text, place) = cell(*column);
        let value = syntax::condition(&text, *scale).map_err(Fault::from);
        let value = mistakes.keep(&place, value);
        tests.push(Cell { text, place, value });
    }
    let mut outputs = Vec::new();
    for (column, scale) in &layout.outputs {
        let (text, place) = cell(*column);
        let value = if text.is_empty() {
            None
        } else {
            mistakes.keep(
                &place,
                syntax::expression(&text, *scale).map_err(Fault::from),
            )
        };
        outputs.push(Cell { text, place, value });
    }
    let mut day = |column: Option<u32>| {
        let (text, place) = cell(column?);
        if text.is_empty() || syntax::is_any(&text) {
            return None;
        }
        let day = syntax::date(&text).ok_or_else(|| Fault::from(problem::no_date(&text)));
        mistakes.keep(&place, day)
    };
    let (from, until) = (day(layout.from), day(layout.until));
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        let place = sheet.place(row, layout.until.unwrap_or_default());
        mistakes.add(&place, problem::dates_backwards());
    }
    let text = |column: Option<u32>| {
        column
            .map_or("", |column| sheet.text(row, column))
            .to_owned()
    };
    let source = text(layout.source);
    if let (Some(column), true) = (layout.source, source.is_empty()) {
        mistakes.add(&sheet.place(row, column), problem::no_source());
    }
    Row {
        place: sheet.place(row, 0),
        tests,
        outputs,
        from,
        until,
        source,
        note: text(layout.note),
    }
}
