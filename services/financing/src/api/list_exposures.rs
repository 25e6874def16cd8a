//! How far the pool is exposed to each bank, in all and by mode, and whether it is suspended.
use kezhuan_auth::{Caller, Role};
use kezhuan_law::Tenant;
use kezhuan_law::money::AmountOverflow;
use kezhuan_protocol::financing::v1::{self, ListExposuresRequest, ListExposuresResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::{FinancingApi, convert};
use crate::domain::ledger::Exposure;
use crate::domain::product::Mode;
use crate::error::{DOMAIN, Error};
use crate::store::ledger_accounts::{self, BankExposure};

const TERMS: &str = "bank=\"…\", suspended=true";

/// What the list is narrowed to.
#[derive(Default)]
struct Filter {
    bank: Option<String>,
    suspended: Option<bool>,
}

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListExposuresRequest,
) -> Result<ListExposuresResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<String> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let (pool, bank) = (Tenant::CITY.code(), filter.bank.as_deref());
    let read = api.database.read(&caller, async |connection| {
        ledger_accounts::exposures(connection, pool, bank).await
    });
    let parts = read.await?;
    let mut exposures = by_bank(&api, &parts)?;
    // A page goes on by this order, whatever the database's locale is.
    exposures.sort_by(|one, other| one.bank.cmp(&other.bank));
    exposures.retain(|exposure| {
        let wanted = filter
            .suspended
            .is_none_or(|wanted| wanted == exposure.suspended);
        wanted && after.as_ref().is_none_or(|after| exposure.bank > *after)
    });
    let next_page_token = page::cut(&mut exposures, size, |last| last.bank.clone());
    // A bank reads its own accounts alone: no sum of them is one of all banks.
    let modes = match caller.has(Role::Bank) || bank.is_some() {
        true => Vec::new(),
        false => by_mode(&parts)?,
    };
    Ok(ListExposuresResponse {
        exposures,
        next_page_token,
        modes,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    match (term.name, term.operator) {
        ("bank", "=") => filter.bank = Some(term.value),
        ("suspended", "=") => filter.suspended = Some(term.value.parse().ok()?),
        _ => return None,
    }
    Some(())
}

/// The rows come by bank and mode.
fn by_bank(
    api: &FinancingApi,
    parts: &[BankExposure],
) -> Result<Vec<v1::BankExposure>, AmountOverflow> {
    let of_banks = parts.chunk_by(|one, other| one.bank == other.bank);
    let told = of_banks.map(|parts| {
        let all = sum(parts.iter())?;
        let bank = parts.first().map(|part| part.bank.as_str());
        let modes: Vec<&BankExposure> = parts.iter().collect();
        let terms = &api.parameters.suspension;
        Ok(convert::pool::bank_exposure(
            bank.unwrap_or_default(),
            &all,
            &modes,
            terms,
        ))
    });
    told.collect()
}

fn by_mode(parts: &[BankExposure]) -> Result<Vec<v1::ModeExposure>, AmountOverflow> {
    let mut told = Vec::new();
    for mode in Mode::ALL {
        let of_mode = || parts.iter().filter(move |part| part.mode == *mode);
        if of_mode().next().is_some() {
            told.push(convert::pool::mode_exposure(*mode, &sum(of_mode())?));
        }
    }
    Ok(told)
}

fn sum<'p>(parts: impl Iterator<Item = &'p BankExposure>) -> Result<Exposure, AmountOverflow> {
    let mut all = Exposure::default();
    for part in parts {
        all.covered = all.covered.checked_add(part.exposure.covered)?;
        all.claimed = all.claimed.checked_add(part.exposure.claimed)?;
    }
    Ok(all)
}
