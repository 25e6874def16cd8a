//! The rows of a spreadsheet rule, as they go with its package: the codes they give must have words, and people
//! read them without the spreadsheet.
use comfy_table::Table;
use serde::Deserialize;

use super::papers;

/// `kezhuan:table`, as far as it is shown.
#[derive(Deserialize)]
struct Rule {
    #[serde(default)]
    tables: Vec<Decisions>,
}

#[derive(Deserialize)]
struct Decisions {
    name: String,
    sheet: String,
    policy: String,
    when: Vec<String>,
    then: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    /// In the sheet, from 1.
    row: u32,
    when: Vec<String>,
    then: Vec<String>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    source: String,
}

/// Codes that rows give and the manifest has no words for, each with sheet and row.
pub fn missing(table: &[u8], manifest: &toml::Table) -> anyhow::Result<Vec<String>> {
    let rule: Rule = serde_json::from_slice(table)?;
    let codes = manifest.get("codes").and_then(toml::Value::as_table);
    let is_known = |code: &str| codes.is_some_and(|codes| codes.contains_key(code));
    let mut missing = Vec::new();
    for decisions in rule.tables.iter().filter(|table| table.policy == "collect") {
        for row in &decisions.rows {
            let code = row.then.first().and_then(|cell| code(cell));
            if let Some(code) = code.filter(|code| !is_known(code)) {
                let (sheet, row) = (&decisions.sheet, row.row);
                missing.push(format!(
                    "{sheet} 第 {row} 行 row {row}: manifest.toml 没有代码 {code} 的说明 / no [codes.{code}]"
                ));
            }
        }
    }
    Ok(missing)
}

/// The code in a cell, with or without quotes; what is computed is none.
fn code(cell: &str) -> Option<&str> {
    let bare = cell.trim().trim_matches('"');
    let is_plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let starts = bare.starts_with(|c: char| c.is_ascii_uppercase());
    (starts && bare.chars().all(is_plain)).then_some(bare)
}

/// Every table of the rule, row by row with its legal source.
pub fn shown(table: &str) -> anyhow::Result<String> {
    let rule: Rule = serde_json::from_str(table)?;
    let tables = rule.tables.iter().map(|decisions| {
        let Decisions {
            name,
            policy,
            sheet,
            ..
        } = decisions;
        format!("table {name}, {policy}, sheet {sheet}\n{}", rows(decisions))
    });
    Ok(tables.collect::<Vec<_>>().join("\n\n"))
}

fn rows(decisions: &Decisions) -> Table {
    let mut table = papers::table(["row"]);
    let heads = decisions
        .when
        .iter()
        .chain(&decisions.then)
        .map(String::as_str);
    let days_and_source = ["from", "until", "source"];
    table.set_header(["row"].into_iter().chain(heads).chain(days_and_source));
    for row in &decisions.rows {
        let mut cells = vec![row.row.to_string()];
        // Rows of a `collect` table may give fewer figures than others.
        let thens = (0..decisions.then.len()).map(|at| row.then.get(at).cloned());
        cells.extend(row.when.iter().cloned());
        cells.extend(thens.map(Option::unwrap_or_default));
        cells.extend([row.from.clone(), row.until.clone(), row.source.clone()]);
        table.add_row(cells);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_with_and_without_quotes_and_nothing_else_is() {
        assert_eq!(code("\"CAP_YEAR\""), Some("CAP_YEAR"));
        assert_eq!(code(" REGION "), Some("REGION"));
        assert_eq!(code("if a then REGION else RELATED"), None);
        assert_eq!(code("12"), None);
    }
}
