//! The pool's balance sheet: its funds, then account by account.
use comfy_table::{Cell, CellAlignment, Table, presets};
use kezhuan_auth::Role;
use kezhuan_protocol::financing::v1::{GetPoolBalanceRequest, PoolBalance};

use crate::account_text;
use crate::command::DataFolder;
use crate::money_text::yuan;
use crate::refusal;
use crate::suite::{Clients, Person};

/// Where the suite is.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataFolder,
}

/// Prints the sheet; true when it balances.
pub async fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let city = kezhuan_law::regions::PREFECTURE;
    let manager = Person::official("reader", city, Role::PoolManager);
    let session = Clients::of(&arguments.data.folder)?.session(&manager)?;
    let answer = session
        .financing()?
        .get_pool_balance(GetPoolBalanceRequest {})
        .await;
    let balance = answer.map_err(refusal::readable)?.into_inner();
    println!("{}\n{}", funds(&balance), accounts(&balance));
    let balanced = if balance.balanced { "yes" } else { "no" };
    println!(
        "pool: date={} debits_fen={} credits_fen={} ledger_balanced={balanced}",
        balance.legal_date, balance.debits_fen, balance.credits_fen
    );
    Ok(balance.balanced)
}

fn funds(balance: &PoolBalance) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "资金 fund",
        "现金 cash, 元",
        "预留 reserved",
        "可用 available",
    ]);
    for fund in &balance.funds {
        table.add_row([
            Cell::new(fund.kind().as_str_name()),
            right(fund.cash_fen),
            right(fund.reserved_fen),
            right(fund.available_fen),
        ]);
    }
    table
}

fn accounts(balance: &PoolBalance) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "科目 account",
        "借方 debits, 元",
        "贷方 credits",
        "余额 balance",
    ]);
    for found in &balance.accounts {
        table.add_row([
            Cell::new(
                found
                    .account
                    .as_ref()
                    .map(account_text::named)
                    .unwrap_or_default(),
            ),
            right(found.debits_fen),
            right(found.credits_fen),
            right(found.balance_fen),
        ]);
    }
    table.add_row([
        Cell::new("合计 total"),
        right(balance.debits_fen),
        right(balance.credits_fen),
        right(balance.debits_fen - balance.credits_fen),
    ]);
    table
}

fn right(fen: i64) -> Cell {
    Cell::new(yuan(fen)).set_alignment(CellAlignment::Right)
}

#[cfg(test)]
mod tests {
    use kezhuan_protocol::financing::v1::{Account, AccountBalance, account};

    use super::*;

    #[test]
    fn each_account_has_its_row_and_all_of_them_a_total() {
        let compensation = Account {
            kind: account::Kind::Compensation.into(),
            ..Account::default()
        };
        let sheet = PoolBalance {
            accounts: vec![AccountBalance {
                account: Some(compensation),
                debits_fen: 123_456,
                credits_fen: 0,
                balance_fen: 123_456,
            }],
            debits_fen: 123_456,
            credits_fen: 123_456,
            ..PoolBalance::default()
        };
        let shown = accounts(&sheet).to_string();
        for text in ["losses borne", "1,234.56", "合计"] {
            assert!(shown.contains(text), "{shown}");
        }
    }
}
