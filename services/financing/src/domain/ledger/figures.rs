//! What the books tell of each bank: how far the pool is exposed, and whether too much of it was claimed.
use kezhuan_law::Fen;
use kezhuan_law::money::{AmountOverflow, divide_half_up};
use serde::{Deserialize, Serialize};

use super::{Account, Books};
use crate::domain::product::Mode;

const WHOLE: i128 = 10_000;

/// When the pool takes no new loans of a bank; illustrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SuspensionTerms {
    /// Claimed principal of a bank, in basis points of all its principal with the pool: above this it is suspended.
    pub claimed_above_bp: u16,
}

impl Default for SuspensionTerms {
    fn default() -> SuspensionTerms {
        SuspensionTerms {
            claimed_above_bp: 500,
        }
    }
}

/// Principal that stands with the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exposure {
    /// Filed, and not claimed.
    pub covered: Fen,
    /// Carried by a claim that is not settled.
    pub claimed: Fen,
}

impl Exposure {
    /// Claimed principal in basis points of all of it, half up; nothing where there is none.
    pub fn claimed_bp(&self) -> i64 {
        let all = i128::from(self.covered.get()) + i128::from(self.claimed.get());
        divide_half_up(i128::from(self.claimed.get()) * WHOLE, all).unwrap_or(0)
    }

    /// Whether more is claimed than the terms allow; compared exactly, before any rounding.
    pub fn is_suspended(&self, terms: &SuspensionTerms) -> bool {
        let all = i128::from(self.covered.get()) + i128::from(self.claimed.get());
        i128::from(self.claimed.get()) * WHOLE > all * i128::from(terms.claimed_above_bp)
    }
}

impl Books {
    /// The exposure to one bank, in all modes.
    pub fn exposure_of_bank(&self, bank: &str) -> Result<Exposure, AmountOverflow> {
        self.exposure(|of, _| of == bank)
    }

    /// The exposure in one mode, to all banks.
    pub fn exposure_in_mode(&self, mode: Mode) -> Result<Exposure, AmountOverflow> {
        self.exposure(|_, of| of == mode)
    }

    fn exposure(&self, counts: impl Fn(&str, Mode) -> bool) -> Result<Exposure, AmountOverflow> {
        let mut exposure = Exposure::default();
        for (account, turnover) in self.accounts() {
            let part = match account {
                Account::Covered { bank, mode } if counts(bank, *mode) => &mut exposure.covered,
                Account::Claimed { bank, mode } if counts(bank, *mode) => &mut exposure.claimed,
                Account::Covered { .. }
                | Account::Claimed { .. }
                | Account::Cash { .. }
                | Account::Contribution { .. }
                | Account::Compensation { .. }
                | Account::Recovery { .. }
                | Account::SubsidyPaid { .. }
                | Account::SubsidyReturned { .. }
                | Account::Earmarked { .. }
                | Account::Reserved { .. }
                | Account::CoverGiven => continue,
            };
            *part = part.checked_add(turnover.balance())?;
        }
        Ok(exposure)
    }
}
