//! What is already known to be wrong with a trial's rows together is told before anything is sent.
use std::collections::BTreeMap;

use chrono::NaiveDate;
use kezhuan_agriculture::domain::form::Form;
use kezhuan_agriculture::domain::plot::{self, Moisture};
use kezhuan_law::Localized;
use kezhuan_protocol::agriculture::v1::trial::{Plot, Role};

use super::columns::sheet;
use super::group::Group;
use super::row::Line;
use crate::sheet_import::{Problem, REMEDY, Said, problem_of};

/// The reason of the domain where a label is given twice.
const PLOT_REPEATED: &str = "PLOT_REPEATED";
/// The reason of the domain where nothing yields so much.
const YIELD_IMPLAUSIBLE: &str = "YIELD_IMPLAUSIBLE";

/// What is wrong, each with its row. What a trial lacks is known only where its rows are whole: none is left out.
pub fn look(group: &Group, today: NaiveDate, is_whole: bool) -> Vec<(u64, Problem)> {
    let mut problems = disagreement(group);
    problems.extend(wrong_days(group, today));
    problems.extend(wrong_plots(group));
    if is_whole && problems.is_empty() {
        problems.extend(lonely_replications(group));
    }
    problems
}

/// Puts what was said of a request under the row and the column it speaks of.
pub fn told(group: &Group, mut said: Said) -> (u64, Problem) {
    let mut row = group.first();
    if let Some((at, field)) = place(&said.path) {
        row = group.row_of_plot(at).unwrap_or(row);
        said.path = format!("plots.{field}");
    }
    let field = sheet().at_path(&said.path);
    (row, problem_of(said, &group.columns, field, &group.trial))
}

/// The place in the request and the field that a path such as `plots[3].fresh_g` names.
fn place(path: &str) -> Option<(usize, String)> {
    let (at, field) = path.strip_prefix("plots[")?.split_once(']')?;
    let field = field.strip_prefix('.').unwrap_or(field);
    Some((at.parse().ok()?, field.to_owned()))
}

/// Rows of one trial that say different things of it.
fn disagreement(group: &Group) -> Vec<(u64, Problem)> {
    let Some(first) = group.lines.first() else {
        return Vec::new();
    };
    let others = group.lines.iter().skip(1);
    let mut problems: Vec<(u64, Problem)> = others
        .clone()
        .filter(|line| line.design != first.design)
        .map(|line| {
            let problem = group.problem(
                ("ROWS_DISAGREE", "trial", &line.trial),
                (
                    format!("与第 {} 行为同一试验，但品种、造季、标准水分、重复次数或日期不一致", first.row),
                    format!("row {} is of the same trial, with other varieties, season, standard, replications or days", first.row),
                ),
                Localized::fixed(
                    "同一试验各行的试验信息应一致；不是同一试验的，请另编试验编号",
                    "rows of one trial say the same of it; give another trial another number",
                ),
            );
            (line.row, problem)
        })
        .collect();
    let is_harvested = first.plot.is_some();
    let halves = others.filter(|line| line.plot.is_some() != is_harvested);
    problems.extend(halves.map(|line| {
        let problem = group.problem(
            ("ROWS_DISAGREE", "plot", &line.trial),
            (
                "同一试验有的行填了小区，有的没有".to_owned(),
                "some rows of the trial have a plot and some have none".to_owned(),
            ),
            Localized::fixed(
                "尚未收获的试验只填一行；已收获的每行一个小区",
                "a trial that is not harvested has one row, a harvested one a row for each plot",
            ),
        );
        (line.row, problem)
    }));
    let more = group.lines.iter().skip(1).filter(|_| !is_harvested);
    if problems.is_empty() {
        problems.extend(more.map(|line| (line.row, group.repeated(first.row))));
    }
    problems
}

