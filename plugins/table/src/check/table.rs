//! A decision table: its columns, its tests, its outputs.

use crate::mistake::{Fault, Place};
use crate::problem;
use crate::program::{self, Expr, Stage};
use crate::sheets::{self, Policy};
use crate::syntax::{Ast, Relation, Test, Tests};

use super::{Checker, Known, State, Type, Unit, expression, is_plain};

/// The input that a row's dates are compared with.
const LEGAL_DATE: [&str; 2] = ["legal_date", "法定日期"];

/// The column of the rows' dates, and its cells.
type Dated = (program::Column, Vec<Tests<Expr>>);

impl Checker<'_> {
    /// What a table's users need; checks it first if nobody did.
    pub(super) fn table(&mut self, index: usize) -> Result<Known, Fault> {
        let rule = self.rule;
        let table = &rule.tables[index];
        match &self.known_tables[index] {
            State::Done(known) => return Ok(known.clone()),
            State::Failed => return Err(Fault::Reported),
            State::Busy => return Err(problem::circle(&table.name).into()),
            State::Waiting => {}
        }
        self.known_tables[index] = State::Busy;
        let checked = self.apart(|checker| checker.checked_table(table));
        // A fault of a table as a whole is told at its name.
        let checked = self.mistakes.keep(&table.name_place, checked);
        let checked = checked.ok_or(Fault::Reported);
        self.known_tables[index] = match &checked {
            Ok(known) => State::Done(known.clone()),
            Err(_) => State::Failed,
        };
        checked
    }

    fn checked_table(&mut self, table: &sheets::Table) -> Result<Known, Fault> {
        let unknowns = self.unknowns;
        let columns = self.columns(table);
        let rows: Vec<_> = table
            .rows
            .iter()
            .map(|row| self.tests(row, &columns))
            .collect();
        let (outputs, mut rows) = if table.policy == Policy::Collect {
            (
                Vec::new(),
                self.steps(table).into_iter().zip(rows).collect::<Vec<_>>(),
            )
        } else {
            let (outputs, values) = self.outputs(table);
            (outputs, values.into_iter().zip(rows).collect::<Vec<_>>())
        };
        let is_whole = columns.iter().all(Option::is_some)
            && outputs.iter().all(Option::is_some)
            && rows
                .iter()
                .all(|(values, tests)| values.is_some() && tests.is_some());
        if !is_whole {
            return Err(Fault::Reported);
        }
        let dated = self.dated(table)?;
        let mut columns: Vec<_> = columns.into_iter().flatten().collect();
        if let Some((column, tests)) = dated {
            columns.push(column);
            for ((_, row), test) in rows.iter_mut().zip(tests) {
                row.iter_mut().for_each(|row| row.push(test.clone()));
            }
        }
        let outputs: Vec<(String, usize, Type)> = outputs
            .into_iter()
            .flatten()
            .map(|(name, ty)| (name, self.slot(ty.clone()), ty))
            .collect();
        let rows = rows.into_iter().filter_map(|(outputs, tests)| {
            Some(program::Row {
                tests: tests?,
                outputs: outputs?,
            })
        });
        self.tables.push(program::Table {
            policy: table.policy,
            columns,
            outputs: outputs.iter().map(|(_, slot, _)| *slot).collect(),
            rows: rows.collect(),
        });
        self.sound.push(self.unknowns == unknowns);
        let index = self.tables.len() - 1;
        self.stages.push(Stage::Table(index));
        Ok(Known { index, outputs })
    }

    fn columns(&mut self, table: &sheets::Table) -> Vec<Option<program::Column>> {
        let columns = table.columns.iter();
        columns
            .map(|column| {
                let checked = column.ast.as_ref().ok_or(Fault::Reported);
                let checked = checked.and_then(|ast| self.expression(ast, None));
                let checked = checked.and_then(|(subject, ty)| match ty {
                    Type::Option(_) => Err(problem::may_be_absent().into()),
                    ty if is_plain(&ty) => Ok((subject, ty)),
                    ty => Err(problem::not_comparable(&ty).into()),
                });
                let (subject, ty) = self.mistakes.keep(&column.place, checked)?;
                let slot = self.slot(ty.clone());
                Some(program::Column { subject, slot, ty })
            })
            .collect()
    }

    /// A row's tests, one for each column.
    fn tests(
        &mut self,
        row: &sheets::Row,
        columns: &[Option<program::Column>],
    ) -> Option<Vec<Tests<Expr>>> {
        let cells = row.tests.iter().zip(columns);
        let tests: Vec<_> = cells
            .map(|(cell, column)| {
                let (tests, column) = (cell.value.as_ref()?, column.as_ref()?);
                let checked = self.cell(tests, &column.ty);
                self.mistakes.keep(&cell.place, checked)
            })
            .collect();
        tests.into_iter().collect()
    }

    fn cell(&mut self, tests: &Tests, ty: &Type) -> Result<Tests<Expr>, Fault> {
        let mut each = |tests: &[Test]| -> Result<Vec<Test<Expr>>, Fault> {
            tests.iter().map(|test| self.test(test, ty)).collect()
        };
        Ok(match tests {
            Tests::Any => Tests::Any,
            Tests::OneOf(tests) => Tests::OneOf(each(tests)?),
            Tests::NoneOf(tests) => Tests::NoneOf(each(tests)?),
        })
    }

    fn test(&mut self, test: &Test, ty: &Type) -> Result<Test<Expr>, Fault> {
        match test {
            Test::Compare(relation, value) => {
                let value = self.fitting(value, ty)?;
                expression::comparable(*relation, ty)?;
                Ok(Test::Compare(*relation, value))
            }
            Test::Range {
                low: (low, has_low),
                high: (high, has_high),
            } => {
                expression::comparable(Relation::Less, ty)?;
                let (low, high) = (self.fitting(low, ty)?, self.fitting(high, ty)?);
                let is_closed = *has_low && *has_high;
                let is_empty = match (&low, &high) {
                    (Expr::Number(low), Expr::Number(high)) => {
                        low > high || low == high && !is_closed
                    }
                    (Expr::Date(low), Expr::Date(high)) => low > high || low == high && !is_closed,
                    _ => false,
                };
                if is_empty {
                    return Err(problem::empty_range().into());
                }
                Ok(Test::Range {
                    low: (low, *has_low),
                    high: (high, *has_high),
                })
            }
            Test::Starts(prefix) if ty.with(&Type::Text).is_some() => {
                Ok(Test::Starts(prefix.clone()))
            }
            Test::Starts(_) => Err(problem::wrong_type(&Type::Text, ty).into()),
        }
    }

    /// The rows' dates as one more column.
    fn dated(&mut self, table: &sheets::Table) -> Result<Option<Dated>, Fault> {
        let dated = table
            .rows
            .iter()
            .find(|row| row.from.or(row.until).is_some());
        let Some(dated) = dated else {
            return Ok(None);
        };
        let rule = self.rule;
        let legal = rule
            .inputs
            .iter()
            .position(|input| LEGAL_DATE.contains(&input.line.name.as_str()));
        let Some(legal) = legal else {
            self.mistakes.add(&dated.place, problem::no_legal_date());
            return Err(Fault::Reported);
        };
        let (slot, ty) = self.input(legal)?;
        if ty.with(&Type::Date).is_none() {
            let place = &rule.inputs[legal].line.place;
            self.mistakes
                .add(place, problem::wrong_type(&Type::Date, &ty));
            return Err(Fault::Reported);
        }
        let tests = table.rows.iter().map(|row| match (row.from, row.until) {
            (None, None) => Tests::Any,
            (Some(from), None) => compare(Relation::GreaterOrEqual, from),
            (None, Some(until)) => compare(Relation::LessOrEqual, until),
            (Some(from), Some(until)) => Tests::OneOf(vec![Test::Range {
                low: (Expr::Date(from), true),
                high: (Expr::Date(until), true),
            }]),
        });
        let tests = tests.collect();
        let column = program::Column {
            subject: Expr::Slot(slot),
            slot: self.slot(Type::Date),
            ty,
        };
        Ok(Some((column, tests)))
    }

    /// Name and type of each output, and the values row by row.
    #[expect(
        clippy::type_complexity,
        reason = "what failed is absent, cell by cell"
    )]
    fn outputs(
        &mut self,
        table: &sheets::Table,
    ) -> (Vec<Option<(String, Type)>>, Vec<Option<Vec<(Expr, Type)>>>) {
        let mut heads = Vec::new();
        let mut rows: Vec<Option<Vec<(Expr, Type)>>> =
            table.rows.iter().map(|_| Some(Vec::new())).collect();
        for (index, output) in table.outputs.iter().enumerate() {
            let column = self.output(table, index);
            heads.push(column.as_ref().map(|(ty, _)| (output.clone(), ty.clone())));
            let values =
                column.map(|(ty, values)| values.into_iter().map(move |value| (value, ty.clone())));
            match values {
                None => rows.iter_mut().for_each(|row| *row = None),
                Some(values) => {
                    for (row, value) in rows.iter_mut().zip(values) {
                        row.iter_mut().for_each(|row| row.push(value.clone()));
                    }
                }
            }
        }
        (heads, rows)
    }

    /// The type all values of an output column share, and the values.
    fn output(&mut self, table: &sheets::Table, index: usize) -> Option<(Type, Vec<Expr>)> {
        let name = &table.outputs[index];
        let field = self.interface.outcome.field(name);
        let wanted = field.and_then(|field| Type::of(name, &field.shape));
        let mut values: Vec<(Expr, Type, &Place)> = Vec::new();
        for row in &table.rows {
            let cell = &row.outputs[index];
            let checked = match &cell.value {
                Some(ast) => self.expression(ast, wanted.as_ref()),
                None if cell.text.is_empty() => Err(problem::empty_output().into()),
                None => Err(Fault::Reported),
            };
            let (value, ty) = self.mistakes.keep(&cell.place, checked)?;
            values.push((value, ty, &cell.place));
        }
        let mut common = wanted.unwrap_or_else(|| values[0].1.clone());
        for (_, ty, place) in &values {
            match common.with(ty) {
                Some(ty) => common = ty,
                None => {
                    let problem = match (&common, ty) {
                        (Type::Number(common), Type::Number(unit)) => {
                            problem::wrong_unit(*common, *unit)
                        }
                        _ => problem::wrong_type(&common, ty),
                    };
                    self.mistakes.add(place, problem);
                    return None;
                }
            }
        }
        let named = Unit::of_name(name);
        if let Type::Number(unit) = common {
            let is_named = named != Unit::Count;
            let unit = if unit == Unit::Any { named } else { unit };
            if is_named && unit != named {
                self.mistakes
                    .add(values[0].2, problem::wrong_unit(named, unit));
                return None;
            }
            common = Type::Number(unit);
        }
        let inner = if let Type::Option(inner) = &common {
            inner
        } else {
            &common
        };
        if !is_plain(inner) {
            self.mistakes
                .add(values[0].2, problem::not_an_input(&common));
            return None;
        }
        let fitted = values.into_iter().map(|(value, ty, place)| {
            let fitted = expression::fit(value, &ty, &common).map_err(Fault::from);
            self.mistakes.keep(place, fitted)
        });
        let fitted: Option<Vec<Expr>> = fitted.collect();
        Some((common, fitted?))
    }

    /// The code of each row of a `collect` table and the figures behind it.
    fn steps(&mut self, table: &sheets::Table) -> Vec<Option<Vec<(Expr, Type)>>> {
        let rows = table.rows.iter();
        rows.map(|row| {
            let filled = row.outputs.iter().rposition(|cell| !cell.text.is_empty());
            let filled = filled.map_or(0, |last| last + 1);
            if filled == 0 {
                self.mistakes.add(&row.place, problem::empty_output());
                return None;
            }
            let cells = row.outputs[..filled].iter().enumerate();
            let values: Vec<_> = cells
                .map(|(index, cell)| {
                    let checked = match &cell.value {
                        Some(ast) => self.figure(ast, index == 0),
                        None if cell.text.is_empty() => Err(problem::empty_output().into()),
                        None => Err(Fault::Reported),
                    };
                    self.mistakes.keep(&cell.place, checked)
                })
                .collect();
            values.into_iter().collect()
        })
        .collect()
    }

    fn figure(&mut self, ast: &Ast, is_code: bool) -> Result<(Expr, Type), Fault> {
        if is_code {
            return Ok((self.fitting(ast, &Type::Text)?, Type::Text));
        }
        match self.expression(ast, None)? {
            (value, ty @ (Type::Number(_) | Type::Text | Type::Date | Type::Unknown)) => {
                Ok((value, ty))
            }
            (_, ty) => Err(problem::no_figure(&ty).into()),
        }
    }
}

fn compare(relation: Relation, date: u32) -> Tests<Expr> {
    Tests::OneOf(vec![Test::Compare(relation, Expr::Date(date))])
}
