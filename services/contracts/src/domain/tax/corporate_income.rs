//! Corporate income tax (企业所得税): relief on one tax year's technology transfers.
use kezhuan_law::Fen;
use kezhuan_law::money::AmountOverflow;

use super::{Estimate, basis};
use crate::domain::kind::{Family, Kind};

/// Transfer income of a tax year up to here is exempt, the part above halved.
const EXEMPT_UP_TO: i64 = 500_000_000;
const RATE_PERCENT: i128 = 25;
/// Shortest licence that counts.
const LICENCE_YEARS_MIN: i64 = 5;

/// One transfer of the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub mode: Mode,
    pub income: Fen,
    pub cost: Fen,
    pub taxes: Fen,
    /// Allocated expenses.
    pub expenses: Fen,
    pub registered: bool,
    /// To a party that is related by 100 % of its shares.
    pub fully_related: bool,
    /// The kind of technology is one the regulation lists.
    pub in_scope: bool,
    pub separate_accounting: bool,
}

/// What is transferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Ownership,
    Licence { years: i64 },
}

/// A contract of this kind is not performed in this mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModeDiffers;

impl Mode {
    /// Whether relief can be had on a contract of `kind` at all; a transfer passes ownership, a licence grants use.
    pub const fn is_in_scope_of(self, kind: Kind) -> Result<bool, ModeDiffers> {
        match (kind.family(), self) {
            (Family::Transfer, Mode::Ownership) | (Family::Licence, Mode::Licence { .. }) => {
                Ok(true)
            }
            (Family::Transfer, Mode::Licence { .. }) | (Family::Licence, Mode::Ownership) => {
                Err(ModeDiffers)
            }
            (Family::Development | Family::Consulting | Family::Service, _) => Ok(false),
        }
    }
}

/// Why an item does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusion {
    NotRegistered,
    FullyRelated,
    OutOfScope,
    LicenceTooShort,
    NotSeparatelyAccounted,
}

/// The year's relief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relief {
    pub eligible: Fen,
    pub exempt: Fen,
    pub halved: Fen,
    pub tax: Fen,
    pub saved: Fen,
    /// Index of each item that does not count, with its reason.
    pub excluded: Vec<(usize, Exclusion)>,
}

impl Exclusion {
    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Exclusion::NotRegistered => "NOT_REGISTERED",
            Exclusion::FullyRelated => "RELATED_100",
            Exclusion::OutOfScope => "OUT_OF_SCOPE",
            Exclusion::LicenceTooShort => "LICENCE_LT_5Y",
            Exclusion::NotSeparatelyAccounted => "NOT_SEPARATELY_ACCOUNTED",
        }
    }
}

impl Item {
    /// The first reason why the item does not count.
    pub fn exclusion(&self) -> Option<Exclusion> {
        let too_short = matches!(self.mode, Mode::Licence { years } if years < LICENCE_YEARS_MIN);
        [
            (!self.registered, Exclusion::NotRegistered),
            (self.fully_related, Exclusion::FullyRelated),
            (!self.in_scope, Exclusion::OutOfScope),
            (too_short, Exclusion::LicenceTooShort),
            (!self.separate_accounting, Exclusion::NotSeparatelyAccounted),
        ]
        .into_iter()
        .find_map(|(applies, exclusion)| applies.then_some(exclusion))
    }

    fn net(&self) -> i128 {
        [self.cost, self.taxes, self.expenses]
            .iter()
            .fold(i128::from(self.income.0), |net, part| {
                net - i128::from(part.0)
            })
    }
}

