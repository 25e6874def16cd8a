//! What the events of the year came to, from the service's own database, with what the scoreboard counts of them.
use std::collections::BTreeMap;

use sqlx::PgPool;

/// The year of the events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Held {
    pub events: i64,
    pub registrations: i64,
    pub attended: i64,
    /// Linked to a negotiation by the register.
    pub contracts: i64,
    /// Those of them that are outcomes by the rule card, of contracts registered in the year.
    pub k10: i64,
    /// Intents signed by both sides at events not cancelled; no contracts.
    pub k10i: i64,
    /// Events that were held, once their doors told of everybody.
    pub k10e: i64,
    /// Who came to them, once per event.
    pub k10a: i64,
    /// How often they came to sessions.
    pub k10t: i64,
    /// Projects that were submitted and not withdrawn.
    pub k10p: i64,
}

const HELD: &str = "
    WITH held AS (
        SELECT id FROM event
         WHERE state IN ('FOLLOW_UP', 'ARCHIVED') AND ends_on BETWEEN '2025-01-01' AND '2025-12-31'),
    came AS (
        SELECT count(DISTINCT registration_id) AS people, count(*) AS person_times
          FROM check_in WHERE event_id IN (SELECT id FROM held))
    SELECT (SELECT count(*) FROM event WHERE state NOT IN ('DRAFT', 'CANCELLED')) AS events,
           (SELECT count(*) FROM registration) AS registrations,
           (SELECT count(*) FROM registration WHERE state = 'ATTENDED') AS attended,
           count(*) FILTER (WHERE state = 'CONTRACTED') AS contracts,
           count(*) FILTER (
               WHERE counts AND (body->'outcome'->'contract'->>'registered_on')::date BETWEEN '2025-01-01' AND '2025-12-31') AS k10,
           count(*) FILTER (
               WHERE intent_fen IS NOT NULL
                 AND event_id NOT IN (SELECT id FROM event WHERE state = 'CANCELLED')) AS k10i,
           (SELECT count(*) FROM held) AS k10e,
           (SELECT people FROM came) AS k10a,
           (SELECT person_times FROM came) AS k10t,
           (SELECT count(*) FROM project
             WHERE state <> 'WITHDRAWN' AND (body->>'submitted_on')::date BETWEEN '2025-01-01' AND '2025-12-31') AS k10p
      FROM negotiation";

/// Reads it.
pub async fn of(events: &PgPool) -> anyhow::Result<Held> {
    Ok(sqlx::query_as(HELD).fetch_one(events).await?)
}

impl Held {
    /// By the codes under which the scoreboard counts the same.
    pub fn by_code(&self) -> BTreeMap<String, i64> {
        let counts = [
            ("K10", self.k10),
            ("K10i", self.k10i),
            ("K10e", self.k10e),
            ("K10a", self.k10a),
            ("K10t", self.k10t),
            ("K10p", self.k10p),
        ];
        let counts = counts.into_iter();
        counts
            .map(|(code, count)| (code.to_owned(), count))
            .collect()
    }
}
