//! Types and units. Money, shares, days and counts are all whole numbers, and never mixed.

use std::rc::Rc;

use crate::interface::{Labels, Record, Shape};
use crate::program::Kind;

/// What a whole number counts. `Any` is a number written without a unit: it takes the other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Any,
    Fen,
    Bp,
    Days,
    Count,
}

impl Unit {
    /// The unit that a fact's, setting's or column's name ends with.
    pub fn of_name(name: &str) -> Unit {
        let is = |unit: &str| name == unit || name.ends_with(&format!("_{unit}"));
        match name {
            _ if is("fen") => Unit::Fen,
            _ if is("bp") => Unit::Bp,
            _ if is("days") => Unit::Days,
            _ => Unit::Count,
        }
    }

    /// The common unit of two numbers that are added or compared.
    pub fn with(self, other: Unit) -> Option<Unit> {
        match (self, other) {
            (Unit::Any, unit) | (unit, Unit::Any) => Some(unit),
            (one, other) => (one == other).then_some(one),
        }
    }

    pub fn words(self) -> [&'static str; 2] {
        match self {
            Unit::Any => ["数", "a number"],
            Unit::Fen => ["分", "fen"],
            Unit::Bp => ["基点", "bp"],
            Unit::Days => ["天", "days"],
            Unit::Count => ["个数", "count"],
        }
    }
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    Number(Unit),
    YesNo,
    Text,
    Date,
    Label(Rc<Labels>),
    Option(Box<Type>),
    Record(Rc<Record>),
    /// A list in the facts.
    Items(Rc<Record>),
    /// A list of codes, and one of codes with figures, both in the outcome.
    Codes,
    Steps,
    /// The rows of a `collect` table: codes or steps, as is asked for.
    Rows(usize),
    /// `none`.
    Nothing,
    /// Of a name whose own cell is wrong: it fits everywhere, so that only that cell is told.
    Unknown,
}

impl Type {
    /// The type of a fact or of a field of the outcome.
    pub fn of(name: &str, shape: &Shape) -> Option<Type> {
        Some(match shape {
            Shape::YesNo => Type::YesNo,
            Shape::Number { .. } => Type::Number(Unit::of_name(name)),
            Shape::Text => Type::Text,
            Shape::Date => Type::Date,
            Shape::Label(labels) => Type::Label(Rc::clone(labels)),
            Shape::Option(shape, _) => match Type::of(name, shape)? {
                Type::Option(_) => return None,
                inner => Type::Option(Box::new(inner)),
            },
            Shape::Record(record) => Type::Record(Rc::clone(record)),
            Shape::List(shape, _) => match &**shape {
                Shape::Text => Type::Codes,
                Shape::Record(record) if is_step(record) => Type::Steps,
                Shape::Record(record) => Type::Items(Rc::clone(record)),
                _ => return None,
            },
            Shape::Other => return None,
        })
    }

    /// How values of this type are compared; only for those that are.
    pub fn kind(&self) -> Kind {
        match self {
            Type::Number(_) => Kind::Number,
            Type::Text => Kind::Text,
            _ => Kind::Small,
        }
    }

    /// The type that fits both branches of a choice.
    pub fn with(&self, other: &Type) -> Option<Type> {
        match (self, other) {
            (Type::Unknown, ty) | (ty, Type::Unknown) => Some(ty.clone()),
            (Type::Number(one), Type::Number(other)) => one.with(*other).map(Type::Number),
            (Type::Nothing, Type::Rows(_)) | (Type::Rows(_), Type::Nothing) => None,
            (Type::Nothing, list @ (Type::Codes | Type::Steps))
            | (list @ (Type::Codes | Type::Steps), Type::Nothing) => Some(list.clone()),
            (Type::Option(one), Type::Option(other)) => one.with(other).map(optional),
            (Type::Nothing, Type::Option(_)) => Some(other.clone()),
            (Type::Option(_), Type::Nothing) => Some(self.clone()),
            (Type::Option(one), other) | (other, Type::Option(one)) => {
                one.with(other).map(optional)
            }
            (Type::Nothing, Type::Nothing) => Some(Type::Nothing),
            (Type::Nothing, one) | (one, Type::Nothing) => Some(optional(one.clone())),
            (one, other) => (one == other).then(|| one.clone()),
        }
    }

    /// How people call it.
    pub fn words(&self) -> [String; 2] {
        let both = |zh: &str, en: &str| [zh.to_owned(), en.to_owned()];
        match self {
            Type::Number(unit) => {
                let [zh, en] = unit.words();
                both(zh, en)
            }
            Type::YesNo => both("是/否", "yes/no"),
            Type::Text => both("文字或代码", "a text or code"),
            Type::Date => both("日期", "a date"),
            Type::Label(labels) => {
                let labels = labels.labels.join(", ");
                [format!("{labels} 之一"), format!("one of {labels}")]
            }
            Type::Option(inner) => {
                let [zh, en] = inner.words();
                [
                    format!("可能没有的{zh}"),
                    format!("{en} that may be absent"),
                ]
            }
            Type::Record(_) => both("一组事实", "a group of facts"),
            Type::Items(_) => both("列表", "a list of facts"),
            Type::Codes => both("代码列表", "a list of codes"),
            Type::Steps => both("说明步骤列表", "a list of steps"),
            Type::Rows(_) => both("collect 表的各行", "the rows of a collect table"),
            Type::Nothing => both("none", "none"),
            Type::Unknown => both("未知", "unknown"),
        }
    }
}

fn optional(inner: Type) -> Type {
    Type::Option(Box::new(inner))
}

/// A code with its figures.
fn is_step(record: &Record) -> bool {
    let is = |name: &str| record.field(name).map(|field| &field.shape);
    record.fields.len() == 2
        && is("code") == Some(&Shape::Text)
        && matches!(is("args"), Some(Shape::List(item, _)) if **item == Shape::Text)
}
