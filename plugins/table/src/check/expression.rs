//! Types and units of expressions.

use crate::mistake::Fault;
use crate::problem::{self, Problem};
use crate::program::{self, Arithmetic, Expr, Fact};
use crate::syntax::{Ast, Call, Operator, Relation};

use super::{Checker, Type, Unit};

type Checked = Result<(Expr, Type), Fault>;

impl Checker<'_> {
    /// The value and type of an expression. What is `wanted` decides what a bare word or number is;
    /// whether the result fits is for the caller to see.
    pub(super) fn expression(&mut self, ast: &Ast, wanted: Option<&Type>) -> Checked {
        match ast {
            Ast::Number(literal) => {
                if literal.scale.is_none() && is_text(wanted) {
                    return Ok((Expr::Text(literal.digits.clone()), Type::Text));
                }
                Ok((Expr::Number(literal.value()?), Type::Number(literal.unit())))
            }
            Ast::Text(text) | Ast::Word(text) => Ok(word(text, wanted)?),
            Ast::YesNo(flag) => Ok((Expr::YesNo(*flag), Type::YesNo)),
            Ast::Date(date) => Ok((Expr::Date(*date), Type::Date)),
            Ast::Nothing => Ok((Expr::NoItems, Type::Nothing)),
            Ast::Name(name) => self.name(name),
            Ast::Setting(name) => self.setting(name),
            Ast::Negative(inner) => {
                let zero = Ast::Number(crate::syntax::Literal {
                    digits: "0".to_owned(),
                    scale: None,
                });
                self.arithmetic(Operator::Subtract, &zero, inner, wanted)
            }
            Ast::Not(inner) => Ok((Expr::Not(self.yes_no(inner)?), Type::YesNo)),
            Ast::Binary(Operator::And, left, right) => Ok((
                Expr::And(self.yes_no(left)?, self.yes_no(right)?),
                Type::YesNo,
            )),
            Ast::Binary(Operator::Or, left, right) => Ok((
                Expr::Or(self.yes_no(left)?, self.yes_no(right)?),
                Type::YesNo,
            )),
            Ast::Binary(Operator::Compare(relation), left, right) => {
                self.comparison(*relation, left, right)
            }
            Ast::Binary(operator, left, right) => self.arithmetic(*operator, left, right, wanted),
            Ast::If(parts) => self.choice(parts, wanted),
            Ast::Call(call, arguments) => self.call(*call, arguments, wanted),
        }
    }

    /// The value, as what is wanted.
    pub(super) fn fitting(&mut self, ast: &Ast, wanted: &Type) -> Result<Expr, Fault> {
        let (value, ty) = self.expression(ast, Some(wanted))?;
        Ok(fit(value, &ty, wanted)?)
    }

    fn yes_no(&mut self, ast: &Ast) -> Result<Box<Expr>, Fault> {
        Ok(Box::new(self.fitting(ast, &Type::YesNo)?))
    }

    fn setting(&mut self, name: &str) -> Checked {
        let Some(setting) = self.settings.iter().find(|setting| setting.name == name) else {
            let known: Vec<String> = self
                .settings
                .iter()
                .map(|setting| setting.name.clone())
                .collect();
            return Err(problem::unknown_setting(name, &known).into());
        };
        let used = self.used_settings.iter().position(|(used, _)| used == name);
        let index = used.unwrap_or_else(|| {
            self.used_settings.push((name.to_owned(), setting.is_text));
            self.used_settings.len() - 1
        });
        let ty = if setting.is_text {
            Type::Text
        } else {
            Type::Number(Unit::of_name(name))
        };
        Ok((Expr::Setting(index), ty))
    }

    fn comparison(&mut self, relation: Relation, left: &Ast, right: &Ast) -> Checked {
        // The side that is no bare word says what the other one is.
        let is_bare = |ast: &Ast| matches!(ast, Ast::Word(_) | Ast::Text(_) | Ast::Number(_));
        let (one, other, ty) = if is_bare(left) && !is_bare(right) {
            let (other, ty) = self.expression(right, None)?;
            (self.fitting(left, &ty)?, other, ty)
        } else {
            let (one, ty) = self.expression(left, None)?;
            let other = self.fitting(right, &ty)?;
            (one, other, ty)
        };
        comparable(relation, &ty)?;
        let compared = Expr::Compare(relation, ty.kind(), Box::new(one), Box::new(other));
        Ok((compared, Type::YesNo))
    }

    fn number(&mut self, ast: &Ast, wanted: Option<&Type>) -> Result<(Expr, Unit), Fault> {
        match self.expression(ast, wanted)? {
            (value, Type::Number(unit)) => Ok((value, unit)),
            (value, Type::Unknown) => Ok((value, Unit::Any)),
            (_, ty) => Err(problem::wrong_type(&Type::Number(Unit::Any), &ty).into()),
        }
    }

    fn arithmetic(
        &mut self,
        operator: Operator,
        left: &Ast,
        right: &Ast,
        wanted: Option<&Type>,
    ) -> Checked {
        let wanted = wanted.filter(|ty| matches!(ty, Type::Number(_)));
        let (one, left) = self.number(left, wanted)?;
        let (other, right) = self.number(right, wanted)?;
        let (operation, unit) = match operator {
            Operator::Add => (Arithmetic::Add, left.with(right)),
            Operator::Subtract => (Arithmetic::Subtract, left.with(right)),
            Operator::Multiply => (Arithmetic::Multiply, product(left, right)),
            _ => (Arithmetic::Divide, quotient(left, right)),
        };
        let unit = unit.ok_or_else(|| match operation {
            Arithmetic::Multiply | Arithmetic::Divide => problem::wrong_product(left, right),
            _ => problem::wrong_unit(left, right),
        })?;
        let value = Expr::Arithmetic(operation, Box::new(one), Box::new(other));
        Ok((value, Type::Number(unit)))
    }

    fn choice(&mut self, parts: &[Ast; 3], wanted: Option<&Type>) -> Checked {
        let condition = *self.yes_no(&parts[0])?;
        let (then, one) = self.expression(&parts[1], wanted)?;
        let hint = wanted.cloned().unwrap_or_else(|| one.clone());
        let (otherwise, other) = self.expression(&parts[2], Some(&hint))?;
        let ty = match wanted {
            Some(wanted) if [&one, &other].iter().all(|ty| fits(ty, wanted)) => wanted.clone(),
            _ => one
                .with(&other)
                .ok_or_else(|| problem::wrong_type(&one, &other))?,
        };
        let branches = [
            condition,
            fit(then, &one, &ty)?,
            fit(otherwise, &other, &ty)?,
        ];
        Ok((Expr::If(Box::new(branches), ty.clone()), ty))
    }

    fn call(&mut self, call: Call, arguments: &[Ast], wanted: Option<&Type>) -> Checked {
        match (call, arguments) {
            (Call::Bp, [amount, share]) => {
                let (amount, unit) = self.number(amount, None)?;
                let (share, of) = self.number(share, None)?;
                if unit == Unit::Bp || of.with(Unit::Bp).is_none() {
                    return Err(problem::wrong_bp(unit, of).into());
                }
                let value = Expr::Arithmetic(Arithmetic::Bp, Box::new(amount), Box::new(share));
                Ok((value, Type::Number(unit)))
            }
            (Call::Min | Call::Max, [_, _, ..]) => self.extreme(call == Call::Min, arguments),
            (Call::Starts, [text, prefixes @ ..]) if !prefixes.is_empty() => {
                let text = self.fitting(text, &Type::Text)?;
                let mut tests = Vec::new();
                for prefix in prefixes {
                    let prefix = self.fitting(prefix, &Type::Text)?;
                    tests.push(Expr::Starts(Box::new(text.clone()), Box::new(prefix)));
                }
                let any = tests
                    .into_iter()
                    .reduce(|one, other| Expr::Or(Box::new(one), Box::new(other)));
                Ok((any.unwrap_or(Expr::YesNo(false)), Type::YesNo))
            }
            (Call::Any, [list, condition]) => {
                let (list, condition) = self.items(list, Some(condition))?;
                Ok((Expr::Any(list, Box::new(condition)), Type::YesNo))
            }
            (Call::All, [list, condition]) => {
                let (list, condition) = self.items(list, Some(condition))?;
                let none = Expr::Any(list, Box::new(Expr::Not(Box::new(condition))));
                Ok((Expr::Not(Box::new(none)), Type::YesNo))
            }
            (Call::Count, [list]) => {
                match self.expression(list, None)? {
                    (Expr::Rows { table, .. }, _) => {
                        return Ok((Expr::Hits(table), Type::Number(Unit::Count)));
                    }
                    (value, Type::Unknown) => return Ok((value, Type::Number(Unit::Count))),
                    _ => {}
                }
                let (list, condition) = self.items(list, None)?;
                Ok((
                    Expr::Count(list, Box::new(condition)),
                    Type::Number(Unit::Count),
                ))
            }
            (Call::Count, [list, condition]) => {
                let (list, condition) = self.items(list, Some(condition))?;
                Ok((
                    Expr::Count(list, Box::new(condition)),
                    Type::Number(Unit::Count),
                ))
            }
            (Call::Given, [Ast::Name(name)]) => match self.fact(name)? {
                Some((fact, Type::Option(_))) => Ok((Expr::Given(fact), Type::YesNo)),
                _ => Err(problem::never_absent(name).into()),
            },
            (Call::OrElse, [optional, otherwise]) => self.or_else(optional, otherwise, wanted),
            _ => Err(problem::wrong_arguments(call).into()),
        }
    }

    fn or_else(&mut self, optional: &Ast, otherwise: &Ast, wanted: Option<&Type>) -> Checked {
        let (optional, ty) = self.expression(optional, wanted)?;
        let inner = match ty {
            Type::Option(inner) => inner,
            Type::Unknown => Box::new(Type::Unknown),
            _ => return Err(problem::never_absent("").into()),
        };
        let (value, other) = self.expression(otherwise, Some(&inner))?;
        let ty = inner
            .with(&other)
            .ok_or_else(|| problem::wrong_type(&inner, &other))?;
        let value = fit(value, &other, &inner)?;
        Ok((
            Expr::OrElse(Box::new(optional), Box::new(value), ty.clone()),
            ty,
        ))
    }

    fn extreme(&mut self, is_least: bool, arguments: &[Ast]) -> Checked {
        let mut of = Vec::new();
        let mut common = Unit::Any;
        for argument in arguments {
            let (value, unit) = self.number(argument, None)?;
            common = common
                .with(unit)
                .ok_or_else(|| problem::wrong_unit(common, unit))?;
            of.push(value);
        }
        Ok((Expr::Extreme { is_least, of }, Type::Number(common)))
    }

    /// A list of the facts, and a condition on its items.
    fn items(&mut self, list: &Ast, condition: Option<&Ast>) -> Result<(Fact, Expr), Fault> {
        let found = match list {
            Ast::Name(name) => self.fact(name)?,
            _ => None,
        };
        let Some((fact, Type::Items(record))) = found else {
            return Err(problem::not_a_list().into());
        };
        let Some(condition) = condition else {
            return Ok((fact, Expr::YesNo(true)));
        };
        self.items.push(record);
        let condition = self.fitting(condition, &Type::YesNo);
        self.items.pop();
        Ok((fact, condition?))
    }
}

