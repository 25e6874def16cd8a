//! The cell of a condition column, as DMN's unary tests: `-`, `>= 100`, `[1..5)`, `"KF", "ZR"`,
//! `not("ZX")`, `starts("KF")`.

use crate::problem::{self, Problem};

use super::lexer::{Keyword, tokens};
use super::number::Scale;
use super::parser::{Parser, scaled};
use super::{Ast, Call, Relation};

/// What a cell asks of its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tests<E = Ast> {
    Any,
    OneOf(Vec<Test<E>>),
    NoneOf(Vec<Test<E>>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test<E = Ast> {
    Compare(Relation, E),
    /// Each end, and whether it belongs to the range.
    Range {
        low: (E, bool),
        high: (E, bool),
    },
    Starts(String),
}

/// Whether a cell asks nothing.
pub fn is_any(text: &str) -> bool {
    matches!(text, "-" | "\u{ff0d}" | "—" | "–" | "任意" | "any")
}

/// The tests in a cell; numbers without a unit are in `scale`.
pub fn condition(text: &str, scale: Option<Scale>) -> Result<Tests, Problem> {
    if text.is_empty() {
        return Err(problem::empty_condition());
    }
    if is_any(text) {
        return Ok(Tests::Any);
    }
    let tokens = tokens(text)?;
    let mut parser = Parser::new(&tokens);
    if parser.takes_keyword(Keyword::Not) {
        parser.needs("(")?;
        let tests = list(&mut parser, scale)?;
        parser.needs(")")?;
        parser.end()?;
        return Ok(Tests::NoneOf(tests));
    }
    let tests = list(&mut parser, scale)?;
    parser.end()?;
    Ok(Tests::OneOf(tests))
}

fn list(parser: &mut Parser<'_>, scale: Option<Scale>) -> Result<Vec<Test>, Problem> {
    let mut tests = Vec::new();
    loop {
        one(parser, scale, &mut tests)?;
        if !parser.takes(",") {
            return Ok(tests);
        }
    }
}

fn one(
    parser: &mut Parser<'_>,
    scale: Option<Scale>,
    tests: &mut Vec<Test>,
) -> Result<(), Problem> {
    if let Some(relation) = parser.relation() {
        tests.push(Test::Compare(relation, scaled(parser.sum()?, scale)));
        return Ok(());
    }
    if let Some(range) = range(parser, scale)? {
        tests.push(range);
        return Ok(());
    }
    match parser.sum()? {
        Ast::Call(Call::Starts, prefixes) => {
            for prefix in prefixes {
                match prefix {
                    Ast::Text(prefix) | Ast::Word(prefix) => tests.push(Test::Starts(prefix)),
                    _ => return Err(problem::prefix_not_text()),
                }
            }
        }
        value => tests.push(Test::Compare(Relation::Equal, scaled(value, scale))),
    }
    Ok(())
}

/// A range, or nothing where a bracket only groups.
fn range(parser: &mut Parser<'_>, scale: Option<Scale>) -> Result<Option<Test>, Problem> {
    let start = parser.position();
    let has_low = parser.takes("[");
    if !has_low && !parser.takes("(") {
        return Ok(None);
    }
    let low = match parser.sum() {
        Ok(low) if parser.takes("..") => low,
        Err(problem) if has_low => return Err(problem),
        _ if has_low => return Err(parser.unexpected("..")),
        _ => {
            parser.return_to(start);
            return Ok(None);
        }
    };
    let (low, high) = (scaled(low, scale), scaled(parser.sum()?, scale));
    let has_high = parser.takes("]");
    if !has_high {
        parser.needs(")")?;
    }
    Ok(Some(Test::Range {
        low: (low, has_low),
        high: (high, has_high),
    }))
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn every_kind_of_test_is_read() {
        let count = |text| match condition(text, None).unwrap() {
            Tests::Any => 0,
            Tests::OneOf(tests) => tests.len(),
            Tests::NoneOf(tests) => 100 + tests.len(),
        };
        assert_eq!(count("-"), 0);
        assert_eq!(count(">= 100万元"), 1);
        assert_eq!(count("[1..5), (7..9]"), 2);
        assert_eq!(count("KF-WT, \"ZR\", starts(\"XK\", \"ZX\")"), 4);
        assert_eq!(count("not(KF, ZR)"), 102);
        assert_eq!(count("(1 + 2) * 3"), 1);
        assert_eq!(count("YES"), 1);
        for wrong in ["", "[1..", "[1]", ">=", "not KF", "1 2"] {
            assert!(condition(wrong, None).is_err(), "{wrong}");
        }
    }
}
