//! The year, day by day: the legal clock moves, counties change their rules, and every case due takes its steps.
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use futures::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};

use super::beside::Beside;
use super::case::{Case, Seen};
use super::county_rules::CountyRules;
use super::people::People;
use crate::demo::year::{CasePlan, RuleChange, Step};

/// Sellers whose people are at work at once.
const CONCURRENCY: usize = 48;
/// Days between two lines of progress where there is no bar.
const LINE_EVERY: usize = 40;

/// What a year of people's work came to.
#[derive(Default)]
pub struct Lived {
    /// Answers nobody expected.
    pub problems: Vec<String>,
    pub seen: Seen,
}

/// One day's work of one seller's people: its cases one after another, so that a year's caps fall on the same
/// contracts in every run.
type Errand = Vec<(Case, Vec<Step>)>;

/// Every step of every case on its day, and what goes on beside them on its.
pub async fn live_through(
    people: &Arc<People>,
    rules: &CountyRules,
    plans: Vec<CasePlan>,
    mut changes: Vec<RuleChange>,
    beside: &mut Beside,
) -> anyhow::Result<Lived> {
    let bar = bar(&plans)?;
    let mut days = by_day(&plans);
    for day in beside.days() {
        days.entry(day).or_default();
    }
    let mut cases: Vec<Option<Case>> = plans
        .into_iter()
        .enumerate()
        .map(|(index, plan)| Some(Case::new(index, plan)))
        .collect();
    let mut lived = Lived::default();
    for (shown, (day, today)) in days.into_iter().enumerate() {
        people.clients().advance_clock(day).await?;
        for change in changes.extract_if(.., |change| change.day <= day) {
            let line = rules.change(people, &change).await?;
            bar.suspend(|| println!("  {line}"));
        }
        let problems = Box::pin(beside.on(people, &cases, day)).await?;
        lived.problems.extend(problems);
        tell(&bar, day, shown);
        let mut working = futures::stream::iter(
            errands(&mut cases, today)
                .into_iter()
                .map(|errand| run(people.clone(), errand)),
        )
        .buffer_unordered(CONCURRENCY);
        while let Some((errand, steps)) = working.next().await {
            bar.inc(steps);
            for mut case in errand {
                lived.problems.extend(case.take_problem());
                let index = case.index();
                cases[index] = Some(case);
            }
        }
    }
    bar.finish_and_clear();
    for case in cases.iter().flatten() {
        lived.seen.add(case.seen());
    }
    Ok(lived)
}

fn by_day(plans: &[CasePlan]) -> BTreeMap<NaiveDate, BTreeMap<usize, Vec<Step>>> {
    let mut days: BTreeMap<NaiveDate, BTreeMap<usize, Vec<Step>>> = BTreeMap::new();
    for (index, plan) in plans.iter().enumerate() {
        for planned in &plan.steps {
            let today = days.entry(planned.day).or_default();
            today.entry(index).or_default().push(planned.step.clone());
        }
    }
    days
}

fn errands(cases: &mut [Option<Case>], today: BTreeMap<usize, Vec<Step>>) -> Vec<Errand> {
    let mut by_seller: BTreeMap<String, Errand> = BTreeMap::new();
    for (index, steps) in today {
        if let Some(case) = cases.get_mut(index).and_then(Option::take) {
            let seller = case.seller().to_owned();
            by_seller.entry(seller).or_default().push((case, steps));
        }
    }
    by_seller.into_values().collect()
}

async fn run(people: Arc<People>, errand: Errand) -> (Vec<Case>, u64) {
    let (mut cases, mut done) = (Vec::with_capacity(errand.len()), 0);
    for (mut case, steps) in errand {
        done += steps.len() as u64;
        for step in steps {
            case.act(&people, step).await;
        }
        cases.push(case);
    }
    (cases, done)
}

fn bar(plans: &[CasePlan]) -> anyhow::Result<ProgressBar> {
    let bar = ProgressBar::new(plans.iter().map(|plan| plan.steps.len() as u64).sum());
    let style = ProgressStyle::with_template("  {msg} {wide_bar} {pos}/{len} 步 steps, {elapsed}")?;
    bar.set_style(style);
    Ok(bar)
}

fn tell(bar: &ProgressBar, day: NaiveDate, shown: usize) {
    bar.set_message(day.to_string());
    if bar.is_hidden() && shown.is_multiple_of(LINE_EVERY) {
        let (done, all) = (bar.position(), bar.length().unwrap_or(0));
        println!("  {day}: {done} / {all} 步 steps");
    }
}