fn is_text(wanted: Option<&Type>) -> bool {
    match wanted {
        Some(Type::Option(inner)) => **inner == Type::Text,
        wanted => wanted == Some(&Type::Text),
    }
}

/// A word in capitals or in quotes: a label where one is wanted, else a text.
fn word(text: &str, wanted: Option<&Type>) -> Result<(Expr, Type), Problem> {
    let labels = match wanted {
        Some(Type::Label(labels)) => labels,
        Some(Type::Option(inner)) => match &**inner {
            Type::Label(labels) => labels,
            _ => return Ok((Expr::Text(text.to_owned()), Type::Text)),
        },
        _ => return Ok((Expr::Text(text.to_owned()), Type::Text)),
    };
    let index = program::label(labels, text);
    let index = index.ok_or_else(|| problem::unknown_label(text, &labels.labels))?;
    Ok((Expr::Label(index), Type::Label(std::rc::Rc::clone(labels))))
}

/// Money times money has no meaning; a share is taken with `bp`.
fn product(left: Unit, right: Unit) -> Option<Unit> {
    match (left, right) {
        (Unit::Any | Unit::Count, unit) | (unit, Unit::Any | Unit::Count) => Some(unit),
        _ => None,
    }
}

fn quotient(left: Unit, right: Unit) -> Option<Unit> {
    match (left, right) {
        (unit, Unit::Any | Unit::Count) => Some(unit),
        (one, other) if one == other => Some(Unit::Count),
        _ => None,
    }
}

