//! Questions around every limit of the rule, more than an author works out by hand: what all sides
//! must agree on before one of them is timed.

use std::iter::once;

use kezhuan_bench_side::{Decides, Facts, Input, Party, Side};

use super::native::Native;

const KINDS: [&str; 6] = ["KF-WT", "ZR-ZL", "XK-RJ", "ZX", "ZX-KX", "FW-YB"];
const AMOUNTS_FEN: [i64; 7] = [
    0,
    1,
    9_999,
    12_345_678,
    450_000_000,
    2_000_000_000,
    2_000_000_000_000,
];
const PAID_FEN: [i64; 5] = [0, 49_400_000, 49_999_999, 50_000_000, 60_000_000];
const BUDGETS_FEN: [Option<i64>; 5] = [None, Some(0), Some(1), Some(600_000), Some(1 << 40)];

/// Every combination, with the answers of the rule in Rust, which the worked cases hold to the book.
pub fn around(worked: &Facts) -> anyhow::Result<Vec<Input>> {
    let parties = parties(&worked.contract.parties);
    let count =
        parties.len() * KINDS.len() * AMOUNTS_FEN.len() * PAID_FEN.len() * BUDGETS_FEN.len();
    let question = |mut number: usize| {
        // The digits of the number, each to the base of what it picks from.
        let mut digit = |base: usize| {
            let digit = number % base;
            number /= base;
            digit
        };
        let mut facts = worked.clone();
        facts.header.budget_left_fen = BUDGETS_FEN[digit(BUDGETS_FEN.len())];
        facts.history.paid_year_fen = PAID_FEN[digit(PAID_FEN.len())];
        facts.contract.j_fen = AMOUNTS_FEN[digit(AMOUNTS_FEN.len())];
        facts.contract.t_fen = facts.contract.j_fen;
        KINDS[digit(KINDS.len())].clone_into(&mut facts.contract.kind);
        facts
            .contract
            .parties
            .clone_from(&parties[digit(parties.len())]);
        facts
    };
    (0..count).map(question).map(answered).collect()
}

fn answered(facts: Facts) -> anyhow::Result<Input> {
    Ok(Input {
        id: format!("{facts:?}"),
        outcome: Native.decide(&facts)?,
        facts,
    })
}

/// As they were, the other way round, related, without a seller, and nobody at all.
fn parties(worked: &[Party]) -> Vec<Vec<Party>> {
    let reversed = worked.iter().rev().cloned().collect();
    let each = |change: fn(&mut Party)| {
        let mut parties = worked.to_vec();
        parties.iter_mut().for_each(change);
        parties
    };
    let related = each(|party| party.related = party.side == Side::Buyer);
    let no_seller = each(|party| party.side = Side::Broker);
    once(worked.to_vec())
        .chain([reversed, related, no_seller, vec![]])
        .collect()
}
