//! From a rule as written to a program: names become places, types and units are compared, and what
//! needs what decides the order.

mod expression;
mod names;
mod table;
mod unit;

use std::rc::Rc;

pub use unit::{Type, Unit};

use crate::analyse;
use crate::interface::{Interface, Record};
use crate::mistake::{Fault, Mistakes};
use crate::problem;
use crate::program::{self, Expr, Program, Stage};
use crate::settings::Setting;
use crate::sheets::{self, Line, Rule};

/// More names that each need the next one, written in the wrong order, would need a deep stack.
const WAITING_MAX: usize = 60;

/// How far the check of an input or table is.
enum State<T> {
    Waiting,
    Busy,
    Failed,
    Done(T),
}

/// What other expressions need to know of a table.
#[derive(Clone)]
struct Known {
    index: usize,
    /// Name, slot and type of each output; none of a `collect` table.
    outputs: Vec<(String, usize, Type)>,
}

struct Checker<'a> {
    interface: &'a Interface,
    settings: &'a [Setting],
    rule: &'a Rule,
    mistakes: &'a mut Mistakes,
    inputs: Vec<State<(usize, Type)>>,
    known_tables: Vec<State<Known>>,
    /// The lists whose items are looked at, outermost first.
    items: Vec<Rc<Record>>,
    /// How many inputs and tables wait for the one being checked.
    waiting: usize,
    /// How often something was used whose own cell is wrong.
    unknowns: usize,
    used_settings: Vec<(String, bool)>,
    slots: Vec<Type>,
    stages: Vec<Stage>,
    tables: Vec<program::Table>,
    /// Which of the tables use nothing that is wrong elsewhere.
    sound: Vec<bool>,
}

/// The program of a rule; nothing when there are mistakes.
pub fn check(
    rule: &Rule,
    interface: Interface,
    settings: &[Setting],
    mistakes: &mut Mistakes,
) -> Option<Program> {
    let mut checker = Checker {
        interface: &interface,
        settings,
        rule,
        mistakes,
        inputs: rule.inputs.iter().map(|_| State::Waiting).collect(),
        known_tables: rule.tables.iter().map(|_| State::Waiting).collect(),
        items: Vec::new(),
        waiting: 0,
        unknowns: 0,
        used_settings: Vec::new(),
        slots: Vec::new(),
        stages: Vec::new(),
        tables: Vec::new(),
        sound: Vec::new(),
    };
    checker.check_names();
    for index in 0..rule.inputs.len() {
        let _ = checker.input(index);
    }
    for index in 0..rule.tables.len() {
        let _ = checker.table(index);
    }
    let outcome = checker.outcome();
    let Checker {
        used_settings,
        slots,
        stages,
        tables,
        known_tables,
        sound,
        mistakes,
        ..
    } = checker;
    for (written, state) in rule.tables.iter().zip(&known_tables) {
        if let State::Done(known) = state
            && sound[known.index]
            && !mistakes.has_some_in(written.name_place.sheet)
        {
            analyse::analyse(&tables[known.index], written, &used_settings, mistakes);
        }
    }
    if !mistakes.is_empty() {
        return None;
    }
    Some(Program {
        interface,
        settings: used_settings,
        slots,
        stages,
        tables,
        outcome: outcome?,
    })
}

