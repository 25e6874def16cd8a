//! The amount of a grant: whole, shares of city and county, and who gets it.
use kezhuan_law::money::basis_points_floor;
use kezhuan_law::{Fen, largest_remainder, regions};
use serde::{Deserialize, Serialize};

use crate::domain::refused::Refused;

/// Who is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Payee {
    Seller,
    Buyer,
    Broker,
    /// The registration office.
    Office,
}

/// The payee as people know it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recipient {
    pub name: String,
    /// Unified social credit code; empty for a person, whose numbers are nobody's business.
    pub credit_code: String,
}

/// How city and county share an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    pub city: Fen,
    pub county: Fen,
}

/// A benefit that is not none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    pub total: Fen,
    pub split: Split,
    pub payee: Payee,
    /// Who that is across contracts: a yearly cap is an enterprise's, whoever claimed for it.
    pub enterprise: String,
    /// Who that is for everybody to read, as the amount was decided.
    #[serde(default)]
    pub recipient: Recipient,
    /// A cap or the budget made the amount smaller.
    pub cap_hit: bool,
    /// What this contract adds to the payee's year, as the rule weighs it.
    pub counted: Fen,
}

impl Payee {
    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Payee::Seller => "SELLER",
            Payee::Buyer => "BUYER",
            Payee::Broker => "BROKER",
            Payee::Office => "OFFICE",
        }
    }

    /// The payee with this stable name.
    pub fn parse(name: &str) -> Option<Payee> {
        [Payee::Seller, Payee::Buyer, Payee::Broker, Payee::Office]
            .into_iter()
            .find(|payee| payee.as_str() == name)
    }
}

impl Split {
    /// The default share of the paying tenant (a parameter, not law): the city's part rounds down.
    /// A tenant that shares with nobody bears everything: the city as city, others as county.
    pub fn by_default(total: Fen, tenant: &str) -> Split {
        let share = regions::division(tenant).and_then(|division| division.city_share_bp);
        let city = match share {
            Some(share) => Fen(basis_points_floor(total.0, share)),
            None if tenant == regions::PREFECTURE => total,
            None => Fen::ZERO,
        };
        Split {
            city,
            county: Fen(total.0 - city.0),
        }
    }

    /// City and county bear a part of the amount as they would have borne the whole.
    pub fn of_part(&self, part: Fen) -> Split {
        let weights = [self.city.get(), self.county.get()];
        match largest_remainder(part.get(), &weights).as_deref() {
            Ok([city, county]) => Split {
                city: Fen(*city),
                county: Fen(*county),
            },
            // Nothing was borne by anybody: only of an amount of nothing.
            _ => Split {
                city: Fen::ZERO,
                county: part,
            },
        }
    }

    /// Holds that both parts are there and bear exactly `total`.
    pub fn check(&self, total: Fen) -> Result<(), Refused> {
        let whole = self.city.checked_add(self.county).ok();
        if self.city < Fen::ZERO || self.county < Fen::ZERO || whole != Some(total) {
            return Err(Refused::new(
                "SPLIT_MISMATCH",
                "市县分担金额之和必须等于奖补金额,且均不得为负",
                "the shares of city and county must add up to the amount and neither may be negative",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_split_leaves_no_fen_over() {
        for (total, tenant, city, county) in [
            (1_000_001, "440784", 300_000, 700_001),
            (1_000_001, "440781", 500_000, 500_001),
            (7, "440703", 2, 5),
            (7, "440700", 7, 0),
            (7, "WYU", 0, 7),
        ] {
            let split = Split::by_default(Fen(total), tenant);
            assert_eq!((split.city.0, split.county.0), (city, county), "{tenant}");
            assert_eq!(split.check(Fen(total)), Ok(()));
        }
    }

    #[test]
    fn a_split_that_does_not_add_up_is_refused() {
        for (city, county) in [(3, 4), (11, -1), (-1, 11), (i64::MAX, 1)] {
            let split = Split {
                city: Fen(city),
                county: Fen(county),
            };
            let refused = split.check(Fen(10)).unwrap_err();
            assert_eq!(refused.reason, "SPLIT_MISMATCH");
        }
    }
}
