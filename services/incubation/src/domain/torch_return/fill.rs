//! The operator's own steps: fill in, hand in, take back.
use std::collections::BTreeSet;

use super::cell::{Cell, Known, take_known, value};
use super::decide::{Circumstances, Event, Outcome};
use super::field::Field;
use super::logic::{self, Failed};
use super::{Profile, Signed, TorchReturn, Withdrawal};
use crate::domain::duty;
use crate::domain::operator;
use crate::domain::refused::{FieldViolation, Refused};

/// Ten million million yuan in fen: what is larger was stated in another unit.
const FIGURE_MAX: i64 = 1_000_000_000_000_000;
const WHOLE_BP: usize = 10_000;

/// What the operator states of one figure; `None` takes an earlier statement back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub field: Field,
    /// In fen, 0.01 m² or a plain count.
    pub value: Option<i64>,
    /// Why it differs from what is known; may be empty where it does not.
    pub reason: String,
}

pub(super) fn prefill(
    torch_return: &mut TorchReturn,
    known: &Known,
    at: &Circumstances<'_>,
) -> Outcome {
    if !at.actor.is_service {
        operator::acts(at.actor, &torch_return.operator)?;
    }
    take_known(&mut torch_return.figures, known);
    Ok(Event::TorchReturnPrefilled)
}

pub(super) fn fill(
    torch_return: &mut TorchReturn,
    profile: Profile,
    statements: Vec<Statement>,
    at: &Circumstances<'_>,
) -> Outcome {
    operator::acts(at.actor, &torch_return.operator)?;
    let wrong = wrong_statements(torch_return, &statements);
    if !wrong.is_empty() {
        return Err(Refused::new(
            "RETURN_FIGURES_INVALID",
            "部分填报数据有误，请按各字段提示修改",
            "some figures can't be taken: correct them field by field",
        )
        .with_fields(wrong));
    }
    let kept = &mut torch_return.profile;
    kept.nature = profile.nature.or(kept.nature);
    kept.operation = profile.operation.or(kept.operation);
    kept.founded_on = profile.founded_on.or(kept.founded_on);
    for statement in statements {
        state(torch_return, statement);
    }
    Ok(Event::TorchReturnFilled)
}

fn state(torch_return: &mut TorchReturn, statement: Statement) {
    let figures = &mut torch_return.figures;
    let known = figures.get(&statement.field).and_then(|cell| cell.known);
    // Whoever states what is known states nothing new.
    let stated = statement.value.filter(|value| known != Some(*value));
    let cell = Cell {
        known,
        stated,
        reason: match stated {
            Some(_) => statement.reason,
            None => String::new(),
        },
    };
    if cell.value().is_some() {
        figures.insert(statement.field, cell);
    } else {
        figures.remove(&statement.field);
    }
}

fn wrong_statements(torch_return: &TorchReturn, statements: &[Statement]) -> Vec<FieldViolation> {
    let mut seen = BTreeSet::new();
    let wrong = statements
        .iter()
        .enumerate()
        .filter_map(|(index, statement)| {
            let is_new = seen.insert(statement.field);
            let known = torch_return.figures.get(&statement.field);
            let known = known.and_then(|cell| cell.known);
            let (reason, zh, en) = wrong_statement(statement, known, is_new)?;
            let field = format!("statements[{index}]");
            let name = statement.field.name();
            Some(FieldViolation::new(
                field,
                reason,
                format!("{}：{zh}", name.zh),
                format!("{}: {en}", name.en),
            ))
        });
    wrong.collect()
}

fn wrong_statement(
    statement: &Statement,
    known: Option<i64>,
    is_new: bool,
) -> Option<(&'static str, &'static str, &'static str)> {
    if !is_new {
        return Some(("FIELD_TWICE", "重复填报", "it is stated twice"));
    }
    let value = statement.value?;
    if value < 0 && !statement.field.may_be_negative() {
        return Some(("FIGURE_NEGATIVE", "不得为负数", "it can't be negative"));
    }
    if value.unsigned_abs() > FIGURE_MAX.unsigned_abs() {
        return Some((
            "FIGURE_TOO_LARGE",
            "数值过大，请核对单位",
            "it is too large: check the unit",
        ));
    }
    let differs = known.is_some_and(|known| known != value);
    if differs && statement.reason.trim().is_empty() {
        return Some((
            "DIFFERENCE_UNEXPLAINED",
            "与系统数据不一致，请说明原因",
            "it differs from what is known: say why",
        ));
    }
    None
}

