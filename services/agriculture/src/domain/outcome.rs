//! What came of extension: the area, the households, the added value of confirmed extensions, and accepted achievements.
use super::achievement::Kind;
use super::extension_value::{Grown, extended};
use super::refused::Refused;

/// What confirmed extensions come to before their value is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reached {
    /// Hundredths of a mu; each plot once in a season.
    pub area_c: i64,
    /// Each once in a season.
    pub households: i64,
    pub plots: i64,
    pub person_times: i64,
}

/// All of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    pub reached: Reached,
    /// The part of the area with a check and a price, in hundredths of a mu.
    pub valued_area_c: i64,
    /// In fen; one sum, rounded once, towards less.
    pub added_value_fen: i64,
}

/// Adds the value of what was grown to what was reached.
pub fn outcome(reached: Reached, grown: &[Grown]) -> Result<Outcome, Refused> {
    let value = extended(grown).ok_or_else(|| {
        Refused::new(
            "AMOUNT_OVERFLOW",
            "增加值过大，请缩小范围",
            "the added value is too large: ask for less",
        )
    })?;
    Ok(Outcome {
        reached,
        valued_area_c: value.area_c,
        added_value_fen: value.added_value_fen,
    })
}

/// How many of each kind were accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Achieved([i64; Kind::ALL.len()]);

impl Achieved {
    /// From counts by kind.
    pub fn of(counts: impl IntoIterator<Item = (Kind, i64)>) -> Achieved {
        let mut achieved = Achieved::default();
        for (kind, count) in counts {
            let places = Kind::ALL.iter().zip(&mut achieved.0);
            for (_, place) in places.filter(|(one, _)| **one == kind) {
                *place = place.saturating_add(count);
            }
        }
        achieved
    }

    /// How many of a kind.
    pub fn count(&self, kind: Kind) -> i64 {
        let mut places = Kind::ALL.iter().zip(self.0);
        places
            .find(|(one, _)| **one == kind)
            .map_or(0, |(_, count)| count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(area_c: i64, yield_c: i64, price_fen: i64) -> Grown {
        Grown {
            area_c,
            yield_c,
            check_c: 56_000,
            price_fen,
        }
    }

    #[test]
    fn one_floor_of_the_sum() {
        let reached = Reached {
            area_c: 21_000,
            households: 40,
            plots: 55,
            person_times: 90,
        };
        // Card agr.ext, AGR-26; a part of the area has no check and no value.
        let rows = [grown(12_050, 59_364, 310), grown(8_000, 58_010, 305)];
        let all = outcome(reached, &rows).unwrap();
        assert_eq!(
            (all.valued_area_c, all.added_value_fen),
            (20_050, 1_747_062)
        );
        assert_eq!(all.reached, reached);
        let none = outcome(Reached::default(), &[]).unwrap();
        assert_eq!(none, Outcome::default());
        let vast = [grown(i64::MAX, i64::MAX, i64::MAX)];
        assert_eq!(
            outcome(reached, &vast).unwrap_err().reason,
            "AMOUNT_OVERFLOW"
        );
    }

    #[test]
    fn achievements_are_counted_by_kind() {
        let achieved = Achieved::of([(Kind::Brand, 2), (Kind::NewVariety, 1), (Kind::Brand, 3)]);
        assert_eq!(achieved.count(Kind::Brand), 5);
        assert_eq!(achieved.count(Kind::NewVariety), 1);
        assert_eq!(achieved.count(Kind::FunctionalProduct), 0);
    }
}
