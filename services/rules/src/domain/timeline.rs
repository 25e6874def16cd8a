//! Timelines as pure dates: what an activation closes, what a correction leaves, and which days nobody covers.
use chrono::{Days, NaiveDate};

/// When an entry answers: from a first day to a last one, or on and on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

/// Why an activation can't be placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misplaced {
    #[error("the last day lies before the first")]
    Backwards,
    #[error("another entry answers on some of these days")]
    Overlap,
    #[error(
        "the entry in force would lose days that were past when this was proposed: propose it as a correction (corrects), \
         or let it begin today or later"
    )]
    BackEffect,
}

/// Places a new span among the others: the open one that began earlier is to be closed the day before. It loses no
/// day before `proposed_on` to what is no correction.
pub fn place(
    existing: &[Span],
    new: Span,
    proposed_on: Option<NaiveDate>,
) -> Result<Option<(usize, Span)>, Misplaced> {
    if new.to.is_some_and(|to| to < new.from) {
        return Err(Misplaced::Backwards);
    }
    let mut closed = None;
    for (index, span) in existing.iter().enumerate() {
        if span.to.is_none() && span.from < new.from {
            let shortened = Span {
                to: new.from.checked_sub_days(Days::new(1)),
                ..*span
            };
            closed = Some((index, shortened));
        } else if overlap(*span, new) {
            return Err(Misplaced::Overlap);
        }
    }
    let is_past = proposed_on.is_some_and(|day| new.from < day);
    match closed {
        Some(_) if is_past => Err(Misplaced::BackEffect),
        closed => Ok(closed),
    }
}

/// What a correction leaves of an entry whose days it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Displaced {
    pub index: usize,
    /// The days before the correction; none: the entry is superseded.
    pub before: Option<Span>,
    /// The days after it.
    pub after: Option<Span>,
}

/// Places a correction: it takes its days from whatever has them.
pub fn displace(existing: &[Span], new: Span) -> Result<Vec<Displaced>, Misplaced> {
    if new.to.is_some_and(|to| to < new.from) {
        return Err(Misplaced::Backwards);
    }
    let touched = existing.iter().enumerate();
    let touched = touched.filter(|(_, span)| overlap(**span, new));
    let left = touched.map(|(index, span)| Displaced {
        index,
        before: (span.from < new.from).then_some(Span {
            to: new.from.pred_opt(),
            ..*span
        }),
        after: new.to.and_then(|last| {
            let goes_on = span.to.is_none_or(|to| last < to);
            let from = last.succ_opt().filter(|_| goes_on)?;
            Some(Span { from, to: span.to })
        }),
    });
    Ok(left.collect())
}

fn overlap(one: Span, other: Span) -> bool {
    one.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| one.from <= to)
}

/// The days that no entry covers, in order: those between entries, and those after one that ends
/// without a successor (no last day).
pub fn gaps(spans: &[Span]) -> Vec<(NaiveDate, Option<NaiveDate>)> {
    let mut ordered = spans.to_vec();
    ordered.sort_by_key(|span| span.from);
    let followers = ordered.iter().skip(1).map(Some).chain([None]);
    let between = |(span, follower): (&Span, Option<&Span>)| {
        let after = span.to?.succ_opt()?;
        let before = follower.and_then(|follower| follower.from.pred_opt());
        before
            .is_none_or(|before| after <= before)
            .then_some((after, before))
    };
    ordered.iter().zip(followers).filter_map(between).collect()
}

