//! The rule as written, as JSON that goes with the package: whoever has the file can read each row
//! with its legal source. Members are sorted, so that the same sheets give the same bytes.

use serde_json::{Value, json};

use crate::sheets::{Row, Rule, Table};
use crate::syntax::date_text;
use crate::workbook::Sheet;

pub fn json(rule: &Rule, sheets: &[Sheet], hook: &str) -> Vec<u8> {
    let inputs = rule.inputs.iter().map(|input| {
        filled(json!({
            "name": input.line.name,
            "expression": input.line.text,
            "unit": input.unit,
            "note": input.note,
        }))
    });
    let outcome = rule.outcome.iter();
    let outcome = outcome.map(|line| json!({ "field": line.name, "expression": line.text }));
    let mut whole = json!({
        "hook": hook,
        "inputs": inputs.collect::<Vec<_>>(),
        "tables": rule.tables.iter().map(|written| table(written, sheets)).collect::<Vec<_>>(),
        "outcome": outcome.collect::<Vec<_>>(),
    });
    // Whatever some crate of the build turned on for the order of members.
    whole.sort_all_objects();
    whole.to_string().into_bytes()
}

fn table(table: &Table, sheets: &[Sheet]) -> Value {
    let sheet = sheets
        .get(table.name_place.sheet)
        .map_or("", |sheet| sheet.name.as_str());
    json!({
        "name": table.name,
        "sheet": sheet,
        "policy": table.policy.word(),
        "when": table.columns.iter().map(|column| column.text.as_str()).collect::<Vec<_>>(),
        "then": table.outputs,
        "rows": table.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn row(row: &Row) -> Value {
    filled(json!({
        "row": row.place.row + 1,
        "when": row.tests.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>(),
        "then": row.outputs.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>(),
        "from": row.from.map(date_text).unwrap_or_default(),
        "until": row.until.map(date_text).unwrap_or_default(),
        "source": row.source,
        "note": row.note,
    }))
}

/// Without the members that hold an empty text.
fn filled(mut value: Value) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, member| member.as_str() != Some(""));
    }
    value
}