impl Checker<'_> {
    /// No name may mean two things.
    fn check_names(&mut self) {
        let rule = self.rule;
        let inputs = rule
            .inputs
            .iter()
            .map(|input| (&input.line.name, &input.line.name_place));
        let tables = rule
            .tables
            .iter()
            .map(|table| (&table.name, &table.name_place));
        let names: Vec<_> = inputs.chain(tables).collect();
        for (index, (name, place)) in names.iter().enumerate() {
            let is_earlier = names[..index].iter().any(|(other, _)| other == name);
            if is_earlier || self.interface.facts.field(name).is_some() {
                self.mistakes.add(place, problem::name_taken(name));
            }
        }
    }

    /// The type of what is wrong in its own cell.
    fn unknown(&mut self) -> Type {
        self.unknowns += 1;
        Type::Unknown
    }

    fn slot(&mut self, ty: Type) -> usize {
        self.slots.push(ty);
        self.slots.len() - 1
    }

    /// The slot and type of an input; checks it first if nobody did.
    fn input(&mut self, index: usize) -> Result<(usize, Type), Fault> {
        let rule = self.rule;
        let input = &rule.inputs[index];
        match &self.inputs[index] {
            State::Done(known) => return Ok(known.clone()),
            State::Failed => return Ok((0, self.unknown())),
            State::Busy => return Err(problem::circle(&input.line.name).into()),
            State::Waiting => {}
        }
        self.inputs[index] = State::Busy;
        let checked = self.apart(|checker| checker.checked_input(input));
        let Some((value, ty)) = self.mistakes.keep(&input.line.place, checked) else {
            self.inputs[index] = State::Failed;
            return Ok((0, self.unknown()));
        };
        let slot = self.slot(ty.clone());
        self.stages.push(Stage::Input { slot, value });
        self.inputs[index] = State::Done((slot, ty.clone()));
        Ok((slot, ty))
    }

    /// Checks what a name stands for, away from the items that are looked at where it is used.
    fn apart<T>(&mut self, check: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.waiting >= WAITING_MAX {
            return Err(problem::chain_too_long(WAITING_MAX).into());
        }
        let items = std::mem::take(&mut self.items);
        self.waiting += 1;
        let checked = check(self);
        self.waiting -= 1;
        self.items = items;
        checked
    }

    fn checked_input(&mut self, input: &sheets::Input) -> Result<(Expr, Type), Fault> {
        let unit = sheets::input_unit(&input.unit).map_err(Fault::from);
        let wanted = self.mistakes.keep(&input.unit_place, unit);
        let ast = input.line.ast.as_ref().ok_or(Fault::Reported)?;
        let wanted = wanted.ok_or(Fault::Reported)?;
        let (value, ty) = self.expression(ast, wanted.as_ref())?;
        let ty = match (wanted, ty) {
            // A label of the facts is a code too.
            (Some(Type::Text), ty @ Type::Label(_)) | (None, ty) => ty,
            (Some(wanted), Type::Option(inner)) => {
                let fitting = inner
                    .with(&wanted)
                    .ok_or_else(|| problem::wrong_type(&wanted, &inner))?;
                Type::Option(Box::new(fitting))
            }
            (Some(wanted), ty) => {
                expression::fit(Expr::NoItems, &ty, &wanted)?;
                wanted
            }
        };
        match &ty {
            Type::Option(inner) if is_plain(inner) => Ok((value, ty)),
            ty if is_plain(ty) => Ok((value, ty.clone())),
            ty => Err(problem::not_an_input(ty).into()),
        }
    }

    /// One expression for each field of the outcome.
    fn outcome(&mut self) -> Option<Vec<Expr>> {
        let (rule, interface) = (self.rule, self.interface);
        let outcome_place = rule.outcome_place.as_ref()?;
        let fields: Vec<&str> = interface
            .outcome
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        for (index, line) in rule.outcome.iter().enumerate() {
            if !fields.contains(&line.name.as_str()) {
                self.mistakes.add(
                    &line.name_place,
                    problem::unknown_field(&line.name, &fields),
                );
            } else if rule.outcome[..index]
                .iter()
                .any(|other| other.name == line.name)
            {
                self.mistakes
                    .add(&line.name_place, problem::name_taken(&line.name));
            }
        }
        let mut values = Vec::new();
        for field in &interface.outcome.fields {
            let Some(line) = rule.outcome.iter().find(|line| line.name == field.name) else {
                self.mistakes
                    .add(outcome_place, problem::missing_field(&field.name));
                continue;
            };
            let value = self.outcome_value(line, Type::of(&field.name, &field.shape));
            values.extend(self.mistakes.keep(&line.place, value));
        }
        (values.len() == fields.len()).then_some(values)
    }

    fn outcome_value(&mut self, line: &Line, wanted: Option<Type>) -> Result<Expr, Fault> {
        let ast = line.ast.as_ref().ok_or(Fault::Reported)?;
        let wanted = wanted.ok_or_else(|| problem::field_not_supported(&line.name))?;
        let (value, ty) = self.expression(ast, Some(&wanted))?;
        Ok(expression::fit(value, &ty, &wanted)?)
    }
}

/// A type whose values can be kept under a name.
fn is_plain(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Label(_) | Type::Unknown
    )
}
