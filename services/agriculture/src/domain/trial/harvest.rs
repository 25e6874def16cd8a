//! Sowing and harvest, and what the plots come to.
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Trial;
use super::decide::{Circumstances, Event};
use super::plan::warnings;
use crate::domain::capacity;
use crate::domain::form::Form;
use crate::domain::plot::{self, Plot, Role, yield_c};
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::variation;
use crate::domain::yields::increase_bp;

/// A hundredfold yield is a slip of the pen.
const INCREASE_MAX_BP: i64 = 1_000_000;

/// What the plots come to. Yields in hundredths of a kilogram a mu, at standard moisture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub yield_c: i64,
    pub check_yield_c: i64,
    pub increase_bp: i64,
    /// Of the variety over its replications; none of a single one.
    pub cv_bp: Option<i64>,
    pub replications: u32,
    /// Of the variety, in the order of the replications.
    pub replication_yields_c: Vec<i64>,
}

pub(super) fn sow(
    trial: &mut Trial,
    sown_on: NaiveDate,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    capacity::owner(at.actor, &trial.operator)?;
    let mut form = Form::default();
    form.happened("sown_on", sown_on, at.today);
    form.check()?;
    trial.sown_on = Some(sown_on);
    Ok(Event::TrialSown)
}

pub(super) fn harvest(
    trial: &mut Trial,
    harvested_on: NaiveDate,
    plots: Vec<Plot>,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    capacity::owner(at.actor, &trial.operator)?;
    let mut form = Form::default();
    form.happened("harvested_on", harvested_on, at.today);
    // Nothing is ripe on the day it was sown.
    if let Some(earliest) = trial.sown_on.and_then(|sown_on| sown_on.succ_opt()) {
        form.not_before("harvested_on", harvested_on, earliest);
    }
    plot::look(&mut form, &plots, trial.moisture, at.terms.plots_max);
    look_replications(&mut form, &plots, at.terms.replications_max);
    form.check()?;
    let figures = figures(trial, &plots)?;
    trial.warnings = warnings(figures.replications, at.terms);
    trial.harvested_by = Some(at.actor.subject.clone());
    trial.harvested_on = Some(harvested_on);
    trial.plots = plots;
    trial.figures = Some(figures.clone());
    Ok(Event::TrialHarvested { figures })
}

/// Each replication holds both varieties: what stands alone is compared with nothing.
fn look_replications(form: &mut Form, plots: &[Plot], replications_max: u32) {
    let mut seen: BTreeMap<u32, (usize, bool, bool)> = BTreeMap::new();
    for (index, plot) in plots.iter().enumerate() {
        let path = format!("plots[{index}].replication");
        let most = i64::from(replications_max);
        form.between(path, i64::from(plot.replication), (1, most));
        let (_, candidate, check) = seen
            .entry(plot.replication)
            .or_insert((index, false, false));
        match plot.role {
            Role::Candidate => *candidate = true,
            Role::Check => *check = true,
        }
    }
    for (replication, (index, candidate, check)) in seen {
        if !(candidate && check) {
            form.wrong(FieldViolation::new(
                format!("plots[{index}].replication"),
                "REPLICATION_INCOMPLETE",
                format!("第 {replication} 次重复应同时有参试品种和对照"),
                format!(
                    "replication {replication} needs a plot of the variety and one of its check"
                ),
            ));
        }
    }
}

fn figures(trial: &Trial, plots: &[Plot]) -> Result<Figures, Refused> {
    let of = |role: Role| plots.iter().filter(move |plot| plot.role == role);
    let mut replications: Vec<u32> = of(Role::Candidate).map(|plot| plot.replication).collect();
    replications.sort_unstable();
    replications.dedup();
    let yields = replications.iter().map(|number| {
        let plots = of(Role::Candidate).filter(|plot| plot.replication == *number);
        yield_c(plots, trial.moisture).ok_or_else(implausible)
    });
    let replication_yields_c = yields.collect::<Result<Vec<i64>, Refused>>()?;
    let yielded = yield_c(of(Role::Candidate), trial.moisture).ok_or_else(implausible)?;
    let check = yield_c(of(Role::Check), trial.moisture).ok_or_else(implausible)?;
    let increase = increase_bp(yielded, check).filter(|more| *more <= INCREASE_MAX_BP);
    Ok(Figures {
        yield_c: yielded,
        check_yield_c: check,
        increase_bp: increase.ok_or_else(implausible)?,
        cv_bp: variation::coefficient_bp(&replication_yields_c),
        replications: u32::try_from(replications.len()).map_err(|_| implausible())?,
        replication_yields_c,
    })
}

fn implausible() -> Refused {
    let (zh, en) = (
        "参试品种与对照的产量无法比较，请核对重量与面积",
        "the yields of variety and check can't be compared: check weights and areas",
    );
    let violation = FieldViolation::new("plots", "YIELD_IMPLAUSIBLE", zh, en);
    Refused::new("YIELD_IMPLAUSIBLE", zh, en).with_fields(vec![violation])
}
