//! A checked rule: every name is a place, every type is known. What `emit` writes as WebAssembly,
//! and what the tests walk through to know what it has to answer.

use std::rc::Rc;

use crate::check::Type;
use crate::interface::{Interface, Shape};
use crate::sheets::Policy;
use crate::syntax::{Relation, Test, Tests};

/// A whole rule.
pub struct Program {
    pub interface: Interface,
    /// Names of the settings used; `true` for a word, `false` for a figure.
    pub settings: Vec<(String, bool)>,
    /// The type of everything that is computed once and used by name.
    pub slots: Vec<Type>,
    /// What fills the slots, each after what it needs.
    pub stages: Vec<Stage>,
    pub tables: Vec<Table>,
    /// One expression for each field of the outcome, in its order.
    pub outcome: Vec<Expr>,
}

pub enum Stage {
    Input { slot: usize, value: Expr },
    Table(usize),
}

/// A decision table. Its subjects are computed once, whatever its rows ask.
pub struct Table {
    pub policy: Policy,
    pub columns: Vec<Column>,
    /// The slots of a `first` or `unique` table's outputs.
    pub outputs: Vec<usize>,
    pub rows: Vec<Row>,
}

pub struct Column {
    pub subject: Expr,
    pub slot: usize,
    pub ty: Type,
}

pub struct Row {
    /// One for each column.
    pub tests: Vec<Tests<Expr>>,
    /// One for each output; of a `collect` table the code and its figures.
    pub outputs: Vec<(Expr, Type)>,
}

/// A value of known type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    Number(i64),
    YesNo(bool),
    Text(String),
    Date(u32),
    Label(u32),
    /// An option without and with a value.
    Absent(Type),
    Present(Box<Expr>),
    /// A list without items.
    NoItems,
    Fact(Fact),
    Slot(usize),
    Setting(usize),
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// The least, or else the greatest, of the numbers.
    Extreme {
        is_least: bool,
        of: Vec<Expr>,
    },
    Compare(Relation, Kind, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    If(Box<[Expr; 3]>, Type),
    Starts(Box<Expr>, Box<Expr>),
    /// Whether the optional fact is there, whatever it holds.
    Given(Fact),
    OrElse(Box<Expr>, Box<Expr>, Type),
    /// Items of a list that meet a condition: whether there is one, or how many.
    Any(Fact, Box<Expr>),
    Count(Fact, Box<Expr>),
    /// How many rows of a `collect` table hold.
    Hits(usize),
    /// The codes of the rows that hold, or the codes with their figures.
    Rows {
        table: usize,
        has_figures: bool,
    },
}

/// Arithmetic that stops the rule when a result does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    /// Rounds down for a positive divisor, as `div_euclid` does.
    Divide,
    /// A share in basis points, rounded down.
    Bp,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number,
    /// Days, labels, yes and no: small numbers in memory.
    Small,
    Text,
}

/// A fact by its path, from the question or from the item of a list that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// 0 is the question; 1 the item of the outermost list, and so on.
    pub base: usize,
    pub steps: Vec<Step>,
    /// What stands at the end, without the options on the way.
    pub shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub name: String,
    pub offset: u32,
    /// How far behind its flag the value stands, when it may be absent.
    pub optional: Option<u32>,
}

/// A cell's tests as one condition over its column's value.
pub fn condition(column: &Column, tests: &Tests<Expr>) -> Option<Expr> {
    let one_of = |tests: &[Test<Expr>]| {
        let mut each = tests.iter().map(|test| one(column, test));
        let first = each.next()?;
        Some(each.fold(first, |all, test| Expr::Or(Box::new(all), Box::new(test))))
    };
    match tests {
        Tests::Any => None,
        Tests::OneOf(tests) => one_of(tests),
        Tests::NoneOf(tests) => Some(Expr::Not(Box::new(one_of(tests)?))),
    }
}

fn one(column: &Column, test: &Test<Expr>) -> Expr {
    let subject = || Box::new(Expr::Slot(column.slot));
    let kind = column.ty.kind();
    let compare =
        |relation, value: &Expr| Expr::Compare(relation, kind, subject(), Box::new(value.clone()));
    match test {
        Test::Compare(relation, value) => compare(*relation, value),
        Test::Range {
            low: (low, has_low),
            high: (high, has_high),
        } => {
            let above = if *has_low {
                Relation::GreaterOrEqual
            } else {
                Relation::Greater
            };
            let below = if *has_high {
                Relation::LessOrEqual
            } else {
                Relation::Less
            };
            Expr::And(
                Box::new(compare(above, low)),
                Box::new(compare(below, high)),
            )
        }
        Test::Starts(prefix) => Expr::Starts(subject(), Box::new(Expr::Text(prefix.clone()))),
    }
}

/// The number of a label.
pub fn label(labels: &Rc<crate::interface::Labels>, word: &str) -> Option<u32> {
    let index = labels.labels.iter().position(|label| label == word)?;
    u32::try_from(index).ok()
}
