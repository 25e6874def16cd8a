//! The pool's balance sheet before the first loan and after the last, account by account.
use std::collections::BTreeMap;

use comfy_table::{Cell, CellAlignment, Table, presets};
use kezhuan_protocol::financing::v1::PoolBalance;

use crate::account_text;
use crate::money_text::yuan;

/// Balances are debits less credits, so that they add up to nothing.
pub fn table(before: &PoolBalance, after: &PoolBalance) -> Table {
    let mut rows: BTreeMap<String, [i64; 2]> = BTreeMap::new();
    for (column, balance) in [before, after].into_iter().enumerate() {
        for found in &balance.accounts {
            let account = found.account.clone().unwrap_or_default();
            rows.entry(account_text::named(&account)).or_default()[column] = found.balance_fen;
        }
    }
    let right = |fen: i64| Cell::new(yuan(fen)).set_alignment(CellAlignment::Right);
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "科目 account",
        "放款前 before, 元",
        "年末 after, 元",
    ]);
    for (name, [before, after]) in &rows {
        table.add_row([Cell::new(name), right(*before), right(*after)]);
    }
    let sum = |column: usize| -> i64 { rows.values().map(|balances| balances[column]).sum() };
    table.add_row([
        Cell::new("借方减贷方 debits less credits"),
        right(sum(0)),
        right(sum(1)),
    ]);
    table
}

#[cfg(test)]
mod tests {
    use kezhuan_protocol::financing::v1::account::Kind;
    use kezhuan_protocol::financing::v1::{Account, AccountBalance};

    use super::*;

    fn balance(accounts: &[(Kind, i64)]) -> PoolBalance {
        let accounts = accounts.iter().map(|(kind, balance_fen)| AccountBalance {
            account: Some(Account {
                kind: (*kind).into(),
                ..Account::default()
            }),
            balance_fen: *balance_fen,
            ..AccountBalance::default()
        });
        PoolBalance {
            accounts: accounts.collect(),
            ..PoolBalance::default()
        }
    }

    #[test]
    fn an_account_that_was_not_there_before_stands_with_nothing() {
        let before = balance(&[(Kind::Cash, 500), (Kind::Contribution, -500)]);
        let after = balance(&[
            (Kind::Cash, 300),
            (Kind::Contribution, -500),
            (Kind::Compensation, 200),
        ]);
        let told = table(&before, &after).to_string();
        let line = |word: &str| told.lines().find(|line| line.contains(word)).unwrap();
        assert!(line("cash").contains("5.00") && line("cash").contains("3.00"));
        assert!(line("losses").contains("0.00") && line("losses").contains("2.00"));
        assert_eq!(line("debits less").matches("0.00").count(), 2);
    }
}
