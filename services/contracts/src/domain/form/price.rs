//! The price and its parts in fen. A price in foreign currency is converted once, and its parts share what that
//! makes: at any rate, parts that are the whole price leave nothing of it.
use kezhuan_law::Fen;
use kezhuan_law::largest_remainder::{NotShareable, largest_remainder};

use super::{Form, PriceItem, currency};

/// T and the parts of it, in fen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    pub total: Fen,
    pub items: Vec<PriceItem>,
}

impl Form {
    /// Whether the price was agreed in foreign currency.
    pub fn is_in_foreign_currency(&self) -> bool {
        !self.currency.is_empty() && self.currency != currency::CNY
    }

    /// T in CNY; `None` for an unknown currency or an amount beyond 64 bits.
    pub fn total(&self) -> Option<Fen> {
        if self.is_in_foreign_currency() {
            self.converted(self.currency_amount_minor)
        } else {
            Some(self.total_amount)
        }
    }

    /// The price as the form states it.
    pub fn price(&self) -> Option<Price> {
        self.price_of(None, &self.price_items)
    }

    /// The price with these parts, and with T where a registrar states it, in the minor unit of the contract's
    /// currency. `None` for an unknown currency, a negative part or what 64 bits can't hold.
    pub fn price_of(&self, stated: Option<i64>, items: &[PriceItem]) -> Option<Price> {
        if !self.is_in_foreign_currency() {
            return Some(Price {
                total: stated.map_or(self.total_amount, Fen),
                items: items.to_vec(),
            });
        }
        let whole = stated.unwrap_or(self.currency_amount_minor);
        Some(Price {
            total: self.converted(whole)?,
            items: self.shared(whole, items)?,
        })
    }

    /// What stands in the contract's own currency of a part of its price.
    pub(super) fn own_amount(&self, item: &PriceItem) -> i64 {
        match self.is_in_foreign_currency() {
            true => item.currency_amount_minor,
            false => item.amount.get(),
        }
    }

    /// Whether a part of the price is stated in the contract's own currency.
    pub fn is_in_own_currency(&self, item: &PriceItem) -> bool {
        match self.is_in_foreign_currency() {
            true => item.currency_amount_minor != 0 || item.amount == Fen::ZERO,
            false => item.currency_amount_minor == 0,
        }
    }

    fn converted(&self, amount_minor: i64) -> Option<Fen> {
        currency::to_fen(&self.currency, amount_minor, self.exchange_rate_e4).map(Fen)
    }

    fn shared(&self, whole: i64, items: &[PriceItem]) -> Option<Vec<PriceItem>> {
        let mut weights: Vec<i64> = (items.iter())
            .map(|item| item.currency_amount_minor)
            .collect();
        let parts = (weights.iter()).try_fold(0_i64, |sum, part| sum.checked_add(*part))?;
        // The technology is the last share. Parts beyond the whole price leave it none.
        weights.push(whole.saturating_sub(parts).max(0));
        let converted = self.converted(parts.max(whole))?;
        let amounts = match largest_remainder(converted.get(), &weights) {
            Ok(amounts) => amounts,
            Err(NotShareable::NoWeight) => vec![0; weights.len()],
            Err(NotShareable::NegativeWeight) => return None,
        };
        let in_fen = |(item, amount): (&PriceItem, i64)| PriceItem {
            amount: Fen(amount),
            ..item.clone()
        };
        Some(items.iter().zip(amounts).map(in_fen).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::testing::{form, goods_in_currency, in_dollars};

    fn amounts(form: &Form) -> (i64, Vec<i64>) {
        let price = form.price().unwrap();
        let items = price.items.iter().map(|item| item.amount.get());
        (price.total.get(), items.collect())
    }

    #[test]
    fn the_parts_of_a_price_follow_its_rate() {
        let mut dollars = in_dollars(form(), 1_000_000, 71_000, "2025-03-03");
        dollars.price_items = vec![goods_in_currency("equipment", 400_000)];
        assert_eq!(amounts(&dollars), (7_100_000, vec![2_840_000]));
        dollars.exchange_rate_e4 = 72_500;
        assert_eq!(amounts(&dollars), (7_250_000, vec![2_900_000]));
        // A registrar's T and parts are in the contract's currency too.
        let items = [goods_in_currency("material", 100)];
        let price = dollars.price_of(Some(200), &items).unwrap();
        assert_eq!((price.total, price.items[0].amount), (Fen(1_450), Fen(725)));
    }

    #[test]
    fn parts_that_are_the_whole_price_are_so_at_every_rate() {
        for rate_e4 in [70_000, 71_237, 75_555, 1] {
            let mut dollars = in_dollars(form(), 100, rate_e4, "2025-03-03");
            dollars.price_items = [33, 33, 34]
                .map(|cents| goods_in_currency("parts", cents))
                .to_vec();
            let (total, parts) = amounts(&dollars);
            assert_eq!(parts.iter().sum::<i64>(), total, "{rate_e4}");
        }
    }

    #[test]
    fn parts_beyond_the_price_stay_beyond_it_and_nothing_is_shared_of_nothing() {
        let mut dollars = in_dollars(form(), 100, 71_000, "2025-03-03");
        dollars.price_items = vec![goods_in_currency("equipment", 101)];
        assert_eq!(amounts(&dollars), (710, vec![717]));
        dollars.currency_amount_minor = 0;
        dollars.price_items[0].currency_amount_minor = 0;
        assert_eq!(amounts(&dollars), (0, vec![0]));
        dollars.price_items[0].currency_amount_minor = -1;
        assert_eq!(dollars.price(), None);
    }
}
