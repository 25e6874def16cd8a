//! Inputs at and beyond the edges of each card.
use kezhuan_law::cards::check;
use rstest::rstest;
use serde_json::{Value, json};

fn out(rule: &str, input: Value) -> Value {
    check(rule, &input).unwrap()
}

#[rstest]
#[case::zero_days_are_not_rolled(json!({"start": "2025-10-01", "n": 0}), json!({"date": "2025-10-01"}))]
#[case::zero_days_test_nothing(json!({"start": "2019-10-01", "n": 0}), json!({"date": "2019-10-01"}))]
#[case::a_start_before_the_loaded_years_is_not_tested(json!({"start": "2024-12-31", "n": 1}), json!({"date": "2025-01-02"}))]
#[case::over_new_year(json!({"start": "2025-12-31", "n": 1}), json!({"date": "2026-01-04"}))]
#[case::the_last_loaded_day(json!({"start": "2026-12-30", "n": 1}), json!({"date": "2026-12-31"}))]
#[case::past_the_last_loaded_day(json!({"start": "2026-12-31", "n": 1}), json!({"error": "CALENDAR_MISSING"}))]
#[case::before_the_first_loaded_day(json!({"start": "2024-12-30", "n": 1}), json!({"error": "CALENDAR_MISSING"}))]
#[case::huge_count(json!({"start": "2025-01-01", "n": i64::MAX}), json!({"error": "CALENDAR_MISSING"}))]
#[case::negative_count(json!({"start": "2025-01-01", "n": -1}), json!({"error": "INVALID_INPUT"}))]
#[case::count_with_a_point(json!({"start": "2025-01-01", "n": 1.0}), json!({"error": "INVALID_INPUT"}))]
#[case::count_as_text(json!({"start": "2025-01-01", "n": "1"}), json!({"error": "INVALID_INPUT"}))]
#[case::no_count(json!({"start": "2025-01-01"}), json!({"error": "INVALID_INPUT"}))]
#[case::no_such_day(json!({"start": "2025-02-30", "n": 1}), json!({"error": "INVALID_INPUT"}))]
#[case::not_an_object(json!(["2025-01-01", 1]), json!({"error": "INVALID_INPUT"}))]
fn cal_workday(#[case] input: Value, #[case] expected: Value) {
    assert_eq!(out("cal.workday", input), expected);
}

#[rstest]
#[case::a_zero_weight(json!({"total": 7, "weights": [0, 1, 1]}), json!({"parts": [0, 4, 3]}))]
#[case::one_entry(json!({"total": 7, "weights": [3]}), json!({"parts": [7]}))]
#[case::no_total_left(json!({"total": 0, "weights": [1, 2]}), json!({"parts": [0, 0]}))]
#[case::a_correction(json!({"total": -7, "weights": [1, 1]}), json!({"parts": [-3, -4]}))]
#[case::huge(json!({"total": i64::MAX, "weights": [i64::MAX, i64::MAX]}), json!({"parts": [4611686018427387904i64, 4611686018427387903i64]}))]
#[case::all_zero(json!({"total": 7, "weights": [0, 0]}), json!({"error": "INVALID_INPUT"}))]
#[case::no_entries(json!({"total": 7, "weights": []}), json!({"error": "INVALID_INPUT"}))]
#[case::no_weights(json!({"total": 7}), json!({"error": "INVALID_INPUT"}))]
#[case::no_total(json!({"weights": [1]}), json!({"error": "INVALID_INPUT"}))]
#[case::negative_weight(json!({"total": 7, "weights": [3, -1]}), json!({"error": "INVALID_INPUT"}))]
#[case::a_weight_with_a_point(json!({"total": 7, "weights": [0.5, 0.5]}), json!({"error": "INVALID_INPUT"}))]
#[case::beyond_64_bits(json!({"total": 9223372036854775808u64, "weights": [1]}), json!({"error": "INVALID_INPUT"}))]
#[case::weights_in_no_list(json!({"total": 7, "weights": {"a": 1}}), json!({"error": "INVALID_INPUT"}))]
fn split_lr(#[case] input: Value, #[case] expected: Value) {
    assert_eq!(out("split.lr", input), expected);
}

