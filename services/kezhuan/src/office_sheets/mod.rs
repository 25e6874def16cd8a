//! The tables of incubation and agriculture that offices fill in: tenants and yearly returns of carriers, trials of bases, and
//! the farmers that extension reaches. Each comes out again with the columns it went in with.
pub mod farmers;
mod place;
pub mod returns;
pub mod tenants;
pub mod trials;

use std::collections::HashMap;

use chrono::NaiveDate;
use kezhuan_law::Localized;
use kezhuan_runtime::Shutdown;
use sha2::{Digest, Sha256};

use crate::request_id;
use crate::sheet_import::Problem;
use crate::sheet_import::cell::Cell;
use crate::sheet_import::field::Sheet;
use crate::suite::Session;

/// Nothing here is older than the republic.
const SINCE: i32 = 1949;
/// Items asked for at once.
const PAGE_SIZE: i32 = 500;

/// Who imports, and how.
pub struct Manner {
    pub session: Session,
    /// Request ids are derived with it, so that two organisations may import the same file.
    pub organisation: String,
    pub at_once_max: usize,
    /// The legal date rows are checked on before anything is sent.
    pub today: NaiveDate,
    /// Triggered by Ctrl-C: rows under way finish, the report is written.
    pub stop: Shutdown,
}

impl Manner {
    /// The id of a request that is made of these parts: the same for the same rows, whenever they come.
    fn request_id(&self, parts: &[&str]) -> String {
        let mut all = vec!["sheet import", &self.organisation];
        all.extend(parts);
        request_id::derive(&all)
    }
}

/// What a row says, in short.
fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A value in a list's filter.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Rows of a file by what they are known by: the first row of each.
#[derive(Default)]
struct Seen(HashMap<String, u64>);

impl Seen {
    /// The row that had the same before, if one had.
    fn before(&mut self, key: String, row: u64) -> Option<u64> {
        match self.0.get(&key) {
            Some(first) => Some(*first),
            None => {
                self.0.insert(key, row);
                None
            }
        }
    }
}

/// Two rows about the same.
fn repeated(first: u64, field: String, value: String) -> Problem {
    Problem {
        field,
        value,
        code: "REPEATED_ROW".to_owned(),
        problem: Localized::new(
            format!("与第 {first} 行重复"),
            format!("it is about the same as row {first}"),
        ),
        remedy: Localized::fixed(
            "请保留一行，删除另一行",
            "keep one of the rows and delete the other",
        ),
    }
}

/// What was read of a row, unless it is `again` about the same as an earlier one: that is told beside its other problems.
fn once<T>(read: Result<T, Vec<Problem>>, again: Option<Problem>) -> Result<T, Vec<Problem>> {
    match again {
        None => read,
        Some(again) => {
            let mut problems = read.err().unwrap_or_default();
            problems.push(again);
            Err(problems)
        }
    }
}

/// A row of cells, each for the column of that English name.
fn cells(sheet: &Sheet, cell: impl Fn(&str) -> Cell) -> Vec<Cell> {
    sheet.fields.iter().map(|field| cell(&field.en)).collect()
}

/// A day as sheets keep it; no cell for none.
fn day(text: &str) -> Cell {
    match text.parse() {
        Ok(day) => Cell::Date(day),
        Err(_) => Cell::of_text(text),
    }
}

fn flag(is_so: bool) -> Cell {
    Cell::of_text(match is_so {
        true => "是",
        false => "否",
    })
}

/// Hundredths as a decimal number.
fn hundredths(value: i64) -> Cell {
    let sign = if value < 0 { "-" } else { "" };
    let magnitude = value.unsigned_abs();
    Cell::Number(format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100))
}

/// The whole of a list that comes in pages: `pages!(session.incubation(), list_tenancies, request, tenancies)`.
macro_rules! pages {
    ($client:expr, $rpc:ident, $request:expr, $items:ident) => {{
        let mut request = $request;
        let mut all = Vec::new();
        loop {
            let answer = $client?.$rpc(request.clone()).await;
            let page = answer.map_err($crate::refusal::readable)?.into_inner();
            all.extend(page.$items);
            if page.next_page_token.is_empty() {
                break all;
            }
            request.page_token = page.next_page_token;
        }
    }};
}
pub(crate) use pages;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_a_filter_can_hold_anything() {
        assert_eq!(quoted(r#"a"b\c"#), r#""a\"b\\c""#);
    }

    #[test]
    fn a_key_is_new_once() {
        let mut seen = Seen::default();
        assert_eq!(seen.before("a".to_owned(), 2), None);
        assert_eq!(seen.before("b".to_owned(), 3), None);
        assert_eq!(seen.before("a".to_owned(), 4), Some(2));
        assert_eq!(seen.before("a".to_owned(), 5), Some(2));
    }

    #[test]
    fn hundredths_keep_their_sign_and_their_zeros() {
        for (value, text) in [(5, "0.05"), (-125, "-1.25"), (100, "1.00")] {
            assert_eq!(hundredths(value), Cell::Number(text.to_owned()));
        }
    }
}
