//! Rows in force for a time: the day decides, both ends included.

use super::questions::{answers, split};

const RULE: &str = "=== inputs
name | expression | unit
legal_date | header.as_of | date
=== t
table | t | policy | unique
then | from | until | source
x_fen | | |
1 | | 2025-12-31 | law
2 | 2026-01-01 | 2026-06-30 | law
3 | 2026-07-01 | | law
=== outcome
field | expression
ok | YES
reasons | none
explain | none
city_fen | t.x_fen
county_fen | 0
";

#[test]
fn a_row_holds_from_its_first_day_to_its_last() {
    for (day, wanted) in [
        ("2025-12-31", 1),
        ("2026-01-01", 2),
        ("2026-06-30", 2),
        ("2026-07-01", 3),
        // Neither a day nor a month alone says which day is later.
        ("2025-07-15", 1),
        ("2027-01-01", 3),
    ] {
        let answered = answers(RULE, std::iter::once(split(0, day, 0)));
        let [Some(outcome)] = &answered[..] else {
            panic!("{day}: {answered:?}");
        };
        assert_eq!(outcome["city_fen"], wanted, "{day}");
    }
}
