//! The agenda of events: one row per project that has a place in it, open to everybody.
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_database::{OnConstraint, Write};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::project::Project;
use crate::domain::refused::Refused;
use crate::error::Error;

/// One line of an agenda.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Line {
    pub project_id: Uuid,
    pub event_id: Uuid,
    pub stage: String,
    pub day: NaiveDate,
    /// Minutes of the day, local time.
    pub starts_at: i32,
    pub ends_at: i32,
    pub title: String,
    pub organisation_name: String,
    /// Of the project when it was given this place.
    pub version: i64,
    pub update_time: DateTime<Utc>,
}

/// Where a page of an agenda ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub day: NaiveDate,
    pub starts_at: i32,
    pub project_id: Uuid,
}

/// Writes the project's place as it stands now: a new one, another one, or none any more.
pub(super) async fn place(write: &mut Write, project: &Stored<Project>) -> Result<(), Error> {
    let Project { id, slot, form, .. } = &project.body;
    let Some(slot) = slot else {
        sqlx::query("DELETE FROM agenda_slot WHERE project_id = $1")
            .bind(id)
            .execute(&mut **write)
            .await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO agenda_slot (project_id, tenant, event_id, stage, day, minutes, title, organisation_name, version, update_time)
         VALUES ($1, $2, $3, $4, $5, int4range($6, $7), $8, $9, $10, $11)
             ON CONFLICT (project_id) DO UPDATE
            SET stage = excluded.stage, day = excluded.day, minutes = excluded.minutes, title = excluded.title,
                organisation_name = excluded.organisation_name, version = excluded.version,
                update_time = excluded.update_time",
    )
    .bind(id)
    .bind(&project.tenant)
    .bind(project.body.event)
    .bind(slot.stage.trim())
    .bind(slot.day)
    .bind(slot.starts_at)
    .bind(slot.ends_at)
    .bind(&form.title)
    .bind(&form.organisation_name)
    .bind(project.body.version)
    .bind(project.update_time)
    .execute(&mut **write)
    .await
    .on_constraint("agenda_slot_stage_free", Error::from(taken()))?;
    Ok(())
}

fn taken() -> Refused {
    Refused::new(
        "SLOT_TAKEN",
        "该会场在此时段已安排其他项目，请另选时间或会场",
        "another project is presented on that stage at that time: choose another time or stage",
    )
}

/// One page of an event's agenda by day, time and project, and one line more.
pub async fn list(
    connection: &mut PgConnection,
    event: Uuid,
    after: Option<&Place>,
    size: i64,
) -> Result<Vec<Line>, Error> {
    let rows = sqlx::query_as(
        "SELECT project_id, event_id, stage, day, lower(minutes) AS starts_at, upper(minutes) AS ends_at, title,
                organisation_name, version, update_time
           FROM agenda_slot
          WHERE event_id = $1
            AND ($2::date IS NULL OR (day, lower(minutes), project_id) > ($2, $3::int, $4::uuid))
          ORDER BY day, lower(minutes), project_id LIMIT $5",
    )
    .bind(event)
    .bind(after.map(|after| after.day))
    .bind(after.map(|after| after.starts_at))
    .bind(after.map(|after| after.project_id))
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
