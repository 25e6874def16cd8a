//! Farmers' plots in Postgres. That a plot counts once in a season is the table's own constraint.
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use kezhuan_database::Write;
use sqlx::PgConnection;
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::extension::{Entry, Extension, Held, PlotKey};
use crate::error::Error;

/// One plot as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Plot {
    pub id: Uuid,
    pub division: String,
    pub plot: String,
    pub household: String,
    /// Masked.
    pub person: String,
    pub village: String,
    pub area_c: i64,
    pub counted: bool,
    /// Why it was taken out; empty of what was not.
    pub struck_reason: String,
    pub create_time: DateTime<Utc>,
}

/// The plots that count for an extension.
pub async fn counted(
    connection: &mut PgConnection,
    extension: Uuid,
) -> Result<Vec<(PlotKey, Held)>, Error> {
    let rows: Vec<(String, String, String, i64)> = sqlx::query_as(
        "SELECT division, plot, household, area_c FROM extension_plot WHERE extension_id = $1 AND counted",
    )
    .bind(extension)
    .fetch_all(connection)
    .await?;
    let rows = rows.into_iter();
    let held = rows
        .map(|(division, plot, household, area_c)| ((division, plot), Held { household, area_c }));
    Ok(held.collect())
}

/// Enters plots under ids of their own, and tells those that went in: the others count for another extension of that season.
pub async fn enter(
    write: &mut Write,
    of: &Stored<Extension>,
    entries: &[(Uuid, &Entry)],
) -> Result<BTreeSet<PlotKey>, Error> {
    write.in_tenant(&of.tenant);
    let ids: Vec<Uuid> = entries.iter().map(|(id, _)| *id).collect();
    let areas: Vec<i64> = entries.iter().map(|(_, entry)| entry.area_c).collect();
    // In one order, so that two lists with the same plots never wait for each other; naming the constraint would ask for the
    // right to read the other's row.
    let entered: Vec<PlotKey> = sqlx::query_as(
        "INSERT INTO extension_plot (id, extension_id, tenant, season, division, plot, household, person, village, area_c,
                                     counted, create_time)
         SELECT farm.id, $1, $2, $3, farm.division, farm.plot, farm.household, farm.person, farm.village, farm.area_c, true, now()
           FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[])
                AS farm(id, division, plot, household, person, village, area_c)
          ORDER BY farm.division, farm.plot
             ON CONFLICT DO NOTHING
         RETURNING division, plot",
    )
    .bind(of.body.id)
    .bind(&of.tenant)
    .bind(of.body.season.to_string())
    .bind(ids)
    .bind(column(entries, |entry| &entry.division))
    .bind(column(entries, |entry| &entry.plot))
    .bind(column(entries, |entry| &entry.household))
    .bind(column(entries, |entry| &entry.person))
    .bind(column(entries, |entry| &entry.village))
    .bind(areas)
    .fetch_all(&mut **write)
    .await?;
    Ok(entered.into_iter().collect())
}

fn column<'a>(entries: &[(Uuid, &'a Entry)], text: fn(&Entry) -> &String) -> Vec<&'a str> {
    let texts = entries.iter().map(|(_, entry)| text(entry).as_str());
    texts.collect()
}

/// Lets plots count no more.
pub async fn strike(
    write: &mut Write,
    extension: Uuid,
    plots: &[PlotKey],
    reason: &str,
) -> Result<(), Error> {
    let (divisions, codes): (Vec<&str>, Vec<&str>) = plots
        .iter()
        .map(|(division, plot)| (division.as_str(), plot.as_str()))
        .unzip();
    sqlx::query(
        "UPDATE extension_plot SET counted = false, struck_reason = $4
           FROM unnest($2::text[], $3::text[]) AS struck(division, plot)
          WHERE extension_id = $1 AND counted
            AND extension_plot.division = struck.division AND extension_plot.plot = struck.plot",
    )
    .bind(extension)
    .bind(divisions)
    .bind(codes)
    .bind(reason)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Lets all plots of an extension count no more.
pub async fn release(write: &mut Write, extension: Uuid) -> Result<(), Error> {
    sqlx::query("UPDATE extension_plot SET counted = false WHERE extension_id = $1 AND counted")
        .bind(extension)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// One page of an extension's plots in the order in which they came, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    extension: Uuid,
    after: Option<Uuid>,
    size: i64,
) -> Result<Vec<Plot>, Error> {
    let rows = sqlx::query_as(
        "SELECT id, division, plot, household, person, village, area_c, counted, struck_reason, create_time FROM extension_plot
          WHERE extension_id = $1 AND ($2::uuid IS NULL OR id > $2)
          ORDER BY id LIMIT $3",
    )
    .bind(extension)
    .bind(after)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
