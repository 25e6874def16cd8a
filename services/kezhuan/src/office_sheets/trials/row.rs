//! One row of a table made into one plot of a trial, or into everything that is wrong with it.
use std::sync::Arc;

use kezhuan_protocol::agriculture::v1::trial::{MoistureStandard, Plot, Role};

use super::columns::sheet;
use crate::sheet_import::cell::Cell;
use crate::sheet_import::header::Columns;
use crate::sheet_import::problem::REQUIRED;
use crate::sheet_import::reading::{self, Values};
use crate::sheet_import::{Complaint, Problem};

const ONE_PERCENT_BP: i64 = 100;
const WHOLE_BP: i64 = 10_000;
/// Columns that a plot needs, once it has one of them.
const OF_A_PLOT: [&str; 5] = ["plot", "role", "replication", "area", "fresh_weight"];

const FRESH_HAS_MOISTURE: Complaint = Complaint::fixed(
    "MOISTURE_OF_FRESH",
    (
        "按鲜重计的试验不填含水率",
        "what is compared by fresh weight has no moisture",
    ),
    (
        "请清空含水率，或更正标准水分",
        "clear it, or correct the standard",
    ),
);
const TOO_DRY: Complaint = Complaint::fixed(
    "MOISTURE_UNIT",
    (
        "含水率不足 1%，可能填成了小数",
        "less than 1 %: it may have been written as a fraction",
    ),
    ("请填写百分数，如 21.5", "write it in percent, such as 21.5"),
);
const TOO_WET: Complaint = Complaint::fixed(
    "MOISTURE_UNIT",
    ("含水率应低于 100%", "it lies below 100 %"),
    (
        "请核对小数点后填写百分数，如 21.5",
        "check the decimal point and write it in percent, such as 21.5",
    ),
);

/// What a row says of its trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    pub variety: String,
    pub check: String,
    pub season: String,
    pub moisture: MoistureStandard,
    /// 0 where nothing is written.
    pub replications: i32,
    /// Empty where nothing is written.
    pub sown_on: String,
    pub harvested_on: String,
}

/// One row.
#[derive(Debug)]
pub struct Line {
    pub row: u64,
    /// The office's own name of the trial, or trials/{uuid}.
    pub trial: String,
    pub design: Design,
    /// None where the trial is not harvested yet.
    pub plot: Option<Plot>,
}

/// The header of a column, as the office wrote it.
pub fn header(columns: &Columns, en: &str) -> String {
    let field = sheet().named(en);
    field.map_or_else(|| en.to_owned(), |field| columns.header_of(field))
}

/// Reads one row. Every problem is found at once; the trial it belongs to is told beside them where it can be read.
pub fn read(
    columns: &Arc<Columns>,
    row: u64,
    cells: &[Cell],
) -> (String, Result<Line, Vec<Problem>>) {
    let (values, mut problems) = reading::read(columns, cells);
    let trial = values.text("trial");
    let moisture = values.code("moisture_standard");
    let moisture = moisture.and_then(MoistureStandard::from_str_name);
    let design = Design {
        variety: values.text("variety").trim().to_owned(),
        check: values.text("check_variety").trim().to_owned(),
        season: values.text("season"),
        moisture: moisture.unwrap_or_default(),
        replications: values.count("replications"),
        sown_on: values.text("sown_on"),
        harvested_on: values.text("harvested_on"),
    };
    let is_harvested = OF_A_PLOT.iter().any(|en| values.of(en).is_some());
    if is_harvested {
        // What stands there and can't be read was told already.
        let lacking = missing(columns, &values, design.moisture).into_iter();
        let is_told = |lacking: &Problem| {
            let mut told = problems.iter();
            told.any(|problem| problem.field == lacking.field)
        };
        let lacking: Vec<Problem> = lacking.filter(|lacking| !is_told(lacking)).collect();
        problems.extend(lacking);
    }
    problems.extend(wrong_moisture(columns, &values, design.moisture));
    if !problems.is_empty() {
        return (trial, Err(problems));
    }
    let line = Line {
        row,
        trial: trial.clone(),
        plot: is_harvested.then(|| plot(&values)),
        design,
    };
    (trial, Ok(line))
}

/// What a plot lacks.
fn missing(columns: &Columns, values: &Values, moisture: MoistureStandard) -> Vec<Problem> {
    let is_grain = matches!(
        moisture,
        MoistureStandard::Indica | MoistureStandard::Japonica
    );
    let needed = OF_A_PLOT.iter().copied();
    let needed = needed
        .chain(is_grain.then_some("moisture"))
        .chain(["sown_on", "harvested_on"]);
    needed
        .filter(|en| values.of(en).is_none())
        .map(|en| REQUIRED.about(header(columns, en), String::new()))
        .collect()
}

fn wrong_moisture(
    columns: &Columns,
    values: &Values,
    standard: MoistureStandard,
) -> Option<Problem> {
    let moisture = values.number("moisture").filter(|moisture| *moisture > 0)?;
    let complaint = match standard {
        MoistureStandard::Fresh => FRESH_HAS_MOISTURE,
        _ if moisture < ONE_PERCENT_BP => TOO_DRY,
        _ if moisture >= WHOLE_BP => TOO_WET,
        _ => return None,
    };
    let shown = format!("{}.{:02}", moisture / 100, moisture % 100);
    Some(complaint.about(header(columns, "moisture"), shown))
}

fn plot(values: &Values) -> Plot {
    let role = values.code("role").and_then(Role::from_str_name);
    Plot {
        label: values.text("plot"),
        role: role.unwrap_or_default().into(),
        replication: values.count("replication"),
        area_c: values.number("area").unwrap_or_default(),
        fresh_g: values.number("fresh_weight").unwrap_or_default(),
        moisture_bp: values.count("moisture"),
    }
}
