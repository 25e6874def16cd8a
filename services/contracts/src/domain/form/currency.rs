//! Foreign-currency prices: converted to fen once, half up, at the central parity rate.
use kezhuan_law::Localized;
use kezhuan_law::money::divide_half_up;

use crate::domain::code_list::{Code, CodeList};

/// What amounts are kept in.
pub const CNY: &str = "CNY";

/// Rates are kept per unit of the currency × 10,000.
const RATE_UNIT: i128 = 10_000;
const FEN_PER_YUAN: i128 = 100;

struct Currency {
    code: &'static str,
    name: Localized,
    /// Minor units per unit: 100 cents a dollar, 1 yen a yen.
    minor_per_unit: i128,
}

const fn row(
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    minor_per_unit: i128,
) -> Currency {
    Currency {
        code,
        name: Localized::fixed(zh, en),
        minor_per_unit,
    }
}

const CURRENCIES: &[Currency] = &[
    row(CNY, "人民币", "renminbi", 100),
    row("USD", "美元", "US dollar", 100),
    row("EUR", "欧元", "euro", 100),
    row("JPY", "日元", "Japanese yen", 1),
    row("HKD", "港元", "Hong Kong dollar", 100),
    row("MOP", "澳门元", "Macao pataca", 100),
    row("TWD", "新台币", "New Taiwan dollar", 100),
    row("GBP", "英镑", "pound sterling", 100),
    row("KRW", "韩元", "Korean won", 1),
    row("SGD", "新加坡元", "Singapore dollar", 100),
    row("AUD", "澳大利亚元", "Australian dollar", 100),
    row("CAD", "加拿大元", "Canadian dollar", 100),
    row("CHF", "瑞士法郎", "Swiss franc", 100),
];

/// Whether a price may be agreed in this currency.
pub fn is_known(code: &str) -> bool {
    CURRENCIES.iter().any(|currency| currency.code == code)
}

/// Minor units in one unit of the currency: 100 cents a dollar, 1 yen a yen.
pub fn minor_per_unit(code: &str) -> Option<i64> {
    let currency = CURRENCIES.iter().find(|currency| currency.code == code)?;
    i64::try_from(currency.minor_per_unit).ok()
}

/// The currencies as a code list.
pub fn list() -> CodeList {
    let entry = |currency: &Currency| Code {
        code: currency.code,
        name: currency.name.clone(),
    };
    CodeList {
        field: "currency",
        codes: CURRENCIES.iter().map(entry).collect(),
    }
}

/// An amount of minor units in fen; `None` for an unknown currency or what 64 bits can't hold.
pub fn to_fen(code: &str, amount_minor: i64, rate_e4: i64) -> Option<i64> {
    let currency = CURRENCIES.iter().find(|currency| currency.code == code)?;
    let numerator = i128::from(amount_minor)
        .checked_mul(i128::from(rate_e4))?
        .checked_mul(FEN_PER_YUAN)?;
    divide_half_up(numerator, RATE_UNIT * currency.minor_per_unit)
}

#[cfg(test)]
mod tests {
    use super::to_fen;

    #[test]
    fn an_amount_is_converted_once_and_rounded_half_up() {
        // 1,000.00 USD at 7.1234.
        assert_eq!(to_fen("USD", 100_000, 71_234), Some(712_340));
        // 10,000 JPY at 0.0478.
        assert_eq!(to_fen("JPY", 10_000, 478), Some(47_800));
        // 0.01 USD at 7.1500 is 7.15 fen, at 7.5000 half a fen goes up.
        assert_eq!(to_fen("USD", 1, 71_500), Some(7));
        assert_eq!(to_fen("USD", 1, 75_000), Some(8));
        assert_eq!(to_fen("XXX", 1, 1), None);
        assert_eq!(to_fen("USD", i64::MAX, i64::MAX), None);
    }
}
