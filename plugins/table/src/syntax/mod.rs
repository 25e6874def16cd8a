//! The words of a cell: an expression, or the tests of a condition column.

mod lexer;
mod number;
mod parser;
mod tests;

pub use number::{Literal, Scale};
pub use parser::{expression, heading};
pub use tests::{Test, Tests, condition, is_any};

/// An expression as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ast {
    Number(Literal),
    Text(String),
    /// A code or label: `KF-WT`, `SELLER`.
    Word(String),
    YesNo(bool),
    Date(u32),
    /// `none`: an absent value or an empty list.
    Nothing,
    /// An input, a table's output, or a fact by its path.
    Name(String),
    Setting(String),
    Negative(Box<Ast>),
    Not(Box<Ast>),
    Binary(Operator, Box<Ast>, Box<Ast>),
    /// Condition, then, else.
    If(Box<[Ast; 3]>),
    Call(Call, Vec<Ast>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Compare(Relation),
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Bp,
    Min,
    Max,
    Starts,
    Any,
    All,
    Count,
    Given,
    OrElse,
}

impl Call {
    /// The function of that name, in either language.
    pub fn named(name: &str) -> Option<Call> {
        Some(match name {
            "bp" | "按比例" => Call::Bp,
            "min" | "最小" => Call::Min,
            "max" | "最大" => Call::Max,
            "starts" | "开头是" => Call::Starts,
            "any" | "存在" => Call::Any,
            "all" | "全部" => Call::All,
            "count" | "计数" => Call::Count,
            "given" | "有值" => Call::Given,
            "or_else" | "缺省" => Call::OrElse,
            _ => return None,
        })
    }
}

/// Whether the language has this word for itself.
pub fn is_reserved(name: &str) -> bool {
    lexer::keyword(name).is_some() || Call::named(name).is_some()
}

/// The words an author may not use as names, told to authors.
pub const RESERVED: &str =
    "and or not if then else setting none yes no bp min max starts any all count given or_else";

/// A day as one number that orders as days do.
pub fn date(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let part = |from: usize, to: usize| -> Option<u32> {
        let part = text.get(from..to)?;
        part.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| part.parse().ok())?
    };
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days)
        .contains(&day)
        .then_some(year << 16 | month << 8 | day)
}

/// `YYYY-MM-DD` of such a number.
pub fn date_text(date: u32) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        date >> 16,
        date >> 8 & 0xff,
        date & 0xff
    )
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_dates_and_they_order() {
        assert!(date("2024-02-29") < date("2024-03-01"));
        for wrong in [
            "2025-02-29",
            "2025-13-01",
            "2025-00-10",
            "2025-1-01",
            "+025-01-01",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
        assert_eq!(
            date("2025-03-31").map(date_text).as_deref(),
            Some("2025-03-31")
        );
    }
}