/// The relief on the transfers of one tax year.
pub fn relief(items: &[Item]) -> Result<Relief, AmountOverflow> {
    let excluded: Vec<(usize, Exclusion)> = items
        .iter()
        .enumerate()
        .filter_map(|(index, item)| Some((index, item.exclusion()?)))
        .collect();
    let net: i128 = items
        .iter()
        .filter(|item| item.exclusion().is_none())
        .map(Item::net)
        .sum();
    let eligible = i64::try_from(net.max(0)).map_err(|_| AmountOverflow)?;
    let exempt = eligible.min(EXEMPT_UP_TO);
    let halved = eligible - exempt;
    // Both quotients are smaller than what they are taken from, so they fit again.
    let tax = (i128::from(halved) * RATE_PERCENT * 50 / 10_000) as i64;
    let saved = (i128::from(eligible) * RATE_PERCENT / 100) as i64 - tax;
    Ok(Relief {
        eligible: Fen(eligible),
        exempt: Fen(exempt),
        halved: Fen(halved),
        tax: Fen(tax),
        saved: Fen(saved),
        excluded,
    })
}

/// The relief with its basis.
pub fn estimate(items: &[Item]) -> Result<Estimate<Relief>, AmountOverflow> {
    Ok(Estimate::new(relief(items)?, basis::CORPORATE_INCOME))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(income: i64) -> Item {
        Item {
            mode: Mode::Ownership,
            income: Fen(income),
            cost: Fen(0),
            taxes: Fen(0),
            expenses: Fen(0),
            registered: true,
            fully_related: false,
            in_scope: true,
            separate_accounting: true,
        }
    }

    #[test]
    fn reasons_are_named_in_the_order_of_the_rule() {
        let mut worst = Item {
            mode: Mode::Licence { years: 4 },
            registered: false,
            fully_related: true,
            in_scope: false,
            separate_accounting: false,
            ..item(1)
        };
        assert_eq!(worst.exclusion(), Some(Exclusion::NotRegistered));
        worst.registered = true;
        assert_eq!(worst.exclusion(), Some(Exclusion::FullyRelated));
        worst.fully_related = false;
        assert_eq!(worst.exclusion(), Some(Exclusion::OutOfScope));
        worst.in_scope = true;
        assert_eq!(worst.exclusion(), Some(Exclusion::LicenceTooShort));
        worst.mode = Mode::Licence { years: 5 };
        assert_eq!(worst.exclusion(), Some(Exclusion::NotSeparatelyAccounted));
        worst.separate_accounting = true;
        assert_eq!(worst.exclusion(), None);
    }

    #[test]
    fn a_contract_s_kind_decides_on_the_scope_and_the_mode() {
        let licence = Mode::Licence { years: 5 };
        for (kind, ownership, licensed) in [
            (Kind::SecretTransfer, Ok(true), Err(ModeDiffers)),
            (Kind::PatentLicence, Err(ModeDiffers), Ok(true)),
            (Kind::CommissionedDevelopment, Ok(false), Ok(false)),
            (Kind::Forecast, Ok(false), Ok(false)),
            (Kind::Training, Ok(false), Ok(false)),
        ] {
            assert_eq!(Mode::Ownership.is_in_scope_of(kind), ownership, "{kind:?}");
            assert_eq!(licence.is_in_scope_of(kind), licensed, "{kind:?}");
        }
    }

    #[test]
    fn a_loss_of_one_transfer_lowers_the_year_but_never_below_zero() {
        let loss = Item {
            cost: Fen(70),
            ..item(0)
        };
        assert_eq!(
            relief(&[item(100), loss.clone()]).unwrap().eligible,
            Fen(30)
        );
        assert_eq!(relief(&[item(60), loss]).unwrap().eligible, Fen(0));
    }

    #[test]
    fn the_part_above_the_threshold_is_taxed_at_half() {
        let relief = relief(&[item(EXEMPT_UP_TO + 9)]).unwrap();
        assert_eq!((relief.halved, relief.tax), (Fen(9), Fen(1)));
        assert_eq!(relief.saved, Fen(125_000_001));
    }

    #[test]
    fn sums_beyond_64_bits_are_refused() {
        let items = [item(i64::MAX), item(i64::MAX)];
        assert_eq!(relief(&items), Err(AmountOverflow));
    }
}
