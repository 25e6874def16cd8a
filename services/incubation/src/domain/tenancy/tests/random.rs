//! Random histories of tenancies.
use chrono::Days;
use proptest::prelude::*;

use super::*;

fn step(kind: u8, day: NaiveDate) -> (Actor, Command) {
    let until = day + Days::new(400);
    match kind {
        0..=2 => (operator(), admit()),
        3 => (operator(), failed()),
        4 => {
            let (code, reason) = ("NO".to_owned(), "by hand".to_owned());
            let resolve = Command::Resolve {
                admit: true,
                priority: 5,
                code,
                reason,
            };
            (county(), resolve)
        }
        5 => (operator(), Command::AskAgain),
        6 => (service(), admit()),
        7 => {
            let reason = "longer".to_owned();
            (operator(), Command::Extend { until, reason })
        }
        8 => (service(), Command::Warn),
        9 => (service(), Command::Expire),
        10 | 11 => {
            let year = Year {
                high_tech_on: Some(day),
                ..figures(chrono::Datelike::year(&day))
            };
            (start_up(), Command::RecordYear(Box::new(year)))
        }
        12 => (operator(), graduate()),
        13 | 14 => {
            let then = if kind == 13 { Then::Return } else { Then::Exit };
            let reason = "not true".to_owned();
            (county(), Command::RejectGraduation { then, reason })
        }
        15 => (operator(), leave("2026-01-01")),
        _ => (start_up(), Command::Withdraw),
    }
}

proptest! {
    #[test]
    fn who_is_inside_has_a_stay_within_the_longest_and_nobody_else_has(
        history in proptest::collection::vec((0..17_u8, 0..120_u64), 0..60),
    ) {
        let mut tenancy = applied();
        let mut today = date("2025-03-03");
        for (kind, days) in history {
            today = today + Days::new(days);
            let (actor, command) = step(kind, today);
            let at = Circumstances { actor: &actor, today, terms: &Terms::default() };
            let Ok(decided) = decide(&tenancy, command, &at) else { continue };
            prop_assert_eq!(decided.tenancy.version, tenancy.version + 1);
            tenancy = decided.tenancy;
            let is_inside = tenancy.state == State::Incubating;
            prop_assert_eq!(tenancy.was_admitted(), tenancy.until.is_some());
            prop_assert!(tenancy.until <= tenancy.latest_exit);
            prop_assert_eq!(is_inside, tenancy.was_admitted() && tenancy.left_on.is_none());
            prop_assert!(tenancy.left_on.is_none_or(|left| left >= tenancy.entry_on));
            prop_assert_eq!(tenancy.graduation.is_some(), tenancy.state == State::Graduated);
            let stored = serde_json::to_vec(&tenancy).unwrap();
            prop_assert_eq!(&serde_json::from_slice::<Tenancy>(&stored).unwrap(), &tenancy);
        }
    }
}
