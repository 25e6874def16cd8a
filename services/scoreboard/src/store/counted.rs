//! Table `counted_standing`: what each case counts for in the figures counted in heads, by the years in which it was known.
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::counted::{Counts, Head};
use crate::domain::cut_off::CutOff;
use crate::domain::history::{History, Known};
use crate::error::Error;

/// One case behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind<T> {
    pub case: Uuid,
    /// As it is known today.
    pub fact: T,
    /// By what was known at the end of the year.
    pub counted: bool,
    /// By what is known today.
    pub still_counted: bool,
}

/// A case behind a figure as it is read.
type BehindRow = (Uuid, serde_json::Value, bool, bool);

/// Everything known of a case.
pub async fn history<T: Counts + PartialEq + DeserializeOwned>(
    connection: &mut PgConnection,
    case: Uuid,
) -> Result<History<T>, anyhow::Error> {
    let rows: Vec<(i32, serde_json::Value)> = sqlx::query_as(
        "SELECT known_since, body FROM counted_standing WHERE code = $1 AND case_id = $2 ORDER BY known_since",
    )
    .bind(T::CODE.as_str())
    .bind(case)
    .fetch_all(connection)
    .await?;
    let known = rows.into_iter().map(|(since, body)| {
        let fact = serde_json::from_value(body)?;
        Ok(Known { since, fact })
    });
    let known = known.collect::<Result<Vec<_>, serde_json::Error>>()?;
    Ok(History::of(known))
}

/// Keeps the last news of a case, and since when what was known before is outdated.
pub async fn save<T: Counts + PartialEq + Serialize>(
    connection: &mut PgConnection,
    case: Uuid,
    tenant: &str,
    history: &History<T>,
) -> Result<(), anyhow::Error> {
    for span in history.spans().rev().take(2) {
        let days = span.fact.days();
        sqlx::query(
            "INSERT INTO counted_standing (code, case_id, known_since, known_until, tenant, division, counted_as,
                    counts_from, counts_until, body, weight)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (code, case_id, known_since) DO UPDATE
                SET known_until = excluded.known_until, division = excluded.division, counted_as = excluded.counted_as,
                    counts_from = excluded.counts_from, counts_until = excluded.counts_until, body = excluded.body,
                    weight = excluded.weight",
        )
        .bind(T::CODE.as_str())
        .bind(case)
        .bind(span.since)
        .bind(span.until)
        .bind(tenant)
        .bind(span.fact.division())
        .bind(span.fact.counted_as())
        .bind(days.map(|days| days.from))
        .bind(days.and_then(|days| days.until))
        .bind(serde_json::to_value(span.fact)?)
        .bind(span.fact.weight())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Forgets everything known of the cases behind a figure; answers how many they were.
pub async fn forget<T: Counts>(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT forget_counted($1)")
        .bind(T::CODE.as_str())
        .fetch_one(connection)
        .await
}

/// What counts on the day of a year's figure, by what was known at the end of that year, by what is known today, or by both.
pub async fn heads<T: Counts>(
    connection: &mut PgConnection,
    cut: CutOff,
) -> Result<Vec<Head>, Error> {
    let rows: Vec<(String, String, i64, bool, bool)> = sqlx::query_as(
        "SELECT division, counted_as, max(weight),
                bool_or(known_since <= $2 AND (known_until IS NULL OR known_until > $2)),
                bool_or(known_until IS NULL)
           FROM counted_standing
          WHERE code = $1 AND counts_from <= $3 AND (counts_until IS NULL OR counts_until > $3)
            AND (known_until IS NULL OR (known_since <= $2 AND known_until > $2))
          GROUP BY division, counted_as",
    )
    .bind(T::CODE.as_str())
    .bind(cut.year)
    .bind(cut.day)
    .fetch_all(connection)
    .await?;
    let heads = rows.into_iter();
    let heads = heads.map(
        |(division, counted_as, weight, counted, still_counted)| Head {
            division,
            counted_as,
            weight,
            counted,
            still_counted,
        },
    );
    Ok(heads.collect())
}

/// Cases behind a figure in the order of what they count as, after `after`; `division` empty = the whole city.
pub async fn behind<T: Counts + DeserializeOwned>(
    connection: &mut PgConnection,
    cut: CutOff,
    division: &str,
    after: &(String, Uuid),
    limit: i64,
) -> Result<Vec<Behind<T>>, Error> {
    let (counted_as, case): (&str, Uuid) = (&after.0, after.1);
    let rows: Vec<BehindRow> = sqlx::query_as(
        "SELECT latest.case_id, latest.body, told.counted, told.still_counted
           FROM (SELECT case_id,
                        bool_or(known_since <= $2 AND (known_until IS NULL OR known_until > $2)) AS counted,
                        bool_or(known_until IS NULL) AS still_counted
                   FROM counted_standing
                  WHERE code = $1 AND counts_from <= $3 AND (counts_until IS NULL OR counts_until > $3)
                    AND ($4 = '' OR division = $4)
                    AND (known_until IS NULL OR (known_since <= $2 AND known_until > $2))
                  GROUP BY case_id) AS told
           JOIN counted_standing AS latest
             ON latest.code = $1 AND latest.case_id = told.case_id AND latest.known_until IS NULL
          WHERE (latest.counted_as, latest.case_id) > ($5, $6)
          ORDER BY latest.counted_as, latest.case_id LIMIT $7",
    )
    .bind(T::CODE.as_str())
    .bind(cut.year)
    .bind(cut.day)
    .bind(division)
    .bind(counted_as)
    .bind(case)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    let read = rows
        .into_iter()
        .map(|(case, body, counted, still_counted)| {
            Ok(Behind {
                case,
                fact: serde_json::from_value(body)?,
                counted,
                still_counted,
            })
        });
    read.collect()
}
