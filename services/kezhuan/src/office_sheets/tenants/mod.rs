//! Tenants of a carrier: each row one enterprise or team that moved in, with the figures of one year where they are filled.
mod columns;
mod export;
mod filing;
mod precheck;
mod row;

use std::path::Path;

use kezhuan_protocol::incubation::v1::ListChainsRequest;

pub use columns::sheet;
pub use export::export;

use super::{Manner, PAGE_SIZE, pages, place};
use crate::sheet_import::{self, Finding, Outcome, Run};

/// What became of a good row.
pub const DONE: &str = "已入驻 admitted";

/// Imports a file into a carrier that the manner's organisation runs.
pub async fn import(file: &Path, manner: &Manner, carrier: &str) -> anyhow::Result<Outcome> {
    let found = place::carrier(&manner.session, carrier).await?;
    let who = (found.operator.as_str(), manner.organisation.as_str());
    place::run_by("--carrier", carrier, who)?;
    let run = Run {
        at_once_max: manner.at_once_max,
        done: DONE,
        stop: manner.stop.clone(),
    };
    let request = ListChainsRequest {
        page_size: PAGE_SIZE,
        ..ListChainsRequest::default()
    };
    let chains = pages!(manner.session.incubation(), list_chains, request, chains);
    let tenants = row::Tenants::among(chains);
    let house = filing::House { manner, carrier };
    let admit = async |(number, tenant): (u64, row::Tenant)| {
        Finding::of(number, Box::pin(house.take_in(&tenant)).await)
    };
    sheet_import::import(file, sheet(), &run, tenants, admit).await
}
