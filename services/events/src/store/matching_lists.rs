//! The best achievements of each need of a run: one row per need, written once for each time that rules are asked about it.
use kezhuan_database::Write;
use kezhuan_rpc::etag;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::matching::{Matching, RuleSaid, Tally, TopList};
use crate::error::Error;

/// Adds the lists of some needs, in the place of those whose rule failed before the run was asked again. Where another process was
/// faster nothing is written.
pub async fn put(
    write: &mut Write,
    run: &Stored<Matching>,
    lists: &[TopList],
) -> Result<(), Error> {
    let bodies = lists.iter().map(serde_json::to_string);
    let bodies: Vec<String> = bodies
        .collect::<Result<_, _>>()
        .map_err(|cause| Error::Damaged("list of matches", cause))?;
    let needs: Vec<Uuid> = lists.iter().map(|list| list.need).collect();
    let rules: Vec<&str> = lists.iter().map(|list| list.rule.as_str()).collect();
    let matches = lists.iter().map(|list| count(list.matches.len()));
    let recommended = lists.iter().map(|list| count(list.recommended()));
    let done = sqlx::query(
        "INSERT INTO matching_list AS earlier (matching_id, need_id, tenant, version, rule, matches, recommended, body)
         SELECT $1, need_id, $2, $3, rule, matches, recommended, body::jsonb
           FROM unnest($4::uuid[], $5::text[], $6::bigint[], $7::bigint[], $8::text[])
             AS list (need_id, rule, matches, recommended, body)
             ON CONFLICT ON CONSTRAINT matching_list_once
             DO UPDATE SET version = excluded.version, rule = excluded.rule, matches = excluded.matches,
                           recommended = excluded.recommended, body = excluded.body
             WHERE earlier.rule = $9 AND earlier.version < excluded.version",
    )
    .bind(run.body.id)
    .bind(&run.tenant)
    .bind(run.body.version)
    .bind(needs)
    .bind(rules)
    .bind(matches.collect::<Vec<i64>>())
    .bind(recommended.collect::<Vec<i64>>())
    .bind(bodies)
    .bind(RuleSaid::Failed.as_str())
    .execute(&mut **write)
    .await?;
    match usize::try_from(done.rows_affected()) == Ok(lists.len()) {
        true => Ok(()),
        false => Err(etag::stale().into()),
    }
}

fn count(whole: usize) -> i64 {
    i64::try_from(whole).unwrap_or(i64::MAX)
}

/// What a run of that version came to. What failed before and was not asked about again is the list of a need that was withdrawn
/// since: it waits for no answer.
pub async fn tally(
    connection: &mut PgConnection,
    (matching, version): (Uuid, i64),
) -> Result<Tally, Error> {
    let (needs, matches, recommended, unanswered): (i64, i64, i64, i64) = sqlx::query_as(
        "SELECT count(*), coalesce(sum(matches), 0)::bigint, coalesce(sum(recommended), 0)::bigint,
                count(*) FILTER (WHERE rule = $2 AND version = $3)
           FROM matching_list WHERE matching_id = $1",
    )
    .bind(matching)
    .bind(RuleSaid::Failed.as_str())
    .bind(version)
    .fetch_one(connection)
    .await?;
    Ok(Tally {
        needs,
        matches,
        recommended,
        unanswered,
    })
}

/// How often an organisation is recommended in a run.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Recommended {
    pub organisation: String,
    /// Achievements, over all its needs.
    pub for_needs: i64,
    /// Times that achievements of its own are.
    pub of_achievements: i64,
}

/// Those who are recommended in a run. The best stand first in a list, so its recommended ones do.
pub async fn recommended(
    connection: &mut PgConnection,
    matching: Uuid,
) -> Result<Vec<Recommended>, Error> {
    let rows = sqlx::query_as(
        "SELECT organisation, sum(for_needs)::bigint AS for_needs, sum(of_achievements)::bigint AS of_achievements
           FROM (SELECT body->>'organisation' AS organisation, recommended AS for_needs, 0::bigint AS of_achievements
                   FROM matching_list WHERE matching_id = $1 AND recommended > 0
                 UNION ALL
                 SELECT one.found->>'organisation', 0, 1
                   FROM matching_list list,
                        LATERAL jsonb_array_elements(list.body->'matches') WITH ORDINALITY AS one (found, place)
                  WHERE list.matching_id = $1 AND one.place <= list.recommended) AS side
          GROUP BY organisation ORDER BY organisation",
    )
    .bind(matching)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// One page of a run's lists by their need, or that of one need, and one row more.
pub async fn page(
    connection: &mut PgConnection,
    (matching, need): (Uuid, Option<Uuid>),
    after: Option<Uuid>,
    size: i64,
) -> Result<Vec<TopList>, Error> {
    let rows: Vec<(Json<TopList>,)> = sqlx::query_as(
        "SELECT body FROM matching_list
          WHERE matching_id = $1 AND ($2::uuid IS NULL OR need_id = $2) AND ($3::uuid IS NULL OR need_id > $3)
          ORDER BY need_id LIMIT $4",
    )
    .bind(matching)
    .bind(need)
    .bind(after)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(Json(body),)| body).collect())
}
