//! The regions of one column: values that no cell of it tells apart.

use std::cmp::Ordering;

use crate::check::Type;
use crate::program::Expr;
use crate::syntax::{Relation, Test, Tests, date_text};

/// Values that every cell of the column answers alike, by one of them.
pub struct Region {
    sample: Sample,
    shown: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Sample {
    YesNo(bool),
    Label(u32),
    Number(i64),
    /// A day by its count, so that neighbours are neighbours.
    Day(i64),
    Text(String),
    /// How a value stands to the one value, not fixed, that the column is compared with.
    Relative(Ordering),
}

impl Region {
    /// The value, as `= 99`.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    pub fn meets(&self, tests: &Tests<Expr>) -> bool {
        match tests {
            Tests::Any => true,
            Tests::OneOf(tests) => tests.iter().any(|test| self.sample.meets(test)),
            Tests::NoneOf(tests) => !tests.iter().any(|test| self.sample.meets(test)),
        }
    }
}

impl Sample {
    fn meets(&self, test: &Test<Expr>) -> bool {
        match test {
            Test::Compare(relation, value) => holds(*relation, self.against(value)),
            Test::Range {
                low: (low, has_low),
                high: (high, has_high),
            } => {
                let (low, high) = (self.against(low), self.against(high));
                (low == Ordering::Greater || *has_low && low == Ordering::Equal)
                    && (high == Ordering::Less || *has_high && high == Ordering::Equal)
            }
            Test::Starts(prefix) => match self {
                Sample::Text(text) => text.starts_with(prefix.as_str()),
                _ => false,
            },
        }
    }

    fn against(&self, value: &Expr) -> Ordering {
        match (self, value) {
            (Sample::Number(one), Expr::Number(other)) => one.cmp(other),
            (Sample::Day(one), Expr::Date(other)) => one.cmp(&day(*other)),
            (Sample::YesNo(one), Expr::YesNo(other)) => one.cmp(other),
            (Sample::Label(one), Expr::Label(other)) => one.cmp(other),
            (Sample::Text(one), Expr::Text(other)) => one.cmp(other),
            (Sample::Relative(ordering), _) => *ordering,
            // Columns of other shapes aren't cut.
            _ => Ordering::Less,
        }
    }
}

fn holds(relation: Relation, ordering: Ordering) -> bool {
    match relation {
        Relation::Equal => ordering.is_eq(),
        Relation::Unequal => ordering.is_ne(),
        Relation::Less => ordering.is_lt(),
        Relation::LessOrEqual => ordering.is_le(),
        Relation::Greater => ordering.is_gt(),
        Relation::GreaterOrEqual => ordering.is_ge(),
    }
}

/// The regions of a column of this type with these cells; nothing where it can't be cut.
pub fn of(
    ty: &Type,
    cells: &[&Tests<Expr>],
    shown: impl Fn(&Expr) -> String,
) -> Option<Vec<Region>> {
    let mut values: Vec<&Expr> = Vec::new();
    let mut prefixes: Vec<&str> = Vec::new();
    for tests in cells {
        let (Tests::OneOf(tests) | Tests::NoneOf(tests)) = tests else {
            continue;
        };
        for test in tests {
            match test {
                Test::Compare(_, value) => values.push(value),
                Test::Range {
                    low: (low, _),
                    high: (high, _),
                } => values.extend([low, high]),
                Test::Starts(prefix) => prefixes.push(prefix),
            }
        }
    }
    let is_fixed = |value: &&Expr| {
        matches!(
            value,
            Expr::Number(_) | Expr::YesNo(_) | Expr::Text(_) | Expr::Date(_) | Expr::Label(_)
        )
    };
    if !values.iter().all(is_fixed) {
        let is_one = values.iter().all(|value| *value == values[0]) && prefixes.is_empty();
        return is_one.then(|| relative(ty, &shown(values[0])));
    }
    Some(match ty {
        Type::YesNo => {
            let regions = [true, false]
                .map(|flag| region(Sample::YesNo(flag), if flag { "YES" } else { "NO" }));
            regions.into()
        }
        Type::Label(labels) => {
            let labels = labels.labels.iter().zip(0..);
            labels
                .map(|(label, index)| region(Sample::Label(index), label))
                .collect()
        }
        Type::Date => {
            let days = values.iter().filter_map(|value| match value {
                Expr::Date(date) => Some(day(*date)),
                _ => None,
            });
            let samples = samples(days.collect(), day(0x0001_0101), day(0x270f_0c1f));
            samples
                .into_iter()
                .map(|count| region(Sample::Day(count), &date_text(date(count))))
                .collect()
        }
        Type::Text => texts(&values, &prefixes),
        _ => {
            let numbers = values.iter().filter_map(|value| match value {
                Expr::Number(number) => Some(*number),
                _ => None,
            });
            let samples = samples(numbers.collect(), i64::MIN, i64::MAX);
            samples
                .into_iter()
                .map(|number| region(Sample::Number(number), &number.to_string()))
                .collect()
        }
    })
}

