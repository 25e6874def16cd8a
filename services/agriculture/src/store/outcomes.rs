//! Sums over confirmed extensions and accepted achievements that the caller may read.
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::achievement::Kind;
use crate::domain::extension_value::Grown;
use crate::domain::outcome::{Achieved, Reached};
use crate::error::Error;

/// What is added up; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    pub tenant: Option<String>,
    pub base: Option<Uuid>,
    pub season: Option<String>,
    pub year: Option<i32>,
}

/// Where a page of groups ended: season and base.
pub type GroupKey = (String, Uuid);

/// What one base reached in one season.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Group {
    pub season: String,
    pub base_id: Uuid,
    pub area_c: i64,
    pub person_times: i64,
    pub households: i64,
    pub plots: i64,
}

impl Group {
    /// Its figures.
    pub const fn reached(&self) -> Reached {
        Reached {
            area_c: self.area_c,
            households: self.households,
            plots: self.plots,
            person_times: self.person_times,
        }
    }
}

/// Area of one base and season with the same yields and price: the value is linear in the area, so it may be added up first.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Valued {
    pub season: String,
    pub base_id: Uuid,
    pub area_c: i64,
    pub yield_c: i64,
    pub check_yield_c: i64,
    pub price_fen: i64,
}

impl Valued {
    /// As the domain counts it.
    pub const fn grown(&self) -> Grown {
        Grown {
            area_c: self.area_c,
            yield_c: self.yield_c,
            check_c: self.check_yield_c,
            price_fen: self.price_fen,
        }
    }
}

/// What was reached in a scope, all together.
pub async fn reached(connection: &mut PgConnection, scope: &Scope) -> Result<Reached, Error> {
    let (area_c, person_times): (i64, i64) = sqlx::query_as(
        "SELECT coalesce(sum(area_c), 0)::bigint, coalesce(sum(person_times), 0)::bigint FROM extension
          WHERE state = 'CONFIRMED' AND ($1::text IS NULL OR tenant = $1) AND ($2::uuid IS NULL OR base_id = $2)
            AND ($3::text IS NULL OR season = $3) AND ($4::int IS NULL OR year = $4)",
    )
    .bind(&scope.tenant)
    .bind(scope.base)
    .bind(&scope.season)
    .bind(scope.year)
    .fetch_one(&mut *connection)
    .await?;
    let (households, plots): (i64, i64) = sqlx::query_as(
        "SELECT count(DISTINCT (plot.season, plot.division, plot.household)), count(*)
           FROM extension_plot plot JOIN extension ON extension.id = plot.extension_id
          WHERE plot.counted AND extension.state = 'CONFIRMED' AND ($1::text IS NULL OR extension.tenant = $1)
            AND ($2::uuid IS NULL OR extension.base_id = $2) AND ($3::text IS NULL OR extension.season = $3)
            AND ($4::int IS NULL OR extension.year = $4)",
    )
    .bind(&scope.tenant)
    .bind(scope.base)
    .bind(&scope.season)
    .bind(scope.year)
    .fetch_one(connection)
    .await?;
    Ok(Reached {
        area_c,
        households,
        plots,
        person_times,
    })
}

/// What has a value in a scope.
pub async fn valued(connection: &mut PgConnection, scope: &Scope) -> Result<Vec<Valued>, Error> {
    let rows = sqlx::query_as(
        "SELECT season, base_id, sum(area_c)::bigint AS area_c, yield_c, check_yield_c, price_fen FROM extension
          WHERE state = 'CONFIRMED' AND check_yield_c IS NOT NULL AND price_fen IS NOT NULL
            AND ($1::text IS NULL OR tenant = $1) AND ($2::uuid IS NULL OR base_id = $2)
            AND ($3::text IS NULL OR season = $3) AND ($4::int IS NULL OR year = $4)
          GROUP BY season, base_id, yield_c, check_yield_c, price_fen",
    )
    .bind(&scope.tenant)
    .bind(scope.base)
    .bind(&scope.season)
    .bind(scope.year)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// How many achievements of each kind were accepted in a scope; the season is none of theirs.
pub async fn achieved(connection: &mut PgConnection, scope: &Scope) -> Result<Achieved, Error> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT kind, count(*) FROM achievement
          WHERE state = 'ACCEPTED' AND ($1::text IS NULL OR tenant = $1) AND ($2::uuid IS NULL OR base_id = $2)
            AND ($3::int IS NULL OR date_part('year', happened_on) = $3)
          GROUP BY kind",
    )
    .bind(&scope.tenant)
    .bind(scope.base)
    .bind(scope.year)
    .fetch_all(connection)
    .await?;
    let counts = rows.into_iter();
    let known = counts.filter_map(|(kind, count)| Some((Kind::parse(&kind)?, count)));
    Ok(Achieved::of(known))
}

/// One page of bases and seasons, the latest season first, and one row more.
pub async fn groups(
    connection: &mut PgConnection,
    scope: &Scope,
    after: Option<&GroupKey>,
    size: i64,
) -> Result<Vec<Group>, Error> {
    let rows = sqlx::query_as(
        "SELECT season, base_id, sum(area_c)::bigint AS area_c, sum(person_times)::bigint AS person_times,
                (SELECT count(DISTINCT (plot.division, plot.household)) FROM extension_plot plot
                   JOIN extension beside ON beside.id = plot.extension_id
                  WHERE plot.counted AND beside.state = 'CONFIRMED' AND beside.base_id = extension.base_id
                    AND beside.season = extension.season) AS households,
                (SELECT count(*) FROM extension_plot plot JOIN extension beside ON beside.id = plot.extension_id
                  WHERE plot.counted AND beside.state = 'CONFIRMED' AND beside.base_id = extension.base_id
                    AND beside.season = extension.season) AS plots
           FROM extension
          WHERE state = 'CONFIRMED' AND ($1::text IS NULL OR tenant = $1) AND ($2::uuid IS NULL OR base_id = $2)
            AND ($3::text IS NULL OR season = $3) AND ($4::int IS NULL OR year = $4)
            AND ($5::text IS NULL OR (season, base_id) < ($5, $6))
          GROUP BY season, base_id
          ORDER BY season DESC, base_id DESC LIMIT $7",
    )
    .bind(&scope.tenant)
    .bind(scope.base)
    .bind(&scope.season)
    .bind(scope.year)
    .bind(after.map(|(season, _)| season))
    .bind(after.map(|(_, base)| base))
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// What has a value in these groups.
pub async fn valued_of(
    connection: &mut PgConnection,
    groups: &[GroupKey],
) -> Result<Vec<Valued>, Error> {
    let (seasons, bases): (Vec<&str>, Vec<Uuid>) = groups
        .iter()
        .map(|(season, base)| (season.as_str(), *base))
        .unzip();
    let rows = sqlx::query_as(
        "SELECT season, base_id, sum(area_c)::bigint AS area_c, yield_c, check_yield_c, price_fen FROM extension
          WHERE state = 'CONFIRMED' AND check_yield_c IS NOT NULL AND price_fen IS NOT NULL
            AND (season, base_id) IN (SELECT one.season, one.base_id FROM unnest($1::text[], $2::uuid[]) AS one(season, base_id))
          GROUP BY season, base_id, yield_c, check_yield_c, price_fen",
    )
    .bind(seasons)
    .bind(bases)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
