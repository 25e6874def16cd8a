//! The sheets of lines: one name and one expression each.

use crate::check::{Type, Unit};
use crate::mistake::{Fault, Mistakes, Place};
use crate::problem::{self, Problem};
use crate::syntax::{self, Ast};
use crate::workbook::Sheet;

use super::is_called;

/// A name and what it stands for.
pub struct Line {
    pub name: String,
    pub name_place: Place,
    pub text: String,
    pub place: Place,
    /// Nothing where the expression can't be read; that is noted already.
    pub ast: Option<Ast>,
}

/// A line of the inputs, with the unit it is said to have.
pub struct Input {
    pub line: Line,
    pub unit: String,
    pub unit_place: Place,
    pub note: String,
}

const NAME: &[&str] = &["名称", "name"];
const FIELD: &[&str] = &["字段", "field", "名称", "name"];
const EXPRESSION: &[&str] = &["表达式", "expression"];
const UNIT: &[&str] = &["单位", "unit"];
const NOTE: &[&str] = &["说明", "备注", "note", "notes"];

pub fn inputs(sheet: &Sheet, mistakes: &mut Mistakes) -> Vec<Input> {
    let Some([name, expression, unit, note]) = headings(
        sheet,
        mistakes,
        [
            (NAME, true),
            (EXPRESSION, true),
            (UNIT, true),
            (NOTE, false),
        ],
    ) else {
        return Vec::new();
    };
    let rows = (1..sheet.rows()).filter(|row| !sheet.is_row_empty(*row));
    rows.map(|row| {
        let line = line(sheet, mistakes, row, [name, expression]);
        let is_name = line.name.chars().next().is_some_and(|first| {
            !first.is_ascii_uppercase() && (first == '_' || first.is_alphabetic())
        });
        let is_plain = line.name.chars().all(|c| c == '_' || c.is_alphanumeric());
        if !is_name || !is_plain || syntax::is_reserved(&line.name) {
            mistakes.add(&line.name_place, problem::bad_name(&line.name));
        }
        Input {
            line,
            unit: sheet.text(row, unit).to_owned(),
            unit_place: sheet.place(row, unit),
            note: sheet.text(row, note).to_owned(),
        }
    })
    .collect()
}

pub fn outcome(sheet: &Sheet, mistakes: &mut Mistakes) -> Vec<Line> {
    let Some([field, expression, _]) = headings(
        sheet,
        mistakes,
        [(FIELD, true), (EXPRESSION, true), (NOTE, false)],
    ) else {
        return Vec::new();
    };
    let rows = (1..sheet.rows()).filter(|row| !sheet.is_row_empty(*row));
    rows.map(|row| line(sheet, mistakes, row, [field, expression]))
        .collect()
}

fn line(sheet: &Sheet, mistakes: &mut Mistakes, row: u32, [name, expression]: [u32; 2]) -> Line {
    let place = sheet.place(row, expression);
    let text = sheet.text(row, expression).to_owned();
    let ast = if text.is_empty() {
        Err(problem::empty_expression())
    } else {
        syntax::expression(&text, None)
    };
    let ast = mistakes.keep(&place, ast.map_err(Fault::from));
    Line {
        name: sheet.text(row, name).to_owned(),
        name_place: sheet.place(row, name),
        text,
        place,
        ast,
    }
}

/// The columns of the headings in the first row. A heading nobody knows is a mistake, since what
/// stands under it would be lost.
fn headings<const N: usize>(
    sheet: &Sheet,
    mistakes: &mut Mistakes,
    wanted: [(&[&str], bool); N],
) -> Option<[u32; N]> {
    let mut found = [None; N];
    for column in 0..sheet.columns() {
        let heading = sheet.text(0, column);
        let known = wanted
            .iter()
            .position(|(names, _)| is_called(heading, names));
        match known {
            Some(index) if found[index].is_none() => found[index] = Some(column),
            Some(_) => mistakes.add(&sheet.place(0, column), problem::second_heading(heading)),
            None if heading.is_empty()
                && (1..sheet.rows()).all(|row| sheet.text(row, column).is_empty()) => {}
            None => {
                let names: Vec<String> = wanted.iter().map(|(names, _)| names.join("/")).collect();
                mistakes.add(
                    &sheet.place(0, column),
                    problem::unknown_heading(heading, &names),
                );
            }
        }
    }
    for ((names, is_needed), found) in wanted.iter().zip(&found) {
        if *is_needed && found.is_none() {
            mistakes.add(
                &sheet.place(0, 0),
                problem::missing_heading(&names.join("/")),
            );
            return None;
        }
    }
    // A column beyond the sheet reads as empty.
    Some(found.map(|column| column.unwrap_or(u32::MAX)))
}

/// What a word in the unit column says; nothing for an empty cell.
pub fn input_unit(word: &str) -> Result<Option<Type>, Problem> {
    Ok(Some(match word.trim().to_lowercase().as_str() {
        "" => return Ok(None),
        "fen" | "分" => Type::Number(Unit::Fen),
        "bp" | "基点" => Type::Number(Unit::Bp),
        "days" | "天" | "日" | "工作日" => Type::Number(Unit::Days),
        "count" | "个数" | "个" => Type::Number(Unit::Count),
        "date" | "日期" => Type::Date,
        "code" | "代码" | "text" | "文字" => Type::Text,
        "yes/no" | "是/否" | "是否" => Type::YesNo,
        other => return Err(problem::unknown_unit(other)),
    }))
}
