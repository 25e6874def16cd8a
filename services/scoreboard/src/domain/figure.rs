//! The figures people ask for, each of one year, for each county and for the city.
use std::collections::BTreeMap;

use kezhuan_law::money::AmountOverflow;
use kezhuan_law::{Fen, Localized, regions};

use super::counted::Tally;
use super::standing::Movement;

/// Which figure of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// Contract turnover: Σ T.
    K6,
    /// Technical amount: Σ J.
    K6b,
    /// Tenant enterprises at the year's end.
    K7,
    /// Provincial agricultural bases at the year's end.
    K9,
    /// Contracts of the year that came of events.
    K10,
    /// Intents of the year, which are no contracts.
    K10i,
    /// Events of the year.
    K10e,
    /// People who came to them.
    K10a,
    /// How often they came to sessions.
    K10t,
    /// Projects submitted in the year.
    K10p,
}

/// What a figure says of one division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Of contracts, in fen; corrections are not in the sum.
    Sum {
        amount: Fen,
        contracts: i64,
        corrections: Fen,
    },
    /// In heads.
    Count(Tally),
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
    pub const ALL: [Code; 10] = [
        Code::K6,
        Code::K6b,
        Code::K7,
        Code::K9,
        Code::K10,
        Code::K10i,
        Code::K10e,
        Code::K10a,
        Code::K10t,
        Code::K10p,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Code::K6 => "K6",
            Code::K6b => "K6b",
            Code::K7 => "K7",
            Code::K9 => "K9",
            Code::K10 => "K10",
            Code::K10i => "K10i",
            Code::K10e => "K10e",
            Code::K10a => "K10a",
            Code::K10t => "K10t",
            Code::K10p => "K10p",
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
            Code::K7 => Localized::fixed("在孵企业数", "Tenant enterprises in incubators"),
            Code::K9 => Localized::fixed(
                "省级农业科技成果转化基地数",
                "Provincial bases for agricultural achievements",
            ),
            Code::K10 => Localized::fixed("活动促成合同数", "Contracts that came of events"),
            Code::K10i => Localized::fixed(
                "活动签订意向数",
                "Intents signed at events, which are no contracts",
            ),
            Code::K10e => Localized::fixed("举办活动数", "Events held"),
            Code::K10a => Localized::fixed("活动参加人数", "People who came to events"),
            Code::K10t => Localized::fixed("活动参加人次", "Visits to the sessions of events"),
            Code::K10p => Localized::fixed("活动征集项目数", "Projects submitted to events"),
        }
    }

    /// Whether the figure is a sum over registered contracts, in fen.
    pub const fn is_of_contracts(self) -> bool {
        match self {
            Code::K6 | Code::K6b => true,
            Code::K7
            | Code::K9
            | Code::K10
            | Code::K10i
            | Code::K10e
            | Code::K10a
            | Code::K10t
            | Code::K10p => false,
        }
    }
}

impl Value {
    /// What is held against the target: fen or heads.
    pub const fn measured(&self) -> i64 {
        match self {
            Value::Sum { amount, .. } => amount.0,
            Value::Count(tally) => tally.count,
        }
    }
}

impl Sums {
    /// As K6 shows them.
    pub const fn turnover(&self) -> Value {
        Value::Sum {
            amount: self.total,
            contracts: self.contracts,
            corrections: self.total_corrections,
        }
    }

    /// As K6b shows them.
    pub const fn technical_amount(&self) -> Value {
        Value::Sum {
            amount: self.technical,
            contracts: self.contracts,
            corrections: self.technical_corrections,
        }
    }

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
