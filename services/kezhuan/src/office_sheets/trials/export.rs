//! Trials as the table they came in by: a row for each plot, one row where nothing is harvested.
use std::collections::BTreeMap;

use kezhuan_protocol::agriculture::v1::trial::{MoistureStandard, Plot, Role};
use kezhuan_protocol::agriculture::v1::{GetVarietyRequest, ListTrialsRequest, Trial};

use super::columns::{moistures, roles, sheet, states};
use crate::office_sheets::{PAGE_SIZE, cells, day, hundredths, pages, place, quoted};
use crate::sheet_import::cell::Cell;
use crate::suite::Session;

/// The rows of every trial the session's person may read, of a base and a season or of all; the oldest first.
pub async fn export(
    session: &Session,
    base: Option<&str>,
    season: Option<&str>,
) -> anyhow::Result<Vec<Vec<Cell>>> {
    if let Some(base) = base {
        place::base(session, base).await?;
    }
    let season = season.map(place::season).transpose()?;
    let terms = [("base", base), ("season", season.as_deref())];
    let terms: Vec<String> = terms
        .iter()
        .filter_map(|(term, value)| Some(format!("{term}={}", quoted((*value)?))))
        .collect();
    let request = ListTrialsRequest {
        filter: terms.join(" AND "),
        page_size: PAGE_SIZE,
        page_token: String::new(),
        order_by: "create_time".to_owned(),
    };
    let trials = pages!(session.agriculture(), list_trials, request, trials);
    let titles = titles(session, &trials).await?;
    Ok(trials
        .iter()
        .flat_map(|trial| rows(trial, &titles))
        .collect())
}

/// What people call the varieties; one that is not theirs to see keeps its name.
async fn titles(session: &Session, trials: &[Trial]) -> anyhow::Result<BTreeMap<String, String>> {
    let mut titles = BTreeMap::new();
    let names = trials
        .iter()
        .flat_map(|trial| [&trial.variety, &trial.check_variety]);
    for name in names {
        if titles.contains_key(name) {
            continue;
        }
        let request = GetVarietyRequest { name: name.clone() };
        let found = session.agriculture()?.get_variety(request).await;
        let title = found.map_or_else(|_| name.clone(), |variety| variety.into_inner().title);
        titles.insert(name.clone(), title);
    }
    Ok(titles)
}

/// The rows of one trial.
pub fn rows(trial: &Trial, titles: &BTreeMap<String, String>) -> Vec<Vec<Cell>> {
    let row = |plot: Option<&Plot>| {
        cells(sheet(), |en| {
            of_trial(trial, titles, en)
                .or_else(|| of_plot(trial, plot?, en))
                .unwrap_or_default()
        })
    };
    match trial.plots.is_empty() {
        true => vec![row(None)],
        false => trial.plots.iter().map(|plot| row(Some(plot))).collect(),
    }
}

fn of_trial(trial: &Trial, titles: &BTreeMap<String, String>, en: &str) -> Option<Cell> {
    let title = |name: &String| Cell::of_text(titles.get(name).unwrap_or(name));
    Some(match en {
        "trial" => Cell::of_text(&trial.name),
        "variety" => title(&trial.variety),
        "check_variety" => title(&trial.check_variety),
        "season" => Cell::of_text(&trial.season),
        "moisture_standard" => {
            Cell::of_text(&moistures().word_of(trial.moisture_standard().as_str_name()))
        }
        "replications" => Cell::Number(trial.replications.to_string()),
        "sown_on" => day(&trial.sown_on),
        "harvested_on" => day(&trial.harvested_on),
        "state" => Cell::of_text(&states().word_of(trial.state().as_str_name())),
        _ => return None,
    })
}

fn of_plot(trial: &Trial, plot: &Plot, en: &str) -> Option<Cell> {
    Some(match en {
        "plot" => Cell::of_text(&plot.label),
        "role" => Cell::of_text(&roles().word_of(plot.role().as_str_name())),
        "replication" => Cell::Number(plot.replication.to_string()),
        "area" => hundredths(plot.area_c),
        "fresh_weight" => kilograms(plot.fresh_g),
        "moisture" if trial.moisture_standard() == MoistureStandard::Fresh => Cell::Empty,
        "moisture" => hundredths(plot.moisture_bp.into()),
        "yield" => {
            let figures = trial.figures.as_ref()?;
            hundredths(match plot.role() {
                Role::Check => figures.check_yield_c,
                _ => figures.yield_c,
            })
        }
        _ => return None,
    })
}

fn kilograms(grams: i64) -> Cell {
    Cell::Number(format!(
        "{}.{:03}",
        grams / 1_000,
        grams.unsigned_abs() % 1_000
    ))
}
