//! The same program, walked through over JSON: slow, and plain enough to be believed.

use serde_json::{Map, Value, json};

use crate::check::Type;
use crate::interface::{Labels, Shape};
use crate::program::{Arithmetic, Expr, Fact, Program, Stage, Table, condition};
use crate::sheets::Policy;
use crate::syntax::{Relation, date, date_text};

#[derive(Clone, Debug, PartialEq)]
enum Val {
    Number(i64),
    Small(u32),
    Text(String),
    Absent,
    List(Vec<Value>),
}

struct Walk<'a> {
    program: &'a Program,
    slots: Vec<Val>,
    bases: Vec<Value>,
}

/// The outcome; nothing where the rule stops.
pub fn decide(program: &Program, facts: &Value) -> Option<Value> {
    let slots = vec![Val::Absent; program.slots.len()];
    let mut walk = Walk {
        program,
        slots,
        bases: vec![facts.clone()],
    };
    for stage in &program.stages {
        match stage {
            Stage::Input { slot, value } => walk.slots[*slot] = walk.value(value)?,
            Stage::Table(table) => walk.table(&program.tables[*table])?,
        }
    }
    let mut outcome = Map::new();
    for (field, expr) in program
        .interface
        .outcome
        .fields
        .iter()
        .zip(&program.outcome)
    {
        let value = walk.value(expr)?;
        if let Some(value) = json_of(&field.shape, value)? {
            outcome.insert(field.name.clone(), value);
        }
    }
    Some(outcome.into())
}

fn json_of(shape: &Shape, value: Val) -> Option<Option<Value>> {
    Some(Some(match (shape, value) {
        (Shape::Option(_, _), Val::Absent) => return Some(None),
        (Shape::Option(inner, _), value) => return json_of(inner, value),
        (Shape::YesNo, Val::Small(flag)) => (flag == 1).into(),
        (Shape::Label(labels), Val::Small(index)) => labels.labels[index as usize].clone().into(),
        (Shape::Date, Val::Small(date)) => date_text(date).into(),
        (Shape::Number { bytes, is_signed }, Val::Number(number)) => {
            let bits = u32::from(*bytes) * 8 - u32::from(*is_signed);
            let most = i64::try_from((1_u128 << bits) - 1).unwrap_or(i64::MAX);
            let least = if *is_signed { -most - 1 } else { 0 };
            if !(least..=most).contains(&number) {
                return None;
            }
            number.into()
        }
        (_, Val::Text(text)) => text.into(),
        (_, Val::List(items)) => items.into(),
        other => panic!("{other:?}"),
    }))
}

