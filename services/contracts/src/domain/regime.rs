//! Which measures a contract is judged under (技术合同认定登记管理办法): those in force on its acceptance day.
use chrono::NaiveDate;

use super::code_list::code_list;
use super::parameters::Parameters;

code_list! {
    /// The two sets of measures. Certificates of the first stay valid under the second.
    Regime {
        R2001 = "R2001", "2000年管理办法与2001年认定规则", "measures of 2000 with the rules of 2001";
        R2026 = "R2026", "2026年管理办法", "measures of 2026";
    }
}

impl Regime {
    /// The regime of an application accepted on `day`.
    pub fn on(day: NaiveDate, parameters: &Parameters) -> Regime {
        if day < parameters.r2026_effective_from {
            Regime::R2001
        } else {
            Regime::R2026
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_acceptance_day_chooses() {
        let parameters = Parameters::default();
        let on = |day: &str| Regime::on(day.parse().unwrap(), &parameters);
        assert_eq!(on("2025-12-31"), Regime::R2001);
        assert_eq!(on("2026-01-22"), Regime::R2001);
        assert_eq!(on("2026-01-23"), Regime::R2026);
    }
}
