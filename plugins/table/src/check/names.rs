//! What a name means: a field of the item looked at, a fact, an input, a table or its output.

use std::rc::Rc;

use crate::interface::{Record, Shape};
use crate::mistake::Fault;
use crate::problem;
use crate::program::{Expr, Fact, Step};
use crate::sheets::Policy;

use super::{Checker, Type};

impl Checker<'_> {
    /// A name as a value.
    pub(super) fn name(&mut self, name: &str) -> Result<(Expr, Type), Fault> {
        if let Some((fact, ty)) = self.fact(name)? {
            return Ok((Expr::Fact(fact), ty));
        }
        let rule = self.rule;
        if let Some(index) = rule.inputs.iter().position(|input| input.line.name == name) {
            let (slot, ty) = self.input(index)?;
            return Ok((Expr::Slot(slot), ty));
        }
        let (table, output) = name.split_once('.').unwrap_or((name, ""));
        let Some(index) = rule.tables.iter().position(|known| known.name == table) else {
            return Err(problem::unknown_name(name, &self.names()).into());
        };
        let known = match self.table(index) {
            Err(Fault::Reported) => return Ok((Expr::NoItems, self.unknown())),
            known => known?,
        };
        if rule.tables[index].policy == Policy::Collect {
            let code = rule.tables[index]
                .outputs
                .first()
                .map_or("", String::as_str);
            if !output.is_empty() && output != code {
                return Err(problem::output_of_collect(table).into());
            }
            let rows = Expr::Rows {
                table: known.index,
                has_figures: output.is_empty(),
            };
            let ty = if output.is_empty() {
                Type::Rows(known.index)
            } else {
                Type::Codes
            };
            return Ok((rows, ty));
        }
        match known.outputs.into_iter().find(|(name, ..)| name == output) {
            Some((_, slot, ty)) => Ok((Expr::Slot(slot), ty)),
            None => {
                let outputs = rule.tables[index].outputs.iter();
                let outputs: Vec<String> = outputs
                    .map(|output| format!("{table}.{output}"))
                    .collect::<Vec<_>>();
                Err(problem::unknown_name(name, &outputs).into())
            }
        }
    }

    /// A fact by its path, if the first word of the path is one.
    pub(super) fn fact(&self, path: &str) -> Result<Option<(Fact, Type)>, Fault> {
        let first = path.split('.').next().unwrap_or_default();
        let question = std::iter::once(&self.interface.facts);
        let records: Vec<&Rc<Record>> = question.chain(&self.items).collect();
        // The innermost item comes first.
        let found = records
            .iter()
            .enumerate()
            .rev()
            .find(|(_, record)| record.field(first).is_some());
        let Some((base, record)) = found else {
            return Ok(None);
        };
        let mut record = Rc::clone(record);
        let mut steps = Vec::new();
        let mut shape = Shape::Record(Rc::clone(&record));
        for name in path.split('.') {
            let Some(field) = record.field(name) else {
                let known: Vec<String> = record
                    .fields
                    .iter()
                    .map(|field| field.name.clone())
                    .collect();
                return Err(problem::unknown_fact(path, name, &known).into());
            };
            let (inner, optional) = match &field.shape {
                Shape::Option(inner, payload) => ((**inner).clone(), Some(*payload)),
                shape => (shape.clone(), None),
            };
            steps.push(Step {
                name: name.to_owned(),
                offset: field.offset,
                optional,
            });
            record = match &inner {
                Shape::Record(inner) => Rc::clone(inner),
                // Whatever is asked of it then is unknown.
                _ => Rc::new(Record {
                    fields: Vec::new(),
                    size: 0,
                    align: 1,
                }),
            };
            shape = inner;
        }
        let last = path.rsplit('.').next().unwrap_or_default();
        let ty = Type::of(last, &shape).ok_or_else(|| problem::fact_not_supported(path))?;
        let is_optional = steps.iter().any(|step| step.optional.is_some());
        let ty = if is_optional {
            Type::Option(Box::new(ty))
        } else {
            ty
        };
        Ok(Some((Fact { base, steps, shape }, ty)))
    }

    /// What could have been meant, for the author.
    fn names(&self) -> Vec<String> {
        let rule = self.rule;
        let mut names: Vec<String> = rule
            .inputs
            .iter()
            .map(|input| input.line.name.clone())
            .collect();
        for table in &rule.tables {
            match table.policy {
                Policy::Collect => names.push(table.name.clone()),
                Policy::First | Policy::Unique => {
                    let outputs = table.outputs.iter();
                    names.extend(outputs.map(|output| format!("{}.{output}", table.name)));
                }
            }
        }
        let facts = std::iter::once(&self.interface.facts).chain(&self.items);
        for record in facts {
            paths(record, "", &mut names);
        }
        names
    }
}

fn paths(record: &Record, before: &str, found: &mut Vec<String>) {
    for field in &record.fields {
        let path = format!("{before}{}", field.name);
        let shape = match &field.shape {
            Shape::Option(inner, _) => inner,
            shape => shape,
        };
        match shape {
            Shape::Record(inner) => paths(inner, &format!("{path}."), found),
            Shape::Other => {}
            _ => found.push(path),
        }
    }
}
