//! Rows of a list: each is looked at alone, and a plot counts once.
use super::*;
use crate::domain::refused::FieldViolation;

fn looked(rows: &[Row]) -> Vec<Result<Entry, Vec<FieldViolation>>> {
    let (actor, terms, listed) = (operator(), Terms::default(), variety::Terms::default());
    let at = at(&actor, &terms, &listed);
    look(rows, &extension(State::Open), &at).unwrap()
}

#[test]
fn a_row_is_kept_without_the_name() {
    let entry = looked(&[row(" H-1 ", "P-1", 120)]).remove(0).unwrap();
    let kept = Entry {
        division: "440783".to_owned(),
        household: "H-1".to_owned(),
        person: "李**".to_owned(),
        village: "塘口村".to_owned(),
        plot: "P-1".to_owned(),
        area_c: 120,
    };
    assert_eq!(entry, kept);
}

#[test]
fn a_wrong_row_stops_no_other() {
    let rows = [
        row("11010519491231002X", "P-1", 120),
        row("H-2", "", 0),
        Row {
            division: "440700".to_owned(),
            ..row("H-3", "P-3", 120)
        },
        Row {
            division: "440785".to_owned(),
            ..row("H-4", "P-4", 120)
        },
        Row {
            person: "李小明13800000000".to_owned(),
            ..row("H-5", "P-5", 120)
        },
        row("H\0", "P-6", 120),
    ];
    let found: Vec<Vec<(String, &str)>> = looked(&rows)
        .into_iter()
        .map(|row| {
            let wrong = row.err().unwrap_or_default().into_iter();
            wrong.map(|one| (one.field, one.reason)).collect()
        })
        .collect();
    let told = |field: &str, reason: &'static str| (field.to_owned(), reason);
    assert_eq!(
        found,
        [
            vec![told("household", "PERSONAL_NUMBER")],
            vec![
                told("plot", "FIELD_MISSING"),
                told("area_c", "NUMBER_OUT_OF_RANGE")
            ],
            vec![told("division", "DIVISION_INVALID")],
            vec![],
            vec![told("person", "PERSONAL_NUMBER")],
            vec![told("household", "TEXT_INVALID")],
        ]
    );
}

#[test]
fn a_request_has_rows_and_not_too_many() {
    let (actor, listed) = (operator(), variety::Terms::default());
    let terms = Terms {
        rows_max: 1,
        ..Terms::default()
    };
    let at = at(&actor, &terms, &listed);
    let extension = extension(State::Open);
    for rows in [vec![], vec![row("H", "1", 1), row("H", "2", 1)]] {
        let refused = look(&rows, &extension, &at).unwrap_err();
        assert_eq!(refused.fields[0].reason, "ROWS_INVALID");
    }
}

#[test]
fn a_plot_counts_once_and_can_be_struck() {
    let rows = [
        row("H-1", "P-1", 120),
        row("H-1", "P-2", 80),
        row("H-2", "P-3", 100),
        row("H-1", "P-1", 120),
        row("H-2", "P-1", 120),
        row("H-1", "P-1", 121),
    ];
    let mut roll = Roll::default();
    let mut fates = Vec::new();
    for row in looked(&rows) {
        let fate = roll.enter(&row.unwrap());
        fates.push(fate.map_err(|wrong| wrong.reason));
    }
    let (new, known, counted) = (Ok(Fate::New), Ok(Fate::Known), Err("PLOT_COUNTED"));
    assert_eq!(fates, [new, new, new, known, counted, counted]);
    let totals = Totals {
        households: 2,
        plots: 3,
        area_c: 300,
    };
    assert_eq!(roll.totals(), Some(totals));
    let key = ("440783".to_owned(), "P-3".to_owned());
    roll.strike(&key).unwrap();
    assert_eq!(roll.strike(&key).unwrap_err().reason, "PLOT_UNKNOWN");
    let totals = Totals {
        households: 1,
        plots: 2,
        area_c: 200,
    };
    assert_eq!(roll.totals(), Some(totals));
    // What counts for another extension is let go without a word.
    roll.release(&("440783".to_owned(), "P-2".to_owned()));
    assert_eq!(roll.totals().unwrap().area_c, 120);
    // The same code is another plot in another county.
    let elsewhere = Row {
        division: "440785".to_owned(),
        ..row("H-1", "P-1", 50)
    };
    let entry = looked(&[elsewhere]).remove(0).unwrap();
    assert_eq!(roll.enter(&entry).unwrap(), Fate::New);
    assert_eq!(roll.totals().unwrap().households, 2);
}

#[test]
fn an_area_that_64_bits_can_t_hold_has_no_total() {
    let held = |plot: &str| {
        let held = Held {
            household: "H".to_owned(),
            area_c: i64::MAX,
        };
        (("440783".to_owned(), plot.to_owned()), held)
    };
    assert_eq!(Roll::of([held("1"), held("2")]).totals(), None);
}
