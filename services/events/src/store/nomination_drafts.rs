//! Drafts of nominations in Postgres: who carried the achievement out reads what is said of them, by what the draft says last.
use std::collections::BTreeSet;

use kezhuan_cases::parties;
use kezhuan_database::Write;
use kezhuan_law::regions::PREFECTURE;
use sqlx::types::Json;

use super::nominations::{NOMINEE, step};
use super::stored::{Stored, record, written};
use crate::domain::nomination::Nomination;
use crate::error::Error;

/// Adds a draft; a draft publishes nothing.
pub async fn insert(
    write: &mut Write,
    nomination: Nomination,
) -> Result<Stored<Nomination>, Error> {
    write.in_tenant(PREFECTURE);
    let nominees = nominees(&nomination).into_iter();
    let others: Vec<(&str, &str)> = nominees.map(|unit| (unit, NOMINEE)).collect();
    let (id, nominator) = (nomination.id, nomination.nominator.as_str());
    parties::open(write, id, PREFECTURE, nominator, &others).await?;
    let stored = Stored::new(nomination, PREFECTURE, 0);
    let nomination = &stored.body;
    sqlx::query(
        "INSERT INTO nomination (id, tenant, number, version, event_sequence, state, round_id, nominator, expert_group, band,
                                 blocked, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', $10, $11, $11)",
    )
    .bind(nomination.id)
    .bind(PREFECTURE)
    .bind(&nomination.number)
    .bind(nomination.version)
    .bind(stored.event_sequence)
    .bind(nomination.state.as_str())
    .bind(nomination.round)
    .bind(&nomination.nominator)
    .bind(&nomination.group)
    .bind(Json(nomination))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(nomination, "NominationDrafted", ""));
    Ok(stored)
}

/// Saves a changed draft. It publishes nothing, and is shown to whom it names now, and to nobody it named before.
pub async fn save_edit(
    write: &mut Write,
    before: &Stored<Nomination>,
    nomination: Nomination,
) -> Result<Stored<Nomination>, Error> {
    write.in_tenant(&before.tenant);
    let after = Stored {
        event_sequence: before.event_sequence,
        ..before.moved_to(nomination)
    };
    let nomination = &after.body;
    let done = sqlx::query(
        "UPDATE nomination SET version = $3, body = $4, update_time = $5
          WHERE id = $1 AND version = $2 AND state = 'DRAFT'",
    )
    .bind(nomination.id)
    .bind(before.body.version)
    .bind(nomination.version)
    .bind(Json(nomination))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    sqlx::query("SELECT replace_nominees($1, $2)")
        .bind(nomination.id)
        .bind(nominees(nomination).into_iter().collect::<Vec<&str>>())
        .execute(&mut **write)
        .await?;
    record(
        write,
        step(nomination, "NominationEdited", before.body.state.as_str()),
    );
    Ok(after)
}

/// Organisations that carried it out, each once.
fn nominees(nomination: &Nomination) -> BTreeSet<&str> {
    let units = nomination.form.units.iter();
    units.map(|unit| unit.organisation.as_str()).collect()
}