impl Walk<'_> {
    fn number(&self, expr: &Expr) -> Option<i64> {
        match self.value(expr)? {
            Val::Number(number) => Some(number),
            other => panic!("{other:?}"),
        }
    }

    fn flag(&self, expr: &Expr) -> Option<bool> {
        match self.value(expr)? {
            Val::Small(flag) => Some(flag == 1),
            other => panic!("{other:?}"),
        }
    }

    fn value(&self, expr: &Expr) -> Option<Val> {
        let flag = |flag: bool| Val::Small(u32::from(flag));
        Some(match expr {
            Expr::Number(number) => Val::Number(*number),
            Expr::YesNo(yes) => flag(*yes),
            Expr::Text(text) => Val::Text(text.clone()),
            Expr::Date(number) | Expr::Label(number) => Val::Small(*number),
            Expr::Absent(_) => Val::Absent,
            Expr::Present(inner) => self.value(inner)?,
            Expr::NoItems => Val::List(Vec::new()),
            Expr::Fact(fact) => self.fact(fact),
            Expr::Slot(slot) => self.slots[*slot].clone(),
            Expr::Setting(index) => self.setting(&self.program.settings[*index].0),
            Expr::Arithmetic(operation, one, other) => {
                let (one, other) = (self.number(one)?, self.number(other)?);
                Val::Number(match operation {
                    Arithmetic::Add => one.checked_add(other)?,
                    Arithmetic::Subtract => one.checked_sub(other)?,
                    Arithmetic::Multiply => one.checked_mul(other)?,
                    Arithmetic::Divide => one.checked_div_euclid(other)?,
                    Arithmetic::Bp => {
                        let exact = i128::from(one) * i128::from(other);
                        i64::try_from(exact.div_euclid(10_000)).ok()?
                    }
                })
            }
            Expr::Extreme { is_least, of } => {
                let numbers: Option<Vec<i64>> = of.iter().map(|expr| self.number(expr)).collect();
                let numbers = numbers?.into_iter();
                Val::Number(if *is_least {
                    numbers.min()
                } else {
                    numbers.max()
                }?)
            }
            Expr::Compare(relation, _, one, other) => {
                flag(compared(*relation, &self.value(one)?, &self.value(other)?))
            }
            Expr::And(one, other) => flag(self.flag(one)? && self.flag(other)?),
            Expr::Or(one, other) => flag(self.flag(one)? || self.flag(other)?),
            Expr::Not(inner) => flag(!self.flag(inner)?),
            Expr::If(parts, _) => {
                let [condition, then, otherwise] = &**parts;
                self.value(if self.flag(condition)? {
                    then
                } else {
                    otherwise
                })?
            }
            Expr::Starts(text, prefix) => match (self.value(text)?, self.value(prefix)?) {
                (Val::Text(text), Val::Text(prefix)) => flag(text.starts_with(&prefix)),
                other => panic!("{other:?}"),
            },
            Expr::Given(fact) => flag(self.found(fact).is_some()),
            Expr::OrElse(optional, otherwise, _) => match self.value(optional)? {
                Val::Absent => self.value(otherwise)?,
                value => value,
            },
            Expr::Any(list, condition) => flag(self.matching(list, condition, 1)? > 0),
            Expr::Count(list, condition) => {
                Val::Number(self.matching(list, condition, i64::MAX)?)
            }
            Expr::Hits(table) => {
                let rows = self.rows(&self.program.tables[*table], false)?;
                Val::Number(i64::try_from(rows.len()).unwrap())
            }
            Expr::Rows { table, has_figures } => {
                Val::List(self.rows(&self.program.tables[*table], *has_figures)?)
            }
        })
    }

    fn setting(&self, name: &str) -> Val {
        let params = self.bases[0]["header"]["params"].as_array().unwrap();
        let param = params.iter().find(|param| param["name"] == name).unwrap();
        match param["value"].get("NUMBER") {
            Some(number) => Val::Number(number.as_i64().unwrap()),
            None => Val::Text(param["value"]["TEXT"].as_str().unwrap().to_owned()),
        }
    }

    fn found(&self, fact: &Fact) -> Option<&Value> {
        fact.steps
            .iter()
            .try_fold(&self.bases[fact.base], |value, step| value.get(&step.name))
    }

    fn fact(&self, fact: &Fact) -> Val {
        let Some(value) = self.found(fact) else {
            return Val::Absent;
        };
        match &fact.shape {
            Shape::YesNo => Val::Small(u32::from(value.as_bool().unwrap())),
            Shape::Number { .. } => Val::Number(value.as_i64().unwrap()),
            Shape::Text => Val::Text(value.as_str().unwrap().to_owned()),
            Shape::Date => Val::Small(date(value.as_str().unwrap()).unwrap()),
            Shape::Label(labels) => Val::Small(label(labels, value)),
            Shape::List(..) => Val::List(value.as_array().unwrap().clone()),
            other => panic!("{other:?}"),
        }
    }

    /// How many items meet the condition, looked at until there are enough.
    fn matching(&self, list: &Fact, condition: &Expr, enough: i64) -> Option<i64> {
        let Val::List(items) = self.fact(list) else {
            panic!("{list:?}");
        };
        let mut matching = 0;
        for item in items {
            let mut bases = self.bases.clone();
            bases.push(item);
            let inner = Walk {
                program: self.program,
                slots: self.slots.clone(),
                bases,
            };
            matching += i64::from(inner.flag(condition)?);
            if matching >= enough {
                break;
            }
        }
        Some(matching)
    }

    fn table(&mut self, table: &Table) -> Option<()> {
        for column in &table.columns {
            self.slots[column.slot] = self.value(&column.subject)?;
        }
        if table.policy == Policy::Collect {
            return Some(());
        }
        for row in &table.rows {
            if self.holds(table, row)? {
                for (slot, (value, _)) in table.outputs.iter().zip(&row.outputs) {
                    self.slots[*slot] = self.value(value)?;
                }
                return Some(());
            }
        }
        None
    }

    fn holds(&self, table: &Table, row: &crate::program::Row) -> Option<bool> {
        for (column, tests) in table.columns.iter().zip(&row.tests) {
            if let Some(condition) = condition(column, tests)
                && !self.flag(&condition)?
            {
                return Some(false);
            }
        }
        Some(true)
    }

    fn rows(&self, table: &Table, has_figures: bool) -> Option<Vec<Value>> {
        let mut found = Vec::new();
        for row in &table.rows {
            if !self.holds(table, row)? {
                continue;
            }
            let Val::Text(code) = self.value(&row.outputs[0].0)? else {
                panic!("a code is a text");
            };
            if !has_figures {
                found.push(code.into());
                continue;
            }
            let mut args = Vec::new();
            for (figure, ty) in &row.outputs[1..] {
                args.push(match (self.value(figure)?, ty) {
                    (Val::Number(number), _) => number.to_string(),
                    (Val::Small(date), Type::Date) => date_text(date),
                    (Val::Text(text), _) => text,
                    other => panic!("{other:?}"),
                });
            }
            found.push(json!({ "code": code, "args": args }));
        }
        Some(found)
    }
}

fn label(labels: &Labels, value: &Value) -> u32 {
    let index = labels
        .labels
        .iter()
        .position(|label| value == label)
        .unwrap();
    u32::try_from(index).unwrap()
}

fn compared(relation: Relation, one: &Val, other: &Val) -> bool {
    let ordering = match (one, other) {
        (Val::Number(one), Val::Number(other)) => one.cmp(other),
        (Val::Small(one), Val::Small(other)) => one.cmp(other),
        (Val::Text(one), Val::Text(other)) => one.cmp(other),
        other => panic!("{other:?}"),
    };
    match relation {
        Relation::Equal => ordering.is_eq(),
        Relation::Unequal => ordering.is_ne(),
        Relation::Less => ordering.is_lt(),
        Relation::LessOrEqual => ordering.is_le(),
        Relation::Greater => ordering.is_gt(),
        Relation::GreaterOrEqual => ordering.is_ge(),
    }
}
