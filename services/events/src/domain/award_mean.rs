//! Card `evt.award`: what the experts' scores of a nomination come to. Bands are illustrative.
use kezhuan_law::money::divide_half_up;

use super::code_list::code_list;

/// Fewer experts judge nothing.
pub const EXPERTS_MIN: usize = 5;
/// From so many on, one highest and one lowest score are left out.
pub const TRIMMED_FROM: usize = 7;

code_list! {
    /// What a mean is worth.
    Band {
        First = "FIRST", "一等奖", "first";
        Second = "SECOND", "二等奖", "second";
        Third = "THIRD", "三等奖", "third";
        None = "NONE", "不予授奖", "none";
    }
}

impl Band {
    /// The band of a mean in hundredths of a point.
    pub const fn of(mean_c: i64) -> Band {
        match mean_c {
            9_000.. => Band::First,
            8_000.. => Band::Second,
            7_000.. => Band::Third,
            _ => Band::None,
        }
    }
}

/// What the scores come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean {
    /// Hundredths of a point, half up.
    pub mean_c: i64,
    pub band: Band,
}

/// The mean of scores in hundredths of a point; none of fewer than five.
pub fn mean(scores: &[i64]) -> Option<Mean> {
    if scores.len() < EXPERTS_MIN {
        return None;
    }
    let mut counted = scores.to_vec();
    counted.sort_unstable();
    if counted.len() >= TRIMMED_FROM {
        counted.pop();
        counted.remove(0);
    }
    let sum: i128 = counted.iter().map(|score| i128::from(*score)).sum();
    let count = i128::try_from(counted.len()).ok()?;
    let mean_c = divide_half_up(sum, count)?;
    Some(Mean {
        mean_c,
        band: Band::of(mean_c),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_experts_are_all_counted_and_seven_are_not() {
        let six = mean(&[0, 9_000, 9_000, 9_000, 9_000, 9_000]).unwrap();
        assert_eq!((six.mean_c, six.band), (7_500, Band::Third));
        let seven = mean(&[0, 9_000, 9_000, 9_000, 9_000, 9_000, 10_000]).unwrap();
        assert_eq!((seven.mean_c, seven.band), (9_000, Band::First));
        assert_eq!(mean(&[9_000; 4]), None);
        assert_eq!(Band::of(6_999), Band::None);
    }
}