pub(super) fn submit(torch_return: &mut TorchReturn, at: &Circumstances<'_>) -> Outcome {
    operator::acts(at.actor, &torch_return.operator)?;
    let missing = missing(torch_return);
    if !missing.is_empty() {
        return Err(Refused::new(
            "RETURN_INCOMPLETE",
            "报表尚有未填项目",
            "some figures are missing",
        )
        .with_fields(missing.into_iter().map(not_filled).collect()));
    }
    let unexplained = unexplained(torch_return);
    if !unexplained.is_empty() {
        return Err(Refused::new(
            "DIFFERENCE_UNEXPLAINED",
            "部分数据与系统数据不一致且未说明原因",
            "some figures differ from what is known, and nobody said why",
        )
        .with_fields(unexplained));
    }
    let failed = logic::failed(&torch_return.figures, at.last_year);
    if !failed.is_empty() {
        return Err(Refused::new(
            "LOGIC_CHECKS_FAILED",
            "报表未通过逻辑校验，请按各项提示修改",
            "logic checks do not hold: correct the figures they name",
        )
        .with_fields(failed.iter().map(violation).collect()));
    }
    torch_return.submission = Some(Signed {
        by: at.actor.subject.clone(),
        organisation: at.actor.organisation.clone(),
        on: at.today,
        note: String::new(),
    });
    torch_return.overdue_since = None;
    Ok(Event::TorchReturnSubmitted)
}

/// What of the form is still empty: field codes, in its order.
pub fn missing(torch_return: &TorchReturn) -> Vec<&'static str> {
    let profile = &torch_return.profile;
    let of_profile = [
        ("OPERATOR_NATURE", profile.nature.is_none()),
        ("OPERATION_TYPE", profile.operation.is_none()),
        ("FOUNDED_ON", profile.founded_on.is_none()),
    ];
    let of_profile = of_profile.into_iter().filter(|(_, is_missing)| *is_missing);
    let figures = Field::ALL.iter();
    let empty = figures.filter(|field| value(&torch_return.figures, **field).is_none());
    of_profile
        .map(|(code, _)| code)
        .chain(empty.map(|field| field.as_str()))
        .collect()
}

/// Which part of the form is filled, as long as its figures hold together; nothing where they do not.
pub fn data_quality_bp(torch_return: &TorchReturn, last_year: Option<&super::Figures>) -> u16 {
    if !logic::failed(&torch_return.figures, last_year).is_empty() {
        return 0;
    }
    let whole = Field::ALL.len() + 3;
    let filled = whole.saturating_sub(missing(torch_return).len());
    u16::try_from(filled * WHOLE_BP / whole).unwrap_or_default()
}

fn not_filled(code: &'static str) -> FieldViolation {
    FieldViolation::new(code, "FIELD_MISSING", "请填写", "it is not filled in")
}

fn unexplained(torch_return: &TorchReturn) -> Vec<FieldViolation> {
    let cells = torch_return.figures.iter();
    let cells = cells.filter(|(_, cell)| cell.differs_unexplained());
    cells
        .map(|(field, cell)| {
            let known = cell.known.unwrap_or_default();
            FieldViolation::new(
                field.as_str(),
                "DIFFERENCE_UNEXPLAINED",
                format!("系统数据为 {}，请说明原因", field.reported(known)),
                format!("{} is known: say why", field.reported(known)),
            )
        })
        .collect()
}

fn violation(failed: &Failed) -> FieldViolation {
    let fields: Vec<&str> = failed.fields.iter().map(|field| field.as_str()).collect();
    let name = failed.check.name();
    FieldViolation::new(
        fields.join(","),
        failed.check.as_str(),
        format!("{}：{} 与 {}", name.zh, failed.left, failed.right),
        format!("{}: {} and {}", name.en, failed.left, failed.right),
    )
}

pub(super) fn withdraw(
    torch_return: &mut TorchReturn,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    operator::acts(at.actor, &torch_return.operator)?;
    duty::reasoned("reason", &reason)?;
    torch_return.overdue_since = None;
    torch_return.withdrawal = Some(Withdrawal {
        on: at.today,
        reason,
    });
    Ok(Event::TorchReturnWithdrawn)
}
