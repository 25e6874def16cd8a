//! Yields, normalised to the standard moisture of their crop (国家标准: indica rice 13.5 %, japonica 14.5 %).
use kezhuan_law::money::divide_half_up;
use serde::{Deserialize, Serialize};

use super::code_list::code_list;

/// 100 % in basis points.
const WHOLE_BP: i128 = 10_000;

code_list! {
    /// Whose standard moisture a yield is brought to.
    Standard {
        Indica = "INDICA", "籼稻标准水分", "indica rice";
        Japonica = "JAPONICA", "粳稻标准水分", "japonica rice";
    }
}

impl Standard {
    /// Its moisture in basis points; law.
    pub const fn moisture_bp(self) -> i64 {
        match self {
            Standard::Indica => 1_350,
            Standard::Japonica => 1_450,
        }
    }
}

/// What one plot gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Harvest {
    /// Fresh weight in grams.
    pub fresh_g: i64,
    /// Moisture of the fresh grain in basis points.
    pub moisture_bp: i64,
    /// Area in hundredths of a mu.
    pub area_c: i64,
}

/// The yield of these plots together in hundredths of a kilogram for each mu, at the standard's moisture: rounded once, half
/// up. `None` without any area, and where 64 bits can't hold it.
pub fn normalised(plots: &[Harvest], standard: Standard) -> Option<i64> {
    let mut dry = 0_i128;
    let mut area = 0_i128;
    for plot in plots {
        let solids = WHOLE_BP - i128::from(plot.moisture_bp);
        dry = dry.checked_add(i128::from(plot.fresh_g).checked_mul(solids)?)?;
        area += i128::from(plot.area_c);
    }
    let kept = WHOLE_BP - i128::from(standard.moisture_bp());
    divide_half_up(dry.checked_mul(10)?, kept.checked_mul(area)?)
}

/// How much more than its check a variety gave, in basis points, half away from zero. `None` where the check gave nothing.
pub fn increase_bp(yield_c: i64, check_c: i64) -> Option<i64> {
    let more = i128::from(yield_c) - i128::from(check_c);
    divide_half_up(more * WHOLE_BP, i128::from(check_c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(fresh_g: i64, moisture_bp: i64, area_c: i64) -> Harvest {
        Harvest {
            fresh_g,
            moisture_bp,
            area_c,
        }
    }

    #[test]
    fn grain_at_the_standard_s_moisture_weighs_what_it_weighs() {
        let at_standard = [plot(600_000, 1_450, 100)];
        assert_eq!(normalised(&at_standard, Standard::Japonica), Some(60_000));
        assert_eq!(normalised(&at_standard, Standard::Indica), Some(59_306));
    }

    #[test]
    fn replications_count_by_their_area() {
        let plots = [
            plot(61_200, 2_230, 10),
            plot(60_350, 2_180, 10),
            plot(62_990, 2_310, 10),
        ];
        assert_eq!(normalised(&plots, Standard::Indica), Some(55_177));
        assert_eq!(normalised(&[], Standard::Indica), None);
        assert_eq!(normalised(&[plot(1, 0, 0)], Standard::Indica), None);
    }

    #[test]
    fn an_increase_is_half_away_from_zero() {
        assert_eq!(increase_bp(59_364, 56_000), Some(601));
        assert_eq!(increase_bp(55_000, 56_000), Some(-179));
        assert_eq!(increase_bp(1, 0), None);
        assert_eq!(increase_bp(i64::MAX, i64::MIN), Some(-20_000));
    }

    #[test]
    fn figures_at_the_ends_refuse_and_do_not_wrap() {
        let widest = plot(i64::MAX, i64::MIN, i64::MAX);
        assert_eq!(normalised(&[widest; 3], Standard::Indica), None);
        assert_eq!(normalised(&[plot(i64::MAX, 0, 1)], Standard::Indica), None);
    }
}
