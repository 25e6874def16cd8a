//! Where people want to be told beside their room.
use kezhuan_database::Write;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::Error;

/// One person's.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Settings {
    pub id: Uuid,
    pub organisation: String,
    pub person: String,
    /// `ZH` or `EN`.
    pub language: String,
    pub mail: String,
    pub telephone: String,
    /// `KIND/CHANNEL`
    pub muted: Vec<String>,
    pub version: i64,
}

/// Somebody's own.
pub async fn find(
    connection: &mut PgConnection,
    (organisation, person): (&str, &str),
) -> Result<Option<Settings>, Error> {
    let found = sqlx::query_as(
        "SELECT id, organisation, person, language, mail, telephone, muted, version
           FROM notification_settings WHERE organisation = $1 AND person = $2",
    )
    .bind(organisation)
    .bind(person)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// Keeps the first of somebody, or replaces the version before.
pub async fn save(write: &mut Write, settings: &Settings) -> Result<(), Error> {
    let done = sqlx::query(
        "INSERT INTO notification_settings (id, organisation, person, language, mail, telephone, muted, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT ON CONSTRAINT notification_settings_of_person DO UPDATE
            SET language = excluded.language, mail = excluded.mail, telephone = excluded.telephone, muted = excluded.muted,
                version = excluded.version
          WHERE notification_settings.version = excluded.version - 1",
    )
        .bind(settings.id)
        .bind(&settings.organisation)
        .bind(&settings.person)
        .bind(&settings.language)
        .bind(&settings.mail)
        .bind(&settings.telephone)
        .bind(&settings.muted)
        .bind(settings.version)
        .execute(&mut **write)
        .await?;
    Ok(kezhuan_cases::written(&done)?)
}
