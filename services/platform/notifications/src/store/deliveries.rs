//! What goes out, once per message, channel and person: the log of it, and who is sending what.
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kezhuan_cases::Place;
use kezhuan_database::Write;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::Notice;
use crate::Error;
use crate::channel::{Channel, State};

/// What waited too long and is dropped in one look; the next look goes on.
const STALE_AT_ONCE: i64 = 1_000;

/// One delivery, for its log.
#[derive(Debug, Clone, FromRow)]
pub struct Delivery {
    pub id: Uuid,
    pub notification_id: Uuid,
    pub kind: String,
    pub channel: String,
    pub organisation: String,
    pub state: String,
    pub tries: i32,
    pub detail: String,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

/// One that this process is to send, with where to as the person says now.
#[derive(Debug, Clone, FromRow)]
pub struct Taken {
    pub id: Uuid,
    pub channel: String,
    /// This attempt counted.
    pub tries: i32,
    pub kind: String,
    pub facts: Json<BTreeMap<String, String>>,
    pub language: Option<String>,
    pub mail: Option<String>,
    pub telephone: Option<String>,
}

/// Those that a process was sending when it ended, by channel and the state they have now.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Lost {
    pub channel: String,
    pub state: String,
    pub count: i64,
}

/// What a channel has not done with.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct Waiting {
    pub channel: String,
    pub count: i64,
    /// Seconds since the oldest that could have been sent was due.
    pub due_age_s: f64,
}

/// Opens what goes out of a new message: to whom it concerns, where they gave an address and did not mute it.
pub(super) async fn open(
    write: &mut Write,
    notification: Uuid,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO notification_delivery (id, notification_id, channel, organisation, person, state, due_time, create_time,
                                            update_time)
         SELECT gen_random_uuid(), $1, way.channel, wanted.organisation, wanted.person, 'PENDING', $5, $5, $5
           FROM notification_settings wanted,
                LATERAL (VALUES ('MAIL', wanted.mail), ('SMS', wanted.telephone)) way (channel, address)
          WHERE wanted.organisation = $2 AND ($3::text = '' OR wanted.person = $3) AND way.address <> ''
            AND NOT ($4::text || '/' || way.channel) = ANY (wanted.muted)",
    )
    .bind(notification)
    .bind(&notice.organisation)
    .bind(&notice.person)
    .bind(notice.kind)
    .bind(now)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Drops what has been due on these channels for longer than so many seconds: nobody sent by that way meanwhile, and who is told so
/// late is misled. How many, by channel.
pub async fn drop_stale(
    write: &mut Write,
    channels: &[&str],
    (stale_s, detail): (f64, &str),
) -> Result<Vec<(String, i64)>, Error> {
    let dropped = sqlx::query_as(
        "WITH stale AS (SELECT id FROM notification_delivery
                         WHERE state = 'PENDING' AND due_time < now() - make_interval(secs => $2) AND channel = ANY ($1)
                         ORDER BY due_time, id LIMIT $4 FOR UPDATE SKIP LOCKED),
              dropped AS (UPDATE notification_delivery SET state = 'DROPPED', detail = $3, update_time = now()
                           WHERE id IN (SELECT id FROM stale)
                       RETURNING channel)
         SELECT channel, count(*) FROM dropped GROUP BY channel",
    )
    .bind(channels)
    .bind(stale_s)
    .bind(detail)
    .bind(STALE_AT_ONCE)
    .fetch_all(&mut **write)
    .await?;
    Ok(dropped)
}

/// Takes what is due on these channels and not stale, at most so many, and holds it for so many seconds.
pub async fn take(
    write: &mut Write,
    lease: Uuid,
    channels: &[&str],
    (at_most, lease_s, stale_s): (i64, f64, f64),
) -> Result<Vec<Taken>, Error> {
    let rows = sqlx::query_as(
        "WITH due AS (SELECT id FROM notification_delivery
                       WHERE state = 'PENDING' AND due_time BETWEEN now() - make_interval(secs => $5) AND now()
                         AND channel = ANY ($2)
                       ORDER BY due_time, id LIMIT $3 FOR UPDATE SKIP LOCKED),
              taken AS (UPDATE notification_delivery
                           SET state = 'SENDING', lease = $1, lease_until = now() + make_interval(secs => $4),
                               tries = tries + 1, update_time = now()
                         WHERE id IN (SELECT id FROM due)
                     RETURNING id, notification_id, channel, organisation, person, tries)
         SELECT taken.id, taken.channel, taken.tries, notification.kind, notification.facts, wanted.language, wanted.mail,
                wanted.telephone
           FROM taken
           JOIN notification ON notification.id = taken.notification_id
           LEFT JOIN notification_settings wanted
             ON wanted.organisation = taken.organisation AND wanted.person = taken.person",
    )
    .bind(lease)
    .bind(channels)
    .bind(at_most)
    .bind(lease_s)
    .bind(stale_s)
    .fetch_all(&mut **write)
    .await?;
    Ok(rows)
}

