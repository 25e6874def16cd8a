//! The dates of a contract and their order.
use chrono::NaiveDate;

use super::Problems;
use crate::domain::form::Form;

pub(super) fn check(form: &Form, today: NaiveDate, problems: &mut Problems) {
    problems.required_date("sign_date", &form.sign_date);
    problems.required_date("term_start", &form.term_start);
    problems.required_date("term_end", &form.term_end);
    if form.sign_date.get().is_some_and(|signed| signed > today) {
        problems.add(
            "sign_date",
            "IN_THE_FUTURE",
            format!("签订日期不得晚于今日 {today}"),
            format!("a contract can't have been signed after today, {today}"),
        );
    }
    let (Some(start), Some(end)) = (form.term_start.get(), form.term_end.get()) else {
        return;
    };
    if end < start {
        problems.add(
            "term_end",
            "BEFORE_TERM_START",
            "合同截止日期早于开始日期",
            "the term ends before it starts",
        );
    }
    if form.sign_date.get().is_some_and(|signed| end < signed) {
        problems.add(
            "term_end",
            "BEFORE_SIGN_DATE",
            "合同截止日期早于签订日期",
            "the term ended before the contract was signed",
        );
    }
}
