//! Records farmers' plots, each with its own result.
use std::collections::BTreeSet;
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::agriculture::v1::{RecordHouseholdsRequest, RecordHouseholdsResponse};
use uuid::Uuid;

use super::names::EXTENSIONS;
use super::{AgricultureApi, acting, convert, extension_step};
use crate::domain::extension::{
    self, Command, Entry, Extension, Fate, PlotKey, Roll, Row, Totals, counted_elsewhere,
};
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::variety::Action;
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{extension_plots, extensions};

/// A row as it was looked at.
type Looked = Result<Entry, Vec<FieldViolation>>;
/// What became of each row.
type Fates = Vec<Result<Fate, Vec<FieldViolation>>>;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: RecordHouseholdsRequest,
    key: RequestKey,
) -> Result<RecordHouseholdsResponse, Error> {
    let id = EXTENSIONS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        extensions::find(connection, id).await
    });
    let found = read.await?.ok_or_else(|| EXTENSIONS.not_found(id))?;
    // What may no longer be promoted reaches no more farmers.
    let variety = extension_step::variety(&api, &found.tenant, found.body.variety).await?;
    variety.permits("name", Action::Extend, &api.parameters.variety)?;
    let rows: Vec<Row> = input
        .rows
        .iter()
        .map(convert::extension::read_row)
        .collect();
    let given = Arc::new((api.clone(), caller.clone(), input.etag, rows));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, rows) = &*given;
                let before = extension_step::hold(write, (id, seen)).await?;
                let (after, fates) = record(write, (api, caller), before, rows).await?;
                Ok(RecordHouseholdsResponse {
                    extension: Some(convert::extension::answer(&after, caller)),
                    results: fates.iter().map(convert::extension::row_result).collect(),
                })
            })
        })
        .await
}

async fn record(
    write: &mut Write,
    (api, caller): (&AgricultureApi, &Caller),
    before: Stored<Extension>,
    rows: &[Row],
) -> Result<(Stored<Extension>, Fates), Error> {
    let actor = acting::actor(caller);
    let at = extension_step::circumstances(api, &actor);
    let looked = extension::look(rows, &before.body, &at)?;
    let mut roll = Roll::of(extension_plots::counted(write, before.body.id).await?);
    let mut fates: Fates = looked
        .iter()
        .map(|looked| match looked {
            Ok(entry) => roll.enter(entry).map_err(|wrong| vec![wrong]),
            Err(wrong) => Err(wrong.clone()),
        })
        .collect();
    // Who may not record, or records too much, is told so before anything is written.
    let command = Command::Record(totals(&roll)?);
    extension_step::decide(api, caller, &before.body, command)?;
    if !enter(write, &before, (looked.as_slice(), &mut fates), &mut roll).await? {
        return Ok((before, fates));
    }
    let command = Command::Record(totals(&roll)?);
    let decided = extension_step::decide(api, caller, &before.body, command)?;
    let after = extension_step::keep(write, &before, decided).await?;
    Ok((after, fates))
}

/// Writes what is new, and lets go what counts for another extension; whether anything went in.
async fn enter(
    write: &mut Write,
    before: &Stored<Extension>,
    (looked, fates): (&[Looked], &mut Fates),
    roll: &mut Roll,
) -> Result<bool, Error> {
    let new: Vec<(Uuid, &Entry)> = looked
        .iter()
        .zip(fates.iter())
        .filter(|(_, fate)| matches!(fate, Ok(Fate::New)))
        .filter_map(|(looked, _)| Some((Uuid::now_v7(), looked.as_ref().ok()?)))
        .collect();
    if new.is_empty() {
        return Ok(false);
    }
    let entered = extension_plots::enter(write, before, &new).await?;
    let new = new.iter().map(|(_, entry)| entry.key());
    let elsewhere: BTreeSet<PlotKey> = new.filter(|key| !entered.contains(key)).collect();
    for key in &elsewhere {
        roll.release(key);
    }
    // A later row that repeats such a plot stood on nothing either.
    for (looked, fate) in looked.iter().zip(fates.iter_mut()) {
        let is_elsewhere = |entry: &Entry| elsewhere.contains(&entry.key());
        if fate.is_ok() && looked.as_ref().is_ok_and(is_elsewhere) {
            *fate = Err(vec![counted_elsewhere()]);
        }
    }
    Ok(!entered.is_empty())
}

fn totals(roll: &Roll) -> Result<Totals, Refused> {
    roll.totals().ok_or_else(|| {
        Refused::new(
            "AMOUNT_OVERFLOW",
            "面积合计过大",
            "the areas come to too much",
        )
    })
}