#[rstest]
#[case::its_first_day_tests_nothing(json!({"start": "2019-10-01", "days": 0, "kind": "WD"}), json!({"last_day": "2019-10-01"}))]
#[case::calendar_days_need_no_calendar(json!({"start": "2019-09-30", "days": 7, "kind": "CAL"}), json!({"last_day": "2019-10-07"}))]
#[case::past_the_loaded_years(json!({"start": "2026-12-31", "days": 1, "kind": "WD"}), json!({"error": "CALENDAR_MISSING"}))]
#[case::beyond_all_days(json!({"start": "2025-01-01", "days": u32::MAX, "kind": "CAL"}), json!({"error": "INVALID_INPUT"}))]
#[case::negative_days(json!({"start": "2025-01-01", "days": -1, "kind": "CAL"}), json!({"error": "INVALID_INPUT"}))]
#[case::another_kind(json!({"start": "2025-01-01", "days": 1, "kind": "cal"}), json!({"error": "INVALID_INPUT"}))]
#[case::no_kind(json!({"start": "2025-01-01", "days": 1}), json!({"error": "INVALID_INPUT"}))]
fn evt_notice(#[case] input: Value, #[case] expected: Value) {
    assert_eq!(out("evt.notice", input), expected);
}

#[rstest]
#[case::itself_among_the_people(json!({"id": "P1", "org": "O"}), json!({"recuse": true, "reasons": ["IS_CANDIDATE"]}))]
#[case::a_relative(json!({"id": "X", "org": "O", "relatives": ["P9", "P1"]}), json!({"recuse": true, "reasons": ["RELATIVE"]}))]
#[case::everything(json!({"id": "P1", "org": "N", "coauthors3y": ["P1"], "relatives": ["P1"]}), json!({"recuse": true, "reasons": ["SAME_ORG", "IS_CANDIDATE", "NOMINATOR", "COAUTHOR_3Y", "RELATIVE"]}))]
#[case::a_list_that_is_none(json!({"id": "X", "org": "O", "relatives": "P1"}), json!({"error": "INVALID_INPUT"}))]
#[case::no_organisation(json!({"id": "X"}), json!({"error": "INVALID_INPUT"}))]
fn evt_coi(#[case] expert: Value, #[case] expected: Value) {
    let project = json!({"orgs": ["ORG-1", "N"], "people": ["P1"], "nominator": "N"});
    assert_eq!(out("evt.coi", json!({"e": expert, "p": project})), expected);
}

#[rstest]
#[case::half(json!({"region": "440781", "amount": 3}), json!({"city": 1, "county": 2}))]
#[case::nothing(json!({"region": "440703", "amount": 0}), json!({"city": 0, "county": 0}))]
#[case::a_recovery(json!({"region": "440703", "amount": -1}), json!({"city": -1, "county": 0}))]
#[case::huge(json!({"region": "440785", "amount": i64::MAX}), json!({"city": 4611686018427387903i64, "county": 4611686018427387904i64}))]
#[case::the_city_itself(json!({"region": "440700", "amount": 3}), json!({"error": "INVALID_INPUT"}))]
#[case::another_city(json!({"region": "440100", "amount": 3}), json!({"error": "INVALID_INPUT"}))]
#[case::region_as_number(json!({"region": 440781, "amount": 3}), json!({"error": "INVALID_INPUT"}))]
#[case::no_region(json!({"amount": 3}), json!({"error": "INVALID_INPUT"}))]
#[case::no_amount(json!({"region": "440781"}), json!({"error": "INVALID_INPUT"}))]
fn split_city_county(#[case] input: Value, #[case] expected: Value) {
    assert_eq!(out("split.city_county", input), expected);
}

#[rstest]
fn an_identifier_that_is_no_text_is_invalid_input(
    #[values("id.uscc", "id.patent", "id.tcno")] rule: &str,
    #[values(json!({}), json!({"s": 25440702000137i64}), json!({"s": null}), json!("text"), json!(null))]
    input: Value,
) {
    assert_eq!(out(rule, input), json!({"error": "INVALID_INPUT"}));
}

#[rstest]
fn an_empty_text_has_the_wrong_form(#[values("id.uscc", "id.patent", "id.tcno")] rule: &str) {
    let expected = json!({"valid": false, "code": "FORMAT"});
    assert_eq!(out(rule, json!({"s": ""})), expected);
}

#[rstest]
#[case("ZL 2011 1 0269715.3", json!({"valid": true, "kind": "INVENTION", "year": 2011}))]
#[case("ZL201110269715.2", json!({"valid": false, "code": "CHECK_DIGIT"}))]
#[case("ZL98101234.X", json!({"valid": false, "code": "FORMAT"}))]
fn id_patent(#[case] text: &str, #[case] expected: Value) {
    assert_eq!(out("id.patent", json!({"s": text})), expected);
}
