//! The technical transaction amount (技术交易额): J = T − non-technical costs, carriers of the technology excepted.
use kezhuan_law::Fen;
use kezhuan_law::money::AmountOverflow;
use serde::{Deserialize, Serialize};

/// Complete equipment or test rigs that come with a technology: this many sets are a reasonable quantity.
const REASONABLE_SETS: i128 = 2;

/// Carriers that are never deducted: what is needed to use, archive, test and master the technology.
const SMALL_CARRIERS: &[&str] = &["doc", "media", "sample"];

/// One part of the price that is not technology, or a carrier (标的物) of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceItem {
    /// An open list: equipment, instrument, parts, material, doc, media, sample, device …
    pub kind: String,
    pub amount: Fen,
    /// Of a price in foreign currency, in its minor unit: `amount` is what the rate makes of it.
    #[serde(default)]
    pub currency_amount_minor: i64,
    pub carrier: bool,
    /// Sets of a carrier; 0 and 1 both mean one.
    pub sets: i64,
    #[serde(default)]
    pub description: String,
}

/// T, what is taken off, and what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    pub total: Fen,
    pub deducted: Fen,
    /// `None` when no technical amount is left.
    pub technical: Option<Fen>,
}

/// Computes J of a price with these parts.
pub fn technical_amount(total: Fen, items: &[PriceItem]) -> Result<Amounts, AmountOverflow> {
    let deducted = Fen::checked_sum(items.iter().map(deduction))?;
    let technical = total.checked_sub(deducted)?;
    let is_left = total > Fen::ZERO && technical > Fen::ZERO;
    Ok(Amounts {
        total,
        deducted,
        technical: is_left.then_some(technical),
    })
}

fn deduction(item: &PriceItem) -> Fen {
    if !item.carrier {
        return item.amount;
    }
    let sets = i128::from(item.sets);
    if SMALL_CARRIERS.contains(&item.kind.as_str()) || sets <= REASONABLE_SETS {
        return Fen::ZERO;
    }
    let part = (i128::from(item.amount.get()) * (sets - REASONABLE_SETS)).div_euclid(sets);
    // A part of an amount is no larger than the amount itself.
    Fen(i64::try_from(part).unwrap_or(item.amount.get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carrier(kind: &str, fen: i64, sets: i64) -> PriceItem {
        PriceItem {
            kind: kind.to_owned(),
            amount: Fen(fen),
            currency_amount_minor: 0,
            carrier: true,
            sets,
            description: String::new(),
        }
    }

    #[test]
    fn two_sets_of_a_carrier_stay_in_and_the_rest_is_deducted_rounded_down() {
        for (sets, deducted) in [(0, 0), (1, 0), (2, 0), (3, 33), (4, 50), (i64::MAX, 99)] {
            let amounts = technical_amount(Fen(1_000), &[carrier("device", 100, sets)]).unwrap();
            assert_eq!(amounts.deducted, Fen(deducted), "{sets} sets");
        }
        let amounts = technical_amount(Fen(1_000), &[carrier("sample", 900, 50)]).unwrap();
        assert_eq!(amounts.technical, Some(Fen(1_000)));
    }

    #[test]
    fn sums_that_do_not_fit_are_an_answer() {
        let goods = PriceItem {
            carrier: false,
            ..carrier("equipment", i64::MAX, 1)
        };
        assert!(technical_amount(Fen(1), &[goods.clone(), goods]).is_err());
    }
}
