//! Whatever the order in which the same reports come in, and however often: the same totals.
use proptest::prelude::*;

use super::*;

/// A few plots, each with its household and its area; reports name them again and again.
fn report() -> impl Strategy<Value = Row> {
    (0_u8..12).prop_map(|plot| {
        row(
            &format!("H-{}", plot % 5),
            &format!("P-{plot}"),
            100 + i64::from(plot),
        )
    })
}

fn totals_of(rows: &[Row]) -> Totals {
    let (actor, terms, listed) = (operator(), Terms::default(), variety::Terms::default());
    let at = at(&actor, &terms, &listed);
    let mut roll = Roll::default();
    for entry in look(rows, &extension(State::Open), &at).unwrap() {
        roll.enter(&entry.unwrap()).unwrap();
    }
    roll.totals().unwrap()
}

proptest! {
    #[test]
    fn the_same_reports_in_any_order_come_to_the_same(
        (reports, shuffled) in prop::collection::vec(report(), 1..60)
            .prop_flat_map(|reports| (Just(reports.clone()), Just(reports).prop_shuffle()))
    ) {
        let totals = totals_of(&reports);
        prop_assert_eq!(totals, totals_of(&shuffled));
        let twice: Vec<Row> = reports.iter().chain(&shuffled).cloned().collect();
        prop_assert_eq!(totals, totals_of(&twice));
        let mut plots: Vec<&Row> = reports.iter().collect();
        plots.sort_by(|one, other| one.plot.cmp(&other.plot));
        plots.dedup_by(|one, other| one.plot == other.plot);
        prop_assert_eq!(totals.plots, i64::try_from(plots.len()).unwrap());
        prop_assert_eq!(totals.area_c, plots.iter().map(|row| row.area_c).sum::<i64>());
    }
}