/// What nobody holds any more though nobody said what became of it. A gateway knows a repeated text message, so it is sent again
/// and as due as it was; mail may have been taken.
pub async fn lose(write: &mut Write) -> Result<Vec<Lost>, Error> {
    let lost = sqlx::query_as(
        "WITH lost AS (UPDATE notification_delivery
                          SET state = CASE channel WHEN 'MAIL' THEN 'UNCERTAIN' ELSE 'PENDING' END, update_time = now(),
                              detail = 'the process ended before the answer'
                        WHERE state = 'SENDING' AND lease_until < now()
                    RETURNING channel, state)
         SELECT channel, state, count(*) AS count FROM lost GROUP BY channel, state",
    )
    .fetch_all(&mut **write)
    .await?;
    Ok(lost)
}

/// Keeps what an attempt came to; whether it did, as it does unless the delivery is no longer this process's.
pub async fn settle(
    write: &mut Write,
    (id, lease): (Uuid, Uuid),
    (from, to): (&[&str], State),
    (detail, pause_s): (&str, f64),
) -> Result<bool, Error> {
    let done = sqlx::query(
        "UPDATE notification_delivery
            SET state = $4, detail = $5, due_time = now() + make_interval(secs => $6), update_time = now()
          WHERE id = $1 AND lease = $2 AND state = ANY ($3)",
    )
    .bind(id)
    .bind(lease)
    .bind(from)
    .bind(to.as_str())
    .bind(detail)
    .bind(pause_s)
    .execute(&mut **write)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What waits, by channel. What was put off is not due, and counts all the same.
pub async fn waiting(connection: &mut PgConnection) -> Result<Vec<Waiting>, Error> {
    let rows = sqlx::query_as(
        "SELECT channel, count(*) AS count, greatest(max(extract(epoch FROM now() - due_time)), 0)::float8 AS due_age_s
           FROM notification_delivery WHERE state = 'PENDING' GROUP BY channel",
    )
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// One delivery, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Delivery>, Error> {
    let found = sqlx::query_as(
        "SELECT delivery.id, notification_id, kind, channel, delivery.organisation, state, tries, detail, delivery.create_time,
                update_time
           FROM notification_delivery delivery JOIN notification ON notification.id = notification_id
          WHERE delivery.id = $1 FOR UPDATE OF delivery",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// What an operator decided.
pub async fn decide(write: &mut Write, id: Uuid, to: State) -> Result<(), Error> {
    sqlx::query(
        "UPDATE notification_delivery SET state = $2, tries = 0, due_time = now(), update_time = now() WHERE id = $1",
    )
    .bind(id)
    .bind(to.as_str())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// One page of the log, of one person or of everybody, newest first, and one row more.
pub async fn page(
    connection: &mut PgConnection,
    whose: Option<(&str, &str)>,
    state: Option<State>,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Delivery>, Error> {
    let rows = sqlx::query_as(
        "SELECT delivery.id, notification_id, kind, channel, delivery.organisation, state, tries, detail, delivery.create_time,
                update_time
           FROM notification_delivery delivery JOIN notification ON notification.id = notification_id
          WHERE ($1::text IS NULL OR (delivery.organisation = $1 AND delivery.person = $2))
            AND ($3::text IS NULL OR state = $3)
            AND ($4::timestamptz IS NULL OR (delivery.create_time, delivery.id) < ($4, $5::uuid))
          ORDER BY delivery.create_time DESC, delivery.id DESC LIMIT $6",
    )
    .bind(whose.map(|whose| whose.0))
    .bind(whose.map(|whose| whose.1))
    .bind(state.map(State::as_str))
    .bind(after.map(|after| after.0))
    .bind(after.map(|after| after.1))
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// The address of what was taken; none where it was taken back.
pub fn address(taken: &Taken, channel: Channel) -> Option<&str> {
    let address = match channel {
        Channel::Mail => taken.mail.as_deref(),
        Channel::Sms => taken.telephone.as_deref(),
    };
    address.filter(|address| !address.is_empty())
}
