//! What an extension brought: the added value over the check, of all rows together.

/// One variety or technology on one area in one season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grown {
    /// Area in hundredths of a mu.
    pub area_c: i64,
    /// Yield in hundredths of a kilogram for each mu.
    pub yield_c: i64,
    /// The check's yield, likewise.
    pub check_c: i64,
    /// Price in fen for each kilogram.
    pub price_fen: i64,
}

/// What rows come to together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extended {
    /// In hundredths of a mu.
    pub area_c: i64,
    /// In fen; below zero where the check gave more.
    pub added_value_fen: i64,
}

/// Hundredths of a mu times hundredths of a kilogram for each mu.
const HUNDREDTHS: i128 = 10_000;

/// The area and the added value of these rows: one floor of the sum. `None` where 64 bits can't hold them.
pub fn extended(rows: &[Grown]) -> Option<Extended> {
    let mut area_c = 0_i64;
    let mut value = 0_i128;
    for row in rows {
        area_c = area_c.checked_add(row.area_c)?;
        let more = i128::from(row.yield_c) - i128::from(row.check_c);
        let worth = i128::from(row.area_c)
            .checked_mul(more)?
            .checked_mul(i128::from(row.price_fen))?;
        value = value.checked_add(worth)?;
    }
    let added_value_fen = i64::try_from(value.div_euclid(HUNDREDTHS)).ok()?;
    Some(Extended {
        area_c,
        added_value_fen,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(area_c: i64, yield_c: i64, check_c: i64, price_fen: i64) -> Grown {
        Grown {
            area_c,
            yield_c,
            check_c,
            price_fen,
        }
    }

    #[test]
    fn the_sum_is_rounded_once_towards_less() {
        // Twice 0.5 fen is one fen: no row is rounded alone.
        let half = row(1, 5_000, 0, 1);
        assert_eq!(extended(&[half]).unwrap().added_value_fen, 0);
        assert_eq!(extended(&[half, half]).unwrap().added_value_fen, 1);
        let less = row(1, 0, 1, 1);
        assert_eq!(extended(&[less]).unwrap().added_value_fen, -1);
        let none = Extended {
            area_c: 0,
            added_value_fen: 0,
        };
        assert_eq!(extended(&[]), Some(none));
    }

    #[test]
    fn what_64_bits_can_t_hold_has_no_value() {
        let most = i64::MAX;
        assert_eq!(extended(&[row(most, most, 0, most)]), None);
        assert_eq!(extended(&[row(most, 0, 0, 0), row(1, 0, 0, 0)]), None);
    }
}
