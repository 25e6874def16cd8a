//! Yearly contract turnover of the city (K6): which rows count, and whether the plan's target is met.
use chrono::{Datelike, NaiveDate};
use kezhuan_law::money::{AmountOverflow, wan};
use kezhuan_law::{Fen, regions};

use super::target::TURNOVER;

/// One contract in the version in force at the year's end, as the caller chose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// T, or J where J is summed.
    pub amount: Fen,
    pub registered: bool,
    /// Registration date of version 1.
    pub registered_on: NaiveDate,
    /// Division or prefecture of the seller.
    pub seller_region: String,
}

/// The sum of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turnover {
    pub sum: Fen,
    /// 万元 with two decimals.
    pub wan: String,
    /// Against the plan's yearly target.
    pub met: bool,
}

/// Whether a row counts in `year`.
pub fn counts(row: &Row, year: i32) -> bool {
    row.registered && row.registered_on.year() == year && regions::is_jiangmen(&row.seller_region)
}

/// The turnover of `year` over `rows`.
pub fn of_year(rows: &[Row], year: i32) -> Result<Turnover, AmountOverflow> {
    let counted = rows.iter().filter(|row| counts(row, year));
    let sum = Fen::checked_sum(counted.map(|row| row.amount))?;
    Ok(Turnover {
        sum,
        wan: wan(sum.0),
        met: TURNOVER.is_met(sum.0),
    })
}