/// Whether values of a type can be compared so.
pub(super) fn comparable(relation: Relation, ty: &Type) -> Result<(), Problem> {
    let is_equality = matches!(relation, Relation::Equal | Relation::Unequal);
    match ty {
        Type::Number(_) | Type::Date | Type::Unknown => Ok(()),
        Type::YesNo | Type::Text | Type::Label(_) if is_equality => Ok(()),
        Type::Option(_) => Err(problem::may_be_absent()),
        ty => Err(problem::not_comparable(ty)),
    }
}

fn fits(ty: &Type, wanted: &Type) -> bool {
    fit(Expr::NoItems, ty, wanted).is_ok()
}

/// A value of one type as another one, where that is the same or nothing is lost.
pub(super) fn fit(value: Expr, ty: &Type, wanted: &Type) -> Result<Expr, Problem> {
    match (ty, wanted) {
        (Type::Unknown, _) | (_, Type::Unknown) => Ok(value),
        (Type::Number(one), Type::Number(other)) => match one.with(*other) {
            Some(_) => Ok(value),
            None => Err(problem::wrong_unit(*other, *one)),
        },
        (Type::Rows(table), Type::Codes) => Ok(Expr::Rows {
            table: *table,
            has_figures: false,
        }),
        (Type::Rows(table), Type::Steps) => Ok(Expr::Rows {
            table: *table,
            has_figures: true,
        }),
        (Type::Nothing, Type::Codes | Type::Steps) => Ok(Expr::NoItems),
        (Type::Nothing, Type::Option(inner)) => Ok(Expr::Absent((**inner).clone())),
        (Type::Option(one), Type::Option(other)) if one.with(other).is_some() => Ok(value),
        (Type::Option(_), Type::Option(_)) => Err(problem::wrong_type(wanted, ty)),
        (Type::Option(_), _) => Err(problem::may_be_absent()),
        (ty, Type::Option(inner)) => Ok(Expr::Present(Box::new(fit(value, ty, inner)?))),
        (one, other) if one == other => Ok(value),
        (one, other) => Err(problem::wrong_type(other, one)),
    }
}
