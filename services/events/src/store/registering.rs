//! What is known of somebody before they register, looked up for all who register at the same time together.
use chrono::{DateTime, NaiveDate, Utc};
use futures::future::BoxFuture;
use kezhuan_database::Lookup;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::event::Event;

/// Who wants to come to what.
#[derive(Debug, Clone)]
pub struct Wish {
    pub event: Uuid,
    pub organisation: String,
    pub person: String,
    /// Events that ended before this day are forgotten.
    pub since: NaiveDate,
}

/// What is known of them; nothing where there is no such event.
#[derive(Debug, Clone)]
pub struct Known {
    pub event: Stored<Event>,
    /// Places they had and neither came to nor gave back.
    pub no_shows: i64,
    /// Others of their organisation who hold a place or wait.
    pub colleagues: i64,
}

impl Lookup for Wish {
    type Key = Wish;
    type Found = Option<Known>;

    fn find<'c>(
        wishes: &'c [Wish],
        connection: &'c mut PgConnection,
    ) -> BoxFuture<'c, Result<Vec<Option<Known>>, sqlx::Error>> {
        Box::pin(async move {
            let rows = sqlx::query(
                "SELECT event.body, event.tenant, event.event_sequence, event.create_time, event.update_time,
                        (SELECT count(*) FROM registration earlier JOIN event past ON past.id = earlier.event_id
                          WHERE earlier.organisation = wish.organisation AND earlier.person = wish.person
                            AND earlier.state = 'NO_SHOW' AND past.ends_on >= wish.since) AS no_shows,
                        (SELECT count(*) FROM registration other
                          WHERE other.event_id = wish.event AND other.organisation = wish.organisation
                            AND other.person <> wish.person AND other.state IN ('CONFIRMED', 'WAITLISTED')) AS colleagues
                   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[]) WITH ORDINALITY
                        AS wish(event, organisation, person, since, place)
                   LEFT JOIN event ON event.id = wish.event
                  ORDER BY wish.place",
            )
            .bind(wishes.iter().map(|wish| wish.event).collect::<Vec<_>>())
            .bind(wishes.iter().map(|wish| wish.organisation.as_str()).collect::<Vec<_>>())
            .bind(wishes.iter().map(|wish| wish.person.as_str()).collect::<Vec<_>>())
            .bind(wishes.iter().map(|wish| wish.since).collect::<Vec<_>>())
            .fetch_all(connection)
            .await?;
            rows.iter().map(known).collect()
        })
    }
}

fn known(row: &PgRow) -> Result<Option<Known>, sqlx::Error> {
    let Some(Json(body)) = row.try_get::<Option<Json<Event>>, _>("body")? else {
        return Ok(None);
    };
    Ok(Some(Known {
        event: Stored {
            body,
            tenant: row.try_get("tenant")?,
            event_sequence: row.try_get("event_sequence")?,
            create_time: row.try_get::<DateTime<Utc>, _>("create_time")?,
            update_time: row.try_get::<DateTime<Utc>, _>("update_time")?,
        },
        no_shows: row.try_get("no_shows")?,
        colleagues: row.try_get("colleagues")?,
    }))
}
