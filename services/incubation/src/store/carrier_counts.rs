//! What the service knows of a carrier: everything on record, counted by the domain.
use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{leases, records, tenancies, torch_returns};
use crate::domain::carrier::{CarrierCounts, CarrierYear};
use crate::domain::counts::{Holdings, year_of};
use crate::error::Error;

/// Everything on record for a carrier that the caller may read; the service reads all of it.
pub async fn holdings(connection: &mut PgConnection, carrier: Uuid) -> Result<Holdings, Error> {
    let tenancies = tenancies::of_carrier(connection, carrier).await?;
    let leases = leases::of_carrier(connection, carrier).await?;
    Ok(Holdings {
        tenancies: tenancies.into_iter().map(|row| row.body).collect(),
        leases: leases.into_iter().map(|row| row.body).collect(),
        units: records::of_carrier(connection, carrier).await?,
        mentors: records::of_carrier(connection, carrier).await?,
        mentorings: records::of_carrier(connection, carrier).await?,
        services: records::of_carrier(connection, carrier).await?,
        investments: records::of_carrier(connection, carrier).await?,
        activities: records::of_carrier(connection, carrier).await?,
    })
}

/// A carrier on a day, as its accreditation takes it.
pub async fn at(
    connection: &mut PgConnection,
    carrier: Uuid,
    day: NaiveDate,
) -> Result<CarrierCounts, Error> {
    let tenancies = tenancies::of_carrier(connection, carrier).await?;
    let leases = leases::of_carrier(connection, carrier).await?;
    // Asked with every look at a carrier: what was held and logged for its tenants, the most there is, counts nothing here.
    let held = Holdings {
        tenancies: tenancies.into_iter().map(|row| row.body).collect(),
        leases: leases.into_iter().map(|row| row.body).collect(),
        mentors: records::of_carrier(connection, carrier).await?,
        investments: records::of_carrier(connection, carrier).await?,
        ..Holdings::default()
    };
    let counts = held.counts(day, year_of(day))?;
    Ok(CarrierCounts {
        tenants: counts.enterprises.into(),
        let_area_c: counts.let_area_c,
        financed: counts.financed_ever.into(),
        chain_tenants: counts.mapped_to_chains.into(),
        high_tech_tenants: counts.high_tech.into(),
        tech_sme_tenants: counts.technology_smes.into(),
        graduates: counts.graduates_ever.into(),
        mentors: counts.mentors.into(),
        returns: torch_returns::accepted_count(connection, carrier).await?,
    })
}

/// A carrier in a calendar year, as its assessment takes it.
pub async fn of_year(
    connection: &mut PgConnection,
    carrier: Uuid,
    year: i32,
) -> Result<CarrierYear, Error> {
    let Some(last_day) = NaiveDate::from_ymd_opt(year, 12, 31) else {
        return Ok(CarrierYear::default());
    };
    let holdings = holdings(connection, carrier).await?;
    let counts = holdings.counts(last_day, year)?;
    let invested = holdings.invested_in(year)?;
    Ok(CarrierYear {
        let_area_c: counts.let_area_c,
        tenants: counts.enterprises.into(),
        high_tech_tenants: counts.high_tech.into(),
        tech_sme_tenants: counts.technology_smes.into(),
        chain_tenants: counts.mapped_to_chains.into(),
        financed_tenants: counts.financed.into(),
        entered: counts.entered.into(),
        graduates: counts.graduates.into(),
        investment_fen: invested.get(),
        services: counts.services.into(),
        mentor_logs: counts.mentorings.into(),
    })
}

/// How many tenants are inside on a day, and what is let to them, in 0.01 m².
pub async fn occupancy(
    connection: &mut PgConnection,
    carrier: Uuid,
    day: NaiveDate,
) -> Result<(i64, i64), Error> {
    let found = sqlx::query_as(
        "SELECT (SELECT count(*) FROM tenancy WHERE carrier_id = $1 AND state = 'INCUBATING' AND entry_on <= $2),
                (SELECT coalesce(sum(area_c), 0)::bigint FROM lease WHERE carrier_id = $1 AND occupied @> $2::date)",
    )
    .bind(carrier)
    .bind(day)
    .fetch_one(connection)
    .await?;
    Ok(found)
}
