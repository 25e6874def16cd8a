//! Rounds: sides take turns in rotating order, so that what else the machine does falls on all of
//! them; what is told are medians, and ratios within a round.

use indicatif::{ProgressBar, ProgressStyle};

/// The least number of rounds a row may stand on.
pub const ROUNDS: usize = 5;

/// One side of a comparison: measures itself once per round.
pub struct Side<'a, T> {
    name: String,
    measure: Box<dyn FnMut() -> anyhow::Result<T> + 'a>,
}

impl<'a, T> Side<'a, T> {
    /// A side that `measure`s itself once per round.
    pub fn new(
        name: impl Into<String>,
        measure: impl FnMut() -> anyhow::Result<T> + 'a,
    ) -> Side<'a, T> {
        Side {
            name: name.into(),
            measure: Box::new(measure),
        }
    }
}

/// What all sides measured, round by round.
pub struct Measured<T> {
    names: Vec<String>,
    /// By side, then by round.
    samples: Vec<Vec<T>>,
}

/// Runs `rounds` rounds of all sides; round n starts with side n.
pub fn alternate<T>(
    label: &str,
    rounds: usize,
    mut sides: Vec<Side<'_, T>>,
) -> anyhow::Result<Measured<T>> {
    let count = sides.len();
    let progress = bar(label, rounds * count);
    let mut samples: Vec<Vec<T>> = sides.iter().map(|_| Vec::with_capacity(rounds)).collect();
    for round in 0..rounds {
        for turn in 0..count {
            let index = (round + turn) % count;
            let side = &mut sides[index];
            progress.set_message(format!("round {} {}", round + 1, side.name));
            samples[index].push((side.measure)()?);
            progress.inc(1);
        }
    }
    progress.finish_and_clear();
    let names = sides.into_iter().map(|side| side.name).collect();
    Ok(Measured { names, samples })
}

impl<T> Measured<T> {
    /// Median of a side's figure.
    pub fn median(&self, name: &str, figure: impl Fn(&T) -> f64) -> f64 {
        median(self.side(name).iter().map(figure))
    }

    /// Median over rounds of `combine` of two sides' figures in the same round, such as their ratio.
    pub fn median_of(
        &self,
        name: &str,
        against: &str,
        figure: impl Fn(&T) -> f64,
        combine: impl Fn(f64, f64) -> f64,
    ) -> f64 {
        let pairs = self.side(name).iter().zip(self.side(against));
        median(pairs.map(|(one, other)| combine(figure(one), figure(other))))
    }

    /// Median over rounds of one side's figure ÷ another's.
    pub fn ratio(&self, name: &str, against: &str, figure: impl Fn(&T) -> f64) -> f64 {
        self.median_of(name, against, figure, |one, other| one / other)
    }

    fn side(&self, name: &str) -> &[T] {
        let index = self.names.iter().position(|known| known == name);
        index.map_or(&[], |index| &self.samples[index])
    }
}

/// The middle value, or the mean of the two in the middle; not a number of nothing.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

fn bar(label: &str, length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64).with_prefix(label.to_owned());
    match ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} {msg} {elapsed}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn sides_take_turns_and_ratios_are_taken_within_a_round() {
        let order = RefCell::new(String::new());
        // A machine that slows down fourfold: the ratio within each round stays 2.
        let side = |name: &'static str, samples: [f64; 3]| {
            let (order, mut samples) = (&order, samples.into_iter());
            Side::new(name, move || {
                order.borrow_mut().push_str(name);
                Ok(samples.next().unwrap())
            })
        };
        let sides = vec![side("a", [2.0, 4.0, 8.0]), side("b", [1.0, 2.0, 4.0])];
        let measured = alternate("turns", 3, sides).unwrap();
        assert_eq!(*order.borrow(), "abbaab");
        assert_eq!(measured.median("a", |value| *value), 4.0);
        assert_eq!(measured.ratio("a", "b", |value| *value), 2.0);
        let difference = measured.median_of("a", "b", |value| *value, |a, b| a - b);
        assert_eq!(difference, 2.0);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median([]).is_nan());
    }
}
