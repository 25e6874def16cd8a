//! Working days of the loaded years, and the inverse laws of counting them.
use chrono::{Datelike, NaiveDate};
use kezhuan_law::calendar::{BadTable, CalendarMissing};
use kezhuan_law::{WorkingCalendar, card_input::parse_date};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    parse_date(text).unwrap()
}

#[test]
fn the_years_have_the_notices_number_of_working_days() {
    let calendar = WorkingCalendar::shipped();
    for (year, working_days) in [(2025, 248), (2026, 248)] {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let counted = first
            .iter_days()
            .take_while(|date| date.year() == year)
            .filter(|date| calendar.is_working_day(*date).unwrap())
            .count();
        assert_eq!(counted, working_days, "{year}");
    }
}

#[test]
fn notices_turn_days_both_ways() {
    let calendar = WorkingCalendar::shipped();
    for (date, works) in [
        ("2025-01-01", false),
        ("2025-01-26", true),
        ("2025-01-27", true),
        ("2025-01-28", false),
        ("2025-02-04", false),
        ("2025-02-05", true),
        ("2025-02-08", true),
        ("2025-02-09", false),
        ("2025-10-08", false),
        ("2025-10-11", true),
        ("2026-01-04", true),
        ("2026-02-14", true),
        ("2026-02-23", false),
        ("2026-10-10", true),
        ("2026-12-31", true),
    ] {
        assert_eq!(calendar.is_working_day(day(date)), Ok(works), "{date}");
    }
}

#[test]
fn every_year_says_which_notice_it_follows() {
    for table in WorkingCalendar::shipped().years() {
        assert!(table.notice.contains("国办发明电"), "{}", table.year);
        assert_eq!(table.issued_on.year(), table.year - 1);
    }
}

#[test]
fn only_the_last_day_of_a_calendar_period_is_tested() {
    let calendar = WorkingCalendar::shipped();
    assert_eq!(
        calendar.calendar_days_due(day("2024-12-20"), 30),
        Ok(day("2025-01-20"))
    );
    assert_eq!(
        calendar.calendar_days_due(day("2025-09-25"), 30),
        Ok(day("2025-10-27"))
    );
    assert_eq!(
        calendar.calendar_days_due(day("2025-09-08"), 30),
        Ok(day("2025-10-09"))
    );
    assert_eq!(
        calendar.calendar_days_due(day("2026-12-01"), 30),
        Ok(day("2026-12-31"))
    );
    let missing = calendar.calendar_days_due(day("2026-12-02"), 30);
    assert_eq!(
        missing,
        Err(CalendarMissing {
            date: day("2027-01-01")
        })
    );
    let missing = calendar.calendar_days_due(NaiveDate::MAX, u32::MAX);
    assert_eq!(
        missing,
        Err(CalendarMissing {
            date: NaiveDate::MAX
        })
    );
}

#[test]
fn contradictory_tables_are_refused() {
    let table = |year: i32, holiday: &str, weekend: &str| {
        format!(
            "[[year]]\nyear = {year}\nnotice = \"n\"\nissued_on = \"2025-11-04\"\nconfidence = \"v\"\n\
             holidays = [{{ name = \"h\", {holiday} }}]\nworking_weekends = [\"{weekend}\"]\n"
        )
    };
    let holiday = "first = \"2027-01-01\", last = \"2027-01-03\"";
    let good = table(2027, holiday, "2027-01-09");
    assert!(WorkingCalendar::from_toml(&good).is_ok());
    let refused = |text: &str| WorkingCalendar::from_toml(text).unwrap_err();
    assert!(matches!(
        refused(&format!("{good}{good}")),
        BadTable::YearTwice(2027)
    ));
    let weekday = table(2027, holiday, "2027-01-08");
    assert!(matches!(refused(&weekday), BadTable::NotAWeekend(..)));
    let holiday_works = table(2027, holiday, "2027-01-02");
    assert!(matches!(refused(&holiday_works), BadTable::NotAWeekend(..)));
    let backwards = table(
        2027,
        "first = \"2027-01-03\", last = \"2027-01-01\"",
        "2027-01-09",
    );
    assert!(matches!(refused(&backwards), BadTable::HolidayOutside(..)));
    let other_year = table(2028, holiday, "2028-01-08");
    assert!(matches!(refused(&other_year), BadTable::HolidayOutside(..)));
    assert!(matches!(refused("year = 3"), BadTable::Unreadable(_)));
}

fn loaded_day() -> impl Strategy<Value = NaiveDate> {
    (0..690u64).prop_map(|days| day("2025-01-01") + chrono::Days::new(days))
}

proptest! {
    #[test]
    fn counting_undoes_adding(start in loaded_day(), n in 0..20u32) {
        let calendar = WorkingCalendar::shipped();
        let end = calendar.nth_working_day(start, n).unwrap();
        prop_assert_eq!(calendar.working_days_between(start, end), Ok(n));
        prop_assert!(n == 0 || calendar.is_working_day(end).unwrap());
    }

    #[test]
    fn adding_in_two_steps_is_adding_at_once(start in loaded_day(), a in 0..10u32, b in 0..10u32) {
        let calendar = WorkingCalendar::shipped();
        let stop = calendar.nth_working_day(start, a).unwrap();
        prop_assert_eq!(calendar.nth_working_day(stop, b), calendar.nth_working_day(start, a + b));
    }

    #[test]
    fn rolling_stops_at_the_first_working_day(date in loaded_day()) {
        let calendar = WorkingCalendar::shipped();
        let rolled = calendar.roll_forward(date).unwrap();
        prop_assert!(rolled >= date && calendar.is_working_day(rolled).unwrap());
        prop_assert_eq!(calendar.roll_forward(rolled), Ok(rolled));
        let before = date.pred_opt().unwrap();
        prop_assert_eq!(calendar.nth_working_day(before, 1), Ok(rolled));
    }

    #[test]
    fn nothing_lies_between_a_day_and_an_earlier_one(a in loaded_day(), b in loaded_day()) {
        let calendar = WorkingCalendar::shipped();
        let (early, late) = (a.min(b), a.max(b));
        prop_assert_eq!(calendar.working_days_between(late, early), Ok(0));
    }
}
