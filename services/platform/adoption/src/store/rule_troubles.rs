//! What is the matter with rules: what was told of it, and what decisions say.
use chrono::NaiveDate;
use kezhuan_database::Error;
use kezhuan_law::rule_trouble::Trouble;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::troubles::{Told, Unasked, Uncovered};

/// Everything that was found and is not over.
pub async fn lasting(connection: &mut PgConnection) -> Result<Vec<Told>, Error> {
    let rows = sqlx::query_as(
        "SELECT id, tenant, kind, hook, subject, package_digest, since, text_zh, text_en, version
           FROM rule_trouble WHERE end_time IS NULL",
    );
    Ok(rows.fetch_all(connection).await?)
}

/// Keeps a trouble. Answers it when that is news: it is new, came back, or is said in other words. What lasts keeps
/// its first day.
pub async fn found(
    connection: &mut PgConnection,
    trouble: &Trouble,
    reporter: Uuid,
) -> Result<Option<Told>, Error> {
    let row = sqlx::query_as(
        "INSERT INTO rule_trouble AS known (id, tenant, kind, hook, subject, package_digest, since, text_zh, text_en,
                reporter, report_time, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp(), 1)
         ON CONFLICT (tenant, kind, hook, subject) DO UPDATE SET text_zh = excluded.text_zh,
            text_en = excluded.text_en, reporter = excluded.reporter, report_time = excluded.report_time,
            since = CASE WHEN known.end_time IS NULL THEN known.since ELSE excluded.since END,
            end_time = NULL, version = known.version + 1
          WHERE known.end_time IS NOT NULL OR known.text_zh <> excluded.text_zh
         RETURNING id, tenant, kind, hook, subject, package_digest, since, text_zh, text_en, version",
    )
    .bind(Uuid::now_v7())
    .bind(&trouble.tenant)
    .bind(trouble.kind.code())
    .bind(&trouble.hook)
    .bind(&trouble.subject)
    .bind(&trouble.package)
    .bind(trouble.since)
    .bind(&trouble.zh)
    .bind(&trouble.en)
    .bind(reporter)
    .fetch_optional(connection)
    .await?;
    Ok(row)
}

/// This process still sees them: no other says that they are over.
pub async fn seen_again(
    connection: &mut PgConnection,
    ids: &[Uuid],
    reporter: Uuid,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE rule_trouble SET reporter = $2, report_time = clock_timestamp()
          WHERE id = ANY ($1) AND end_time IS NULL",
    )
    .bind(ids)
    .bind(reporter)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends a trouble this process doesn't see. What another process saw for itself ends when that process has been
/// silent about it for so many seconds.
pub async fn ended(
    connection: &mut PgConnection,
    id: Uuid,
    reporter: Uuid,
    silent_seconds: i32,
) -> Result<Option<Told>, Error> {
    let row = sqlx::query_as(
        "UPDATE rule_trouble SET end_time = clock_timestamp(), version = version + 1
          WHERE id = $1 AND end_time IS NULL
            AND (kind <> 'PACKAGE_NOT_LOADED' OR reporter = $2
                 OR report_time < clock_timestamp() - make_interval(secs => $3))
         RETURNING id, tenant, kind, hook, subject, package_digest, since, text_zh, text_en, version",
    )
    .bind(id)
    .bind(reporter)
    .bind(silent_seconds)
    .fetch_optional(connection)
    .await?;
    Ok(row)
}

/// Rules that are in force on `today`, and were without a gap since `before` or longer, that no case with a legal date
/// after `before` asked: whichever versions they had, and in whichever major of the hook it was asked.
pub async fn unasked(
    connection: &mut PgConnection,
    hooks: &[&str],
    (before, today): (NaiveDate, NaiveDate),
) -> Result<Vec<Unasked>, Error> {
    let rows = sqlx::query_as(
        "SELECT entry.tenant, entry.hook, entry.package_digest, coalesce(asked.last_day, lower(covered.days)) AS since
           FROM rule_entry entry
           JOIN LATERAL (SELECT unnest(range_agg(version.in_force)) AS days FROM rule_entry version
                          WHERE version.tenant = entry.tenant AND version.hook = entry.hook) covered
             ON covered.days @> $3 AND lower(covered.days) <= $2
          CROSS JOIN LATERAL (SELECT max(of_major.last_day) AS last_day
                                FROM unnest($1::text[]) AS major (hook)
                               CROSS JOIN LATERAL (SELECT max(decision.legal_date) AS last_day FROM decision
                                                    WHERE decision.hook = major.hook AND decision.rule_tenant = entry.tenant
                                                      AND decision.package_digest IS NOT NULL) of_major
                               WHERE split_part(major.hook, '@', 1) = split_part(entry.hook, '@', 1)) asked
          WHERE entry.hook = ANY ($1) AND entry.in_force @> $3 AND (asked.last_day IS NULL OR asked.last_day <= $2)",
    )
    .bind(hooks)
    .bind(before)
    .bind(today)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Cases with legal dates after `before` that were decided without a rule, where still none covers that date.
pub async fn uncovered(
    connection: &mut PgConnection,
    hooks: &[&str],
    before: NaiveDate,
) -> Result<Vec<Uncovered>, Error> {
    let rows = sqlx::query_as(
        "SELECT rule_tenant AS tenant, hook, count(DISTINCT case_id) AS cases, min(legal_date) AS first_day,
                max(legal_date) AS last_day
           FROM decision
          WHERE outcome_kind = 'NO_RULE_IN_FORCE' AND hook = ANY ($1) AND legal_date > $2 AND rule_tenant <> ''
            AND NOT EXISTS (SELECT FROM rule_entry entry
                             WHERE entry.tenant = rule_tenant AND entry.in_force @> legal_date
                               AND split_part(entry.hook, '@', 1) = split_part(decision.hook, '@', 1))
          GROUP BY rule_tenant, hook",
    )
    .bind(hooks)
    .bind(before)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
