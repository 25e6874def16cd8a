//! Every account as it stands: the balance sheet.
use kezhuan_auth::Caller;
use kezhuan_law::{Fen, Tenant};
use kezhuan_protocol::financing::v1::{GetPoolBalanceRequest, PoolBalance};
use kezhuan_rpc::Problem;
use tonic::Code;

use super::{FinancingApi, convert};
use crate::domain::ledger::Fund;
use crate::error::{DOMAIN, Error};
use crate::store::ledger_accounts;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    _: GetPoolBalanceRequest,
) -> Result<PoolBalance, Error> {
    let pool = Tenant::CITY.code();
    let read = api.database.read(&caller, async |connection| {
        let balanced = ledger_accounts::are_balanced(connection, pool).await?;
        let accounts = ledger_accounts::all(connection, pool).await?;
        let mut funds = Vec::new();
        for kind in Fund::ALL {
            let balance = ledger_accounts::fund(connection, pool, *kind).await?;
            funds.push(convert::pool::fund(*kind, &balance));
        }
        Ok::<_, Error>((balanced, accounts, funds))
    });
    let (balanced, accounts, funds) = read.await?;
    let turnovers = || accounts.iter().map(|(_, turnover)| turnover);
    Ok(PoolBalance {
        legal_date: api.clock.today().to_string(),
        funds,
        debits_fen: Fen::checked_sum(turnovers().map(|turnover| turnover.debits))?.get(),
        credits_fen: Fen::checked_sum(turnovers().map(|turnover| turnover.credits))?.get(),
        accounts: accounts
            .iter()
            .map(convert::pool::account_balance)
            .collect(),
        balanced: balanced.ok_or_else(of_others)?,
    })
}

/// An empty sheet would say that there is no money.
fn of_others() -> Problem {
    Problem::new(Code::PermissionDenied, "NOT_YOUR_STEP", DOMAIN)
        .zh("该资金池由其他单位管理")
        .en("the pool is another authority's")
}
