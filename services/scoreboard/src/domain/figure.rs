//! The figures people ask for: K6 and K6b of one year, for each county and for the city.
use std::collections::BTreeMap;

use kezhuan_law::money::AmountOverflow;
use kezhuan_law::{Fen, Localized, regions};

use super::standing::Movement;

/// Which amount a figure sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// Contract turnover: Σ T.
    K6,
    /// Technical amount: Σ J.
    K6b,
}

/// The sums of one year in one division, corrections apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    pub total: Fen,
    pub technical: Fen,
    pub contracts: i64,
    /// Negative lines for a closed year, not in the figures above.
    pub total_corrections: Fen,
    pub technical_corrections: Fen,
}

impl Code {
    /// Every code counted here.
    pub const ALL: [Code; 2] = [Code::K6, Code::K6b];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Code::K6 => "K6",
            Code::K6b => "K6b",
        }
    }

    /// The code with this name.
    pub fn parse(name: &str) -> Option<Code> {
        Code::ALL.into_iter().find(|code| code.as_str() == name)
    }

    /// What the figure is called.
    pub const fn title(self) -> Localized {
        match self {
            Code::K6 => Localized::fixed(
                "年技术合同成交额",
                "Yearly turnover of technology contracts",
            ),
            Code::K6b => Localized::fixed("年技术交易额", "Yearly technical transaction amount"),
        }
    }

    /// The figure's amount in `sums`.
    pub const fn amount(self, sums: &Sums) -> Fen {
        match self {
            Code::K6 => sums.total,
            Code::K6b => sums.technical,
        }
    }

    /// The figure's correction lines in `sums`.
    pub const fn corrections(self, sums: &Sums) -> Fen {
        match self {
            Code::K6 => sums.total_corrections,
            Code::K6b => sums.technical_corrections,
        }
    }
}

impl Sums {
    /// The sums with one more movement.
    pub fn plus(&self, movement: &Movement) -> Result<Sums, AmountOverflow> {
        let mut next = *self;
        if movement.correction_on.is_some() {
            next.total_corrections = self.total_corrections.checked_add(movement.total)?;
            next.technical_corrections =
                self.technical_corrections.checked_add(movement.technical)?;
        } else {
            next.total = self.total.checked_add(movement.total)?;
            next.technical = self.technical.checked_add(movement.technical)?;
            next.contracts = self.contracts.saturating_add(movement.contracts);
        }
        Ok(next)
    }

    /// Both sums together.
    pub fn merged(&self, other: &Sums) -> Result<Sums, AmountOverflow> {
        Ok(Sums {
            total: self.total.checked_add(other.total)?,
            technical: self.technical.checked_add(other.technical)?,
            contracts: self.contracts.saturating_add(other.contracts),
            total_corrections: self
                .total_corrections
                .checked_add(other.total_corrections)?,
            technical_corrections: self
                .technical_corrections
                .checked_add(other.technical_corrections)?,
        })
    }
}

/// The city and its counties in the order of their codes, counties without contracts included.
///
/// `by_division` holds the sums of one year. The city is the sum of every division of Jiangmen,
/// also of one that is no county.
pub fn breakdown(
    by_division: &BTreeMap<String, Sums>,
) -> Result<Vec<(&'static str, Sums)>, AmountOverflow> {
    let mut city = Sums::default();
    for (division, sums) in by_division {
        if regions::is_jiangmen(division) {
            city = city.merged(sums)?;
        }
    }
    let counties = regions::COUNTIES.into_iter().map(|county| {
        let sums = by_division.get(county).copied().unwrap_or_default();
        (county, sums)
    });
    Ok(std::iter::once((regions::PREFECTURE, city))
        .chain(counties)
        .collect())
}
