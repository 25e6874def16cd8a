//! Assessments as lists read them: one row each, written with the base that they are part of.
use chrono::{DateTime, Utc};
use kezhuan_database::Write;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::transformation_base::{Assessment, Base};
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub base: Option<Uuid>,
    pub year: Option<i32>,
    pub grade: Option<String>,
    pub tenant: Option<String>,
}

/// Where a page ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub create_time: DateTime<Utc>,
    pub base: Uuid,
    pub place: i32,
}

/// One assessment of some base.
#[derive(Debug, Clone, FromRow)]
pub struct Assessed {
    pub base_id: Uuid,
    pub place: i32,
    pub tenant: String,
    #[sqlx(json)]
    pub body: Assessment,
    pub create_time: DateTime<Utc>,
}

/// Adds the assessments that a step gave a base.
pub(super) async fn append(
    write: &mut Write,
    before: &Base,
    after: &Stored<Base>,
) -> Result<(), Error> {
    let known = before.assessments.len();
    for (place, assessment) in after.body.assessments.iter().enumerate().skip(known) {
        sqlx::query(
            "INSERT INTO base_assessment (base_id, place, tenant, kind, year, grade, body, create_time)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(after.body.id)
        .bind(i32::try_from(place.saturating_add(1)).unwrap_or(i32::MAX))
        .bind(&after.tenant)
        .bind(assessment.kind.as_str())
        .bind(assessment.year)
        .bind(assessment.grade.as_str())
        .bind(Json(assessment))
        .bind(after.update_time)
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}

/// One page of the assessments the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<&Place>,
    size: i64,
) -> Result<Vec<Assessed>, Error> {
    let rows = sqlx::query_as(
        "SELECT base_id, place, tenant, body, create_time FROM base_assessment
          WHERE ($1::uuid IS NULL OR base_id = $1) AND ($2::int IS NULL OR year = $2)
            AND ($3::text IS NULL OR grade = $3) AND ($4::text IS NULL OR tenant = $4)
            AND ($5::timestamptz IS NULL OR (create_time, base_id, place) < ($5, $6, $7))
          ORDER BY create_time DESC, base_id DESC, place DESC LIMIT $8",
    )
    .bind(filter.base)
    .bind(filter.year)
    .bind(&filter.grade)
    .bind(&filter.tenant)
    .bind(after.map(|place| place.create_time))
    .bind(after.map(|place| place.base))
    .bind(after.map(|place| place.place))
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
