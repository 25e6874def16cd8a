//! Counted targets: how many distinct things there are, against how many the plan wants.
use std::collections::BTreeSet;

/// A count against its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub count: i64,
    pub met: bool,
    /// Completion in basis points, rounded down.
    pub rate_bp: i64,
}

/// Counts distinct `ids`; a strict target must be passed, not only reached. `None` for a target of zero.
pub fn distinct(ids: &[&str], target: i64, strict: bool) -> Option<Count> {
    let count = i64::try_from(ids.iter().collect::<BTreeSet<_>>().len()).ok()?;
    let met = if strict {
        count > target
    } else {
        count >= target
    };
    Some(Count {
        count,
        met,
        rate_bp: completion_bp(count, target)?,
    })
}

/// `floor(value · 10000 / target)`; `None` for a target of zero.
pub fn completion_bp(value: i64, target: i64) -> Option<i64> {
    if target == 0 {
        return None;
    }
    let exact = i128::from(value) * 10_000;
    let target = i128::from(target);
    // Towards −∞ also for a negative target, which div_euclid alone would not give.
    let floor = exact.div_euclid(target) - i128::from(target < 0 && exact.rem_euclid(target) != 0);
    i64::try_from(floor).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_count_once_and_a_strict_target_must_be_passed() {
        let five = ["E0", "E1", "E2", "E3", "E4", "E4"];
        for (target, strict, met, rate_bp) in [
            (5, true, false, 10_000),
            (5, false, true, 10_000),
            (4, true, true, 12_500),
            (3, false, true, 16_666),
            (6, false, false, 8_333),
        ] {
            let count = distinct(&five, target, strict).unwrap();
            assert_eq!(
                (count.count, count.met, count.rate_bp),
                (5, met, rate_bp),
                "{target}"
            );
        }
        assert_eq!(distinct(&five, 0, false), None);
    }

    #[test]
    fn the_rate_rounds_down() {
        for (value, target, rate) in [
            (1, 3, Some(3_333)),
            (-1, 3, Some(-3_334)),
            (1, -3, Some(-3_334)),
            (-1, -3, Some(3_333)),
            (6, -3, Some(-20_000)),
            (0, 7, Some(0)),
            (i64::MAX, 1, None),
        ] {
            assert_eq!(completion_bp(value, target), rate, "{value}/{target}");
        }
    }
}
