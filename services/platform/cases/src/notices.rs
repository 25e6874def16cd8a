//! Cases as everybody may see them while their public notice stands, and how somebody who is no party of a case gets to object
//! to it. The service's functions `published_cases` and `admit_objector` open what row security closes.
use chrono::{DateTime, Utc};
use kezhuan_database::Write;
use kezhuan_law::notice::PublicNotice;
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::stored::Place;

/// What the notice of one case shows.
#[derive(Debug, Clone, FromRow)]
pub struct Published {
    pub id: Uuid,
    /// As its store names the aggregate.
    pub aggregate: String,
    pub number: String,
    pub tenant: String,
    /// What is to be decided on, as people call it.
    pub title: String,
    /// Whose case it is.
    pub organisation: String,
    #[sqlx(json)]
    pub notice: PublicNotice,
    pub create_time: DateTime<Utc>,
    /// What else the service's notices show; nothing where its function has no such column.
    #[sqlx(default)]
    pub shown: Option<Json<Value>>,
}

/// One page of the cases that stand published, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    tenant: Option<&str>,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Published>, sqlx::Error> {
    let (time, id) = after.unzip();
    sqlx::query_as("SELECT * FROM published_cases($1, $2, $3, $4)")
        .bind(tenant)
        .bind(time)
        .bind(id)
        .bind(size + 1)
        .fetch_all(connection)
        .await
}

/// Lets an outsider into a published case, so that they can object; holds it until the transaction ends.
pub async fn admit_objector(write: &mut Write, case: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT admit_objector($1)")
        .bind(case)
        .execute(&mut **write)
        .await?;
    Ok(())
}
