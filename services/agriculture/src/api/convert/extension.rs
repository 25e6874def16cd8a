//! An extension as its readers see it, and what is said of it.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_protocol::agriculture::v1;
use kezhuan_protocol::agriculture::v1::record_households_response as households;
use kezhuan_rpc::etag;

use super::{day, instant};
use crate::api::names::{BASES, DEMONSTRATIONS, EXTENSIONS, VARIETIES};
use crate::domain::extension::{Extension, Fate, PlotKey, Price, Row, RowStatus, Training};
use crate::domain::refused::FieldViolation;
use crate::error::Error;
use crate::store::extension_plots::Plot;
use crate::store::stored::Stored;

/// An extension, to `reader`.
pub fn answer(stored: &Stored<Extension>, reader: &Caller) -> v1::Extension {
    let extension = &stored.body;
    let official = is_of_authority(reader, &stored.tenant);
    let state = v1::extension::State::from_str_name(extension.state.as_str());
    let report = extension.report.as_ref();
    let confirmation = extension.confirmation.as_ref();
    v1::Extension {
        name: EXTENSIONS.name(extension.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(extension.version),
        state: state.unwrap_or_default().into(),
        demonstration: DEMONSTRATIONS.name(extension.demonstration),
        base: BASES.name(extension.base),
        operator: extension.operator.clone(),
        variety: VARIETIES.name(extension.variety),
        crop: extension.crop.as_str().to_owned(),
        season: extension.season.to_string(),
        yield_c: extension.yield_c,
        check_yield_c: extension.check_yield_c,
        households: extension.totals.households,
        plots: extension.totals.plots,
        area_c: extension.totals.area_c,
        person_times: extension.person_times(),
        trainings: extension.trainings.iter().map(training).collect(),
        price: report.map(|report| price(&report.price)),
        added_value_fen: extension.added_value_fen(),
        reported_on: day::told(report.map(|report| report.on)),
        reported_by: shown(report.map(|report| report.by.as_str()), official),
        confirmed_on: day::told(confirmation.map(|one| one.on)),
        confirmed_by: shown(confirmation.map(|one| one.by.as_str()), official),
        sent_back_reason: extension.sent_back.clone().unwrap_or_default(),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn training(training: &Training) -> v1::extension::Training {
    v1::extension::Training {
        held_on: training.held_on.to_string(),
        topic: training.topic.clone(),
        place: training.place.clone(),
        person_times: training.person_times,
    }
}

fn price(price: &Price) -> v1::extension::Price {
    v1::extension::Price {
        fen_per_kg: price.fen_per_kg,
        source: price.source.clone(),
        of_day: price.of_day.to_string(),
    }
}

/// A plot as lists show it.
pub fn plot(plot: &Plot) -> v1::ExtensionPlot {
    v1::ExtensionPlot {
        division: plot.division.clone(),
        household: plot.household.clone(),
        person: plot.person.clone(),
        village: plot.village.clone(),
        plot: plot.plot.clone(),
        area_c: plot.area_c,
        counted: plot.counted,
        struck_reason: plot.struck_reason.clone(),
        create_time: Some(instant(plot.create_time)),
    }
}

/// What became of a row.
pub fn row_result(fate: &Result<Fate, Vec<FieldViolation>>) -> households::RowResult {
    let (status, problems) = match fate {
        Ok(Fate::New) => (RowStatus::Entered, Vec::new()),
        Ok(Fate::Known) => (RowStatus::Repeated, Vec::new()),
        Err(problems) => (
            RowStatus::Refused,
            problems.iter().map(row_problem).collect(),
        ),
    };
    let status = households::Status::from_str_name(status.as_str());
    households::RowResult {
        status: status.unwrap_or_default().into(),
        problems,
    }
}

fn row_problem(problem: &FieldViolation) -> households::RowProblem {
    households::RowProblem {
        field: problem.field.clone(),
        reason: problem.reason.to_owned(),
        zh: problem.text.zh.to_string(),
        en: problem.text.en.to_string(),
    }
}

/// A row of a list.
pub fn read_row(row: &v1::HouseholdRow) -> Row {
    Row {
        division: row.division.clone(),
        household: row.household.clone(),
        person: row.person.clone(),
        village: row.village.clone(),
        plot: row.plot.clone(),
        area_c: row.area_c,
    }
}

/// The plots that are to be struck; without a county those of `division`.
pub fn read_plots(plots: &[v1::strike_plots_request::PlotCode], division: &str) -> Vec<PlotKey> {
    let plots = plots.iter().map(|plot| {
        let named = match plot.division.trim() {
            "" => division,
            named => named,
        };
        (named.to_owned(), plot.plot.trim().to_owned())
    });
    plots.collect()
}

/// A training.
pub fn read_training(training: Option<&v1::extension::Training>) -> Result<Training, Error> {
    let training = training.ok_or_else(|| missing("training"))?;
    Ok(Training {
        held_on: day::read("training.held_on", &training.held_on)?,
        topic: training.topic.clone(),
        place: training.place.clone(),
        person_times: training.person_times,
    })
}

/// A price with its source.
pub fn read_price(price: Option<&v1::extension::Price>) -> Result<Price, Error> {
    let price = price.ok_or_else(|| missing("price"))?;
    Ok(Price {
        fen_per_kg: price.fen_per_kg,
        source: price.source.clone(),
        of_day: day::read("price.of_day", &price.of_day)?,
    })
}

fn missing(path: &str) -> Error {
    Error::field(path, "FIELD_MISSING", "请填写", "has to be filled in")
}