fn region(sample: Sample, value: &str) -> Region {
    Region {
        sample,
        shown: format!("= {value}"),
    }
}

/// Below, at and above the one value that everything is compared with.
fn relative(ty: &Type, value: &str) -> Vec<Region> {
    let orderings: &[Ordering] = match ty {
        Type::Number(_) | Type::Date => &[Ordering::Less, Ordering::Equal, Ordering::Greater],
        _ => &[Ordering::Less, Ordering::Equal],
    };
    let regions = orderings.iter().map(|ordering| {
        let sign = match ordering {
            Ordering::Less if orderings.len() == 2 => "!=",
            Ordering::Less => "<",
            Ordering::Equal => "=",
            Ordering::Greater => ">",
        };
        Region {
            sample: Sample::Relative(*ordering),
            shown: format!("{sign} {value}"),
        }
    });
    regions.collect()
}

/// One whole number at, and one between, before and behind the points where the answer may change.
fn samples(mut points: Vec<i64>, least: i64, most: i64) -> Vec<i64> {
    points.sort_unstable();
    points.dedup();
    let mut samples = Vec::new();
    let mut next = least;
    for point in points {
        if next < point {
            samples.push(if next == least { point - 1 } else { next });
        }
        samples.push(point);
        next = point.saturating_add(1);
    }
    if samples.last().is_none_or(|last| *last < most) {
        samples.push(next.max(least));
    }
    samples
}

/// Each text that is named, one behind each prefix, and one that is nothing of these.
fn texts(values: &[&Expr], prefixes: &[&str]) -> Vec<Region> {
    let named = values.iter().filter_map(|value| match value {
        Expr::Text(text) => Some(text.clone()),
        _ => None,
    });
    // No code has this sign, so such a text is none of the named ones.
    let behind = prefixes.iter().map(|prefix| format!("{prefix}…"));
    let mut texts: Vec<String> = named.chain(behind).chain(["…".to_owned()]).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
        .into_iter()
        .map(|text| {
            let shown = format!("\"{text}\"");
            region(Sample::Text(text), &shown)
        })
        .collect()
}

/// The count of days of a date since the start of the calendar's era of 400 years.
fn day(date: u32) -> i64 {
    let (year, month, day) = (
        i64::from(date >> 16),
        i64::from(date >> 8 & 0xff),
        i64::from(date & 0xff),
    );
    // Years begin in March, so that the leap day is their last.
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

fn date(count: i64) -> u32 {
    let (era, of_era) = (count.div_euclid(146_097), count.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year + era * 400 + i64::from(month <= 2);
    u32::try_from(year << 16 | month << 8 | day).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_leave_no_region_between_neighbours() {
        assert_eq!(samples(vec![5, 6], i64::MIN, i64::MAX), [4, 5, 6, 7]);
        assert_eq!(samples(vec![5, 9], i64::MIN, i64::MAX), [4, 5, 6, 9, 10]);
        assert_eq!(samples(vec![], 1, 9).len(), 1);
        assert_eq!(
            samples(vec![i64::MAX, i64::MIN], i64::MIN, i64::MAX).len(),
            3
        );
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        for (before, after) in [
            ("2024-02-28", "2024-02-29"),
            ("2025-02-28", "2025-03-01"),
            ("2025-12-31", "2026-01-01"),
        ] {
            let [before, after] = [before, after].map(|text| crate::syntax::date(text).unwrap());
            assert_eq!(day(before) + 1, day(after));
            assert_eq!([date(day(before)), date(day(after))], [before, after]);
        }
    }
}
