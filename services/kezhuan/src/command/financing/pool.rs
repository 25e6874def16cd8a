//! The pool's balance sheet: its funds, then account by account, and how far it is exposed to each bank and in each mode.
use comfy_table::{Cell, CellAlignment, Table, presets};
use kezhuan_auth::Role;
use kezhuan_protocol::financing::v1::{
    AccountBalance, GetPoolBalanceRequest, ListExposuresRequest, ListExposuresResponse,
    ModeExposure, PoolBalance, pool_fund,
};

use crate::account_text;
use crate::command::DataFolder;
use crate::money_text::yuan;
use crate::refusal;
use crate::suite::{Clients, Person, Session};

const PAGE: i32 = 1_000;

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
    let exposed = exposed(&session).await?;
    println!(
        "{}\n{}\n{}",
        funds(&balance),
        accounts(&balance),
        exposures(&exposed)
    );
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
            Cell::new(match fund.kind() {
                pool_fund::Kind::Unspecified => "未知 unknown",
                pool_fund::Kind::Compensation => "风险补偿 COMPENSATION",
                pool_fund::Kind::Subsidy => "贴息 SUBSIDY",
            }),
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
    let named = |found: &AccountBalance| {
        let account = found.account.as_ref();
        account.map(account_text::named).unwrap_or_default()
    };
    let mut sorted: Vec<&AccountBalance> = balance.accounts.iter().collect();
    sorted.sort_by_cached_key(|found| named(found));
    for found in sorted {
        table.add_row([
            Cell::new(named(found)),
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

/// Every bank's exposure, and that of all banks by mode.
async fn exposed(session: &Session) -> anyhow::Result<ListExposuresResponse> {
    let mut all = ListExposuresResponse::default();
    loop {
        let request = ListExposuresRequest {
            page_size: PAGE,
            page_token: std::mem::take(&mut all.next_page_token),
            ..ListExposuresRequest::default()
        };
        let answer = session.financing()?.list_exposures(request).await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        all.exposures.extend(page.exposures);
        all.modes = page.modes;
        all.next_page_token = page.next_page_token;
        if all.next_page_token.is_empty() {
            return Ok(all);
        }
    }
}

fn exposures(exposed: &ListExposuresResponse) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "银行、模式 bank, mode",
        "在保 covered, 元",
        "代偿 claimed",
        "代偿不良率 claimed of all",
        "暂停线 suspended above",
        "暂停 suspended",
    ]);
    for bank in &exposed.exposures {
        table.add_row([
            Cell::new(&bank.bank),
            right(bank.covered_fen),
            right(bank.claimed_fen),
            percent(bank.claimed_bp),
            percent(bank.suspended_above_bp),
            Cell::new(if bank.suspended { "是 yes" } else { "否 no" }),
        ]);
        for mode in &bank.modes {
            table.add_row(in_mode(&bank.bank, mode));
        }
    }
    for mode in &exposed.modes {
        table.add_row(in_mode("合计 all banks", mode));
    }
    table
}

/// The threshold is one for a bank, not for its modes.
fn in_mode(whose: &str, mode: &ModeExposure) -> [Cell; 6] {
    [
        Cell::new(format!("{whose} · {}", mode.mode().as_str_name())),
        right(mode.covered_fen),
        right(mode.claimed_fen),
        percent(mode.claimed_bp),
        Cell::new(""),
        Cell::new(""),
    ]
}

fn percent(basis_points: i32) -> Cell {
    let text = format!("{}.{:02} %", basis_points / 100, basis_points % 100);
    Cell::new(text).set_alignment(CellAlignment::Right)
}

fn right(fen: i64) -> Cell {
    Cell::new(yuan(fen)).set_alignment(CellAlignment::Right)
}

#[cfg(test)]
mod tests {
    use kezhuan_protocol::financing::v1::{Account, BankExposure, account, product};

    use super::*;

    #[test]
    fn each_account_has_its_row_and_all_of_them_a_total() {
        let of = |kind: account::Kind, debits_fen| AccountBalance {
            account: Some(Account {
                kind: kind.into(),
                ..Account::default()
            }),
            debits_fen,
            credits_fen: 0,
            balance_fen: debits_fen,
        };
        let sheet = PoolBalance {
            accounts: vec![
                of(account::Kind::Compensation, 123_456),
                of(account::Kind::Cash, 0),
            ],
            debits_fen: 123_456,
            credits_fen: 123_456,
            ..PoolBalance::default()
        };
        let shown = accounts(&sheet).to_string();
        for text in ["losses borne", "1,234.56", "合计"] {
            assert!(shown.contains(text), "{shown}");
        }
        assert!(shown.find("cash") < shown.find("losses borne"), "{shown}");
    }

    #[test]
    fn each_bank_has_its_share_of_claims_beside_the_line_that_suspends_it() {
        let of_mode = |covered_fen| ModeExposure {
            mode: product::Mode::Guarantee.into(),
            covered_fen,
            ..ModeExposure::default()
        };
        let exposed = ListExposuresResponse {
            exposures: vec![BankExposure {
                bank: "bank-1".to_owned(),
                covered_fen: 94_900,
                claimed_fen: 5_100,
                claimed_bp: 510,
                suspended_above_bp: 500,
                suspended: true,
                modes: vec![of_mode(94_900)],
            }],
            modes: vec![of_mode(123_400)],
            ..ListExposuresResponse::default()
        };
        let shown = exposures(&exposed).to_string();
        for text in [
            "949.00",
            "51.00",
            "5.10 %",
            "5.00 %",
            "yes",
            "bank-1 · GUARANTEE",
            "all banks · GUARANTEE",
            "1,234.00",
        ] {
            assert!(shown.contains(text), "{shown}");
        }
    }
}
