//! What the loan's payments say of its interest: an estimate of what accrued, and what was paid in a year.
use chrono::{Datelike, NaiveDate};
use kezhuan_law::Fen;
use kezhuan_law::money::AmountOverflow;

use super::{Loan, Paid};
use crate::domain::interest::interest_over;

/// Interest that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InterestPaid {
    /// All of it.
    pub total: Fen,
    /// Of that, penalty interest.
    pub penalty: Fen,
}

impl Loan {
    /// Kezhuan's estimate of what accrued until `until`, on the principal owed from payment to payment. The bank's
    /// figure rules. `None` before the disbursement.
    pub fn interest_until(&self, until: NaiveDate) -> Option<Fen> {
        let mut from = self.disbursement.as_ref()?.disbursed_on;
        // From then on it accrues on the loan that took its place.
        let until = self.renewed_on.map_or(until, |on| until.min(on));
        let mut owed = self.principal;
        let mut balances = Vec::new();
        let mut payments: Vec<&Paid> = self.payments.iter().collect();
        // A bank may report them out of order.
        payments.sort_by_key(|paid| paid.paid_on);
        for paid in payments.into_iter().filter(|paid| paid.paid_on <= until) {
            balances.push((owed, (paid.paid_on - from).num_days()));
            owed = Fen(owed.get() - paid.principal.get());
            from = paid.paid_on;
        }
        balances.push((owed, (until - from).num_days().max(0)));
        interest_over(&balances, i64::from(self.rate_bp))
    }

    /// The day on which the last interest of a calendar year was paid, or the year's last one: the legal date of its
    /// subsidy.
    pub fn interest_paid_on(&self, year: i32) -> NaiveDate {
        let paid = self.payments.iter();
        let paid = paid.filter(|paid| paid.interest > Fen::ZERO && paid.paid_on.year() == year);
        let last_day = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX);
        paid.map(|paid| paid.paid_on).max().unwrap_or(last_day)
    }

    /// The interest paid in a calendar year: what a subsidy of that year is computed on.
    pub fn interest_paid_in(&self, year: i32) -> Result<InterestPaid, AmountOverflow> {
        let of_year = || {
            self.payments
                .iter()
                .filter(|paid| paid.paid_on.year() == year)
        };
        let penalty = Fen::checked_sum(of_year().map(|paid| paid.penalty))?;
        let interest = Fen::checked_sum(of_year().map(|paid| paid.interest))?;
        Ok(InterestPaid {
            total: interest.checked_add(penalty)?,
            penalty,
        })
    }
}
