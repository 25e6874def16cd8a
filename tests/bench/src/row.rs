//! A row of the table and of `summary.json`.

use std::path::Path;

use anyhow::Context;
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;

/// One measured figure: medians over rounds, and whether they reach the goal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    name: String,
    value: f64,
    unit: &'static str,
    /// Value ÷ the peer's.
    ratio: Option<f64>,
    /// The peer.
    against: Option<String>,
    goal: String,
    met: bool,
    rounds: usize,
}

impl Row {
    /// A figure that is reported and has no goal yet.
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str, rounds: usize) -> Row {
        Row {
            name: name.into(),
            value,
            unit,
            ratio: None,
            against: None,
            goal: "none, reported".to_owned(),
            met: true,
            rounds,
        }
    }

    /// With its ratio to a peer.
    pub fn against(mut self, peer: impl Into<String>, ratio: f64) -> Row {
        self.against = Some(peer.into());
        self.ratio = Some(ratio);
        self
    }

    /// Asks for a ratio of at most `bound`.
    pub fn ratio_at_most(self, bound: f64) -> Row {
        let met = self.ratio.is_some_and(|ratio| ratio <= bound);
        let goal = format!("≤ {bound} × {}", self.peer());
        self.goal(goal, met)
    }

    /// Asks for a ratio of at least `bound`.
    pub fn ratio_at_least(self, bound: f64) -> Row {
        let met = self.ratio.is_some_and(|ratio| ratio >= bound);
        let goal = format!("≥ {bound} × {}", self.peer());
        self.goal(goal, met)
    }

    /// Asks for a value of at most `bound`.
    pub fn value_at_most(self, bound: f64) -> Row {
        let (met, goal) = (self.value <= bound, format!("≤ {bound} {}", self.unit));
        self.goal(goal, met)
    }

    /// Asks for something else.
    pub fn goal(mut self, goal: impl Into<String>, met: bool) -> Row {
        self.goal = goal.into();
        self.met = met;
        self
    }

    fn peer(&self) -> &str {
        self.against.as_deref().unwrap_or_default()
    }
}

/// The rows as people read them.
pub fn table(rows: &[Row]) -> Table {
    let mut table = Table::new();
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["name", "value", "ratio", "against", "goal", "met", "rounds"]);
    for row in rows {
        table.add_row([
            row.name.clone(),
            format!("{} {}", shown(row.value), row.unit),
            row.ratio.map(shown).unwrap_or_default(),
            row.peer().to_owned(),
            row.goal.clone(),
            if row.met { "yes" } else { "NOT MET" }.to_owned(),
            row.rounds.to_string(),
        ]);
    }
    table
}

/// Three significant digits, whole above a thousand.
fn shown(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.decimals$}")
}

/// Writes `summary.json`.
pub fn write(path: &Path, rows: &[Row]) -> anyhow::Result<()> {
    let folder = path.parent().context("a folder")?;
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    std::fs::write(path, summary(rows)?).with_context(|| path.display().to_string())
}

fn summary(rows: &[Row]) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(rows)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_has_the_agreed_members_and_a_missed_goal_says_so() {
        let rows = [
            Row::new("decision_fresh_vs_cel", 4.5, "µs", 5)
                .against("cel", 0.75)
                .ratio_at_most(0.5),
            Row::new("start", 80.0, "ms", 5).value_at_most(100.0),
        ];
        let expected = serde_json::json!([
            {"name": "decision_fresh_vs_cel", "value": 4.5, "unit": "µs", "ratio": 0.75,
             "against": "cel", "goal": "≤ 0.5 × cel", "met": false, "rounds": 5},
            {"name": "start", "value": 80.0, "unit": "ms", "ratio": null,
             "against": null, "goal": "≤ 100 ms", "met": true, "rounds": 5},
        ]);
        let written: serde_json::Value = serde_json::from_str(&summary(&rows).unwrap()).unwrap();
        assert_eq!(written, expected);
        assert!(table(&rows).to_string().contains("NOT MET"));
    }
}