fn wrong_days(group: &Group, today: NaiveDate) -> Vec<(u64, Problem)> {
    let design = group.design();
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let (sown, harvested) = (day(&design.sown_on), day(&design.harvested_on));
    let mut problems = Vec::new();
    let mut wrong = |en: &'static str, value: &str, zh: &'static str, said: &'static str| {
        let problem = Problem {
            field: group.header(en),
            value: value.to_owned(),
            code: "DAY_INVALID".to_owned(),
            problem: Localized::fixed(zh, said),
            remedy: REMEDY,
        };
        problems.push((group.first(), problem));
    };
    if sown.is_some_and(|sown| sown > today) {
        wrong(
            "sown_on",
            &design.sown_on,
            "播种日期晚于今天",
            "sown after today",
        );
    }
    if harvested.is_some_and(|harvested| harvested > today) {
        wrong(
            "harvested_on",
            &design.harvested_on,
            "收获日期晚于今天",
            "harvested after today",
        );
    }
    if let (Some(sown), Some(harvested)) = (sown, harvested)
        && harvested < sown
    {
        wrong(
            "harvested_on",
            &design.harvested_on,
            "收获早于播种",
            "harvested before it was sown",
        );
    }
    problems
}

/// As the service will look at them.
fn wrong_plots(group: &Group) -> Vec<(u64, Problem)> {
    let plots: Option<Vec<plot::Plot>> = group.plots().into_iter().map(of_domain).collect();
    let moisture = Moisture::parse(group.design().moisture.as_str_name());
    let (Some(plots), Some(moisture)) = (plots, moisture) else {
        return Vec::new();
    };
    if plots.is_empty() {
        return Vec::new();
    }
    let mut form = Form::default();
    plot::look(&mut form, &plots, moisture, plots.len());
    let refused = form.check().err();
    let fields = refused.into_iter().flat_map(|refused| refused.fields);
    let said = fields.map(|field| Said {
        path: field.field,
        code: field.reason.to_owned(),
        text: field.text,
    });
    said.map(|said| of_table(group, told(group, said)))
        .collect()
}

/// In the words of the table: its rows and units, not the domain's.
fn of_table(group: &Group, (row, problem): (u64, Problem)) -> (u64, Problem) {
    let text = match problem.code.as_str() {
        PLOT_REPEATED => same_label(group, row),
        YIELD_IMPLAUSIBLE => Some(Localized::fixed(
            "折算亩产过高，请核对鲜重（千克）与小区面积（亩）",
            "the yield is beyond belief: check weight (kg) and area (mu)",
        )),
        _ => None,
    };
    let problem = match text {
        Some(text) => Problem {
            problem: text,
            ..problem
        },
        None => problem,
    };
    (row, problem)
}

/// The row that has the label already.
fn same_label(group: &Group, row: u64) -> Option<Localized> {
    let label = |line: &Line| Some(line.plot.as_ref()?.label.trim().to_owned());
    let mut lines = group.lines.iter();
    let this = lines.find(|line| line.row == row).and_then(label);
    let first = group.lines.iter().find(|line| label(line) == this)?.row;
    Some(Localized::new(
        format!("与第 {first} 行的小区编号相同"),
        format!("the plot of row {first} has the same label"),
    ))
}

fn of_domain(plot: Plot) -> Option<plot::Plot> {
    Some(plot::Plot {
        role: plot::Role::parse(plot.role().as_str_name())?,
        replication: u32::try_from(plot.replication).ok()?,
        area_c: plot.area_c,
        fresh_g: plot.fresh_g,
        moisture_bp: i64::from(plot.moisture_bp),
        label: plot.label,
    })
}

/// What stands alone is compared with nothing.
fn lonely_replications(group: &Group) -> Vec<(u64, Problem)> {
    let mut seen: BTreeMap<i32, (u64, bool, bool)> = BTreeMap::new();
    for line in &group.lines {
        let Some(plot) = &line.plot else { continue };
        let (_, candidate, check) = seen
            .entry(plot.replication)
            .or_insert((line.row, false, false));
        *candidate |= plot.role() == Role::Candidate;
        *check |= plot.role() == Role::Check;
    }
    let lonely = seen
        .into_iter()
        .filter(|(_, (_, candidate, check))| !(*candidate && *check));
    lonely
        .map(|(replication, (row, _, _))| {
            let problem = group.problem(
                (
                    "REPLICATION_LONELY",
                    "replication",
                    &replication.to_string(),
                ),
                (
                    format!("第 {replication} 重复缺少参试品种或对照品种的小区"),
                    format!(
                        "replication {replication} lacks a plot of the variety or of its check"
                    ),
                ),
                Localized::fixed(
                    "每个重复须有参试品种和对照品种，请补充小区或更正重复号",
                    "each replication holds both: add the plot, or correct the number",
                ),
            );
            (row, problem)
        })
        .collect()
}