/// Which span covers a day.
pub fn covering(spans: &[Span], on: NaiveDate) -> Option<usize> {
    let covers = |span: &Span| span.from <= on && span.to.is_none_or(|to| on <= to);
    spans.iter().position(covers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(from: &str, to: Option<&str>) -> Span {
        Span {
            from: day(from),
            to: to.map(day),
        }
    }

    #[test]
    fn a_later_rule_closes_the_open_one_the_day_before() {
        let existing = [span("2025-01-01", None)];
        let placed = place(&existing, span("2025-07-01", None), None).unwrap();
        assert_eq!(placed, Some((0, span("2025-01-01", Some("2025-06-30")))));
    }

    #[test]
    fn past_days_are_taken_by_a_correction_alone() {
        let existing = [span("2025-01-01", None)];
        let on = |today: &str, new: Span| place(&existing, new, Some(day(today)));
        for new in [
            span("2025-03-01", None),
            span("2025-03-01", Some("2025-03-31")),
        ] {
            assert_eq!(on("2025-03-02", new), Err(Misplaced::BackEffect));
            assert!(on("2025-03-01", new).unwrap().is_some());
        }
        // Days nobody had are nobody's loss.
        let before = span("2024-01-01", Some("2024-12-31"));
        assert_eq!(on("2025-03-02", before), Ok(None));
        let first = span("2024-01-01", None);
        assert_eq!(place(&[], first, Some(day("2025-03-02"))), Ok(None));
    }

    #[test]
    fn days_that_are_taken_stay_taken() {
        let existing = [
            span("2025-01-01", Some("2025-06-30")),
            span("2025-07-01", None),
        ];
        assert_eq!(
            place(&existing, span("2025-06-30", Some("2025-06-30")), None),
            Err(Misplaced::Overlap)
        );
        assert_eq!(
            place(&existing, span("2025-07-01", None), None),
            Err(Misplaced::Overlap)
        );
        assert_eq!(
            place(&existing, span("2024-01-01", Some("2024-12-31")), None),
            Ok(None)
        );
        assert_eq!(
            place(&[], span("2025-02-01", Some("2025-01-01")), None),
            Err(Misplaced::Backwards)
        );
    }

    #[test]
    fn a_correction_takes_its_days_and_leaves_the_others() {
        let existing = [
            span("2024-01-01", Some("2024-12-31")),
            span("2025-01-01", Some("2025-06-30")),
            span("2025-07-01", None),
        ];
        let left = |from: &str, to: Option<&str>| displace(&existing, span(from, to)).unwrap();
        let displaced = |index, before, after| Displaced {
            index,
            before,
            after,
        };
        // Within one entry: cut in two.
        assert_eq!(
            left("2025-03-01", Some("2025-03-31")),
            [displaced(
                1,
                Some(span("2025-01-01", Some("2025-02-28"))),
                Some(span("2025-04-01", Some("2025-06-30")))
            )]
        );
        // From a day on: what lies behind is superseded, also what is open.
        assert_eq!(
            left("2025-03-01", None),
            [
                displaced(1, Some(span("2025-01-01", Some("2025-02-28"))), None),
                displaced(2, None, None)
            ]
        );
        // The same days, and days of two.
        assert_eq!(
            left("2024-01-01", Some("2024-12-31")),
            [displaced(0, None, None)]
        );
        assert_eq!(
            left("2025-06-30", Some("2025-07-01")),
            [
                displaced(1, Some(span("2025-01-01", Some("2025-06-29"))), None),
                displaced(2, None, Some(span("2025-07-02", None)))
            ]
        );
        // Days nobody has.
        assert_eq!(left("2023-01-01", Some("2023-12-31")), []);
        assert_eq!(
            displace(&existing, span("2025-02-01", Some("2025-01-01"))),
            Err(Misplaced::Backwards)
        );
    }

    #[test]
    fn gaps_are_the_days_between() {
        let spans = [
            span("2025-07-01", None),
            span("2025-01-01", Some("2025-03-31")),
        ];
        let between = (day("2025-04-01"), Some(day("2025-06-30")));
        assert_eq!(gaps(&spans), [between]);
        let ending = [spans[1], span("2025-07-01", Some("2025-12-31"))];
        assert_eq!(gaps(&ending), [between, (day("2026-01-01"), None)]);
        let touching = [spans[1], span("2025-04-01", None)];
        assert_eq!(gaps(&touching), []);
    }

    #[test]
    fn a_day_is_covered_by_the_span_it_lies_in() {
        let spans = [
            span("2025-07-01", Some("2025-12-31")),
            span("2024-01-01", Some("2024-06-30")),
            span("2025-01-01", Some("2025-03-31")),
        ];
        assert_eq!(covering(&spans, day("2025-08-01")), Some(0));
        assert_eq!(covering(&spans, day("2025-01-01")), Some(2));
        assert_eq!(covering(&spans, day("2024-06-30")), Some(1));
        assert_eq!(covering(&spans, day("2025-05-01")), None);
        assert_eq!(covering(&spans, day("2026-01-01")), None);
    }
}
