//! How far each timer has come, as the database keeps it.
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{Database, Error};

use crate::metrics;

/// One timer's look: `is_clear` when it left nothing that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Looked {
    pub timer: String,
    pub is_clear: bool,
}

/// A row of `timer_look`.
type Kept = (String, NaiveDate, DateTime<Utc>);

/// Notes the looks of one day, and says in figures how far every timer is behind.
pub(crate) async fn keep(
    database: &Database,
    today: NaiveDate,
    looks: Vec<Looked>,
) -> Result<(), Error> {
    let timers: Vec<String> = looks.iter().map(|look| look.timer.clone()).collect();
    let clear: Vec<bool> = looks.iter().map(|look| look.is_clear).collect();
    let caller = Caller::service(database.service(), "");
    let written = database.write_as(&caller, move |write| {
        let (timers, clear) = (timers.clone(), clear.clone());
        Box::pin(async move {
            // A timer that left something stays at the day it had; a new one starts the day before.
            let kept: Vec<Kept> = sqlx::query_as(
                "INSERT INTO timer_look (timer, legal_day, looked_at)
                 SELECT look.timer, CASE WHEN look.clear THEN $3::date ELSE $3::date - 1 END, now()
                   FROM unnest($1::text[], $2::bool[]) AS look (timer, clear)
                  ORDER BY look.timer
                 ON CONFLICT (timer) DO UPDATE
                    SET legal_day = CASE WHEN EXCLUDED.legal_day = $3::date
                                         THEN greatest(timer_look.legal_day, $3::date) ELSE timer_look.legal_day END,
                        looked_at = EXCLUDED.looked_at
                 RETURNING timer, legal_day, looked_at",
            )
            .bind(timers)
            .bind(clear)
            .bind(today)
            .fetch_all(&mut **write)
            .await?;
            Ok::<Vec<Kept>, Error>(kept)
        })
    });
    for (timer, legal_day, looked_at) in written.await? {
        let of = metrics::of(database.service(), &timer);
        metrics::LOOKED_AT.record(looked_at.timestamp(), &of);
        let behind = (today - legal_day).num_days().max(0);
        metrics::DAYS_BEHIND.record(behind, &of);
    }
    Ok(())
}
