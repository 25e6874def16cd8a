//! What is told of periods: what answers today, and what was tried of what people still decide.
use kezhuan_protocol::rules::v1::Preview;

use super::*;

#[test]
fn in_force_is_what_answers_today() {
    let last = |change: fn(&mut TimelineEntry)| {
        let mut seen = seen(State::Approved, &["wang", "chen"]);
        change(&mut seen.entries[0]);
        let all = truths(&of(&seen));
        (all[all.len() - 2], all[all.len() - 1].1)
    };
    let in_force = |truth, reason| ("InForce", truth, reason);
    assert_eq!(
        last(|_| {}),
        (in_force(Truth::True, "InForce"), Truth::True)
    );
    let later = last(|entry| entry.effective_from = "2026-03-04".to_owned());
    assert_eq!(later, (in_force(Truth::False, "NotYet"), Truth::True));
    let over = last(|entry| entry.effective_to = "2026-03-02".to_owned());
    assert_eq!(over.0, in_force(Truth::False, "Over"));
    let on_its_last_day = last(|entry| entry.effective_to = TODAY.to_owned());
    assert_eq!(on_its_last_day.0, in_force(Truth::True, "InForce"));
    let barred = last(|entry| entry.problem = "key revoked".to_owned());
    assert_eq!(barred.0, in_force(Truth::False, "NotAsked"));
}

/// A period of `tenant` from `from` to `to`.
fn period(tenant: &str, from: &str, to: &str) -> Period {
    Period {
        tenant: tenant.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        ..wanted().periods.remove(0)
    }
}

fn halves() -> Vec<Period> {
    vec![
        period("440703", "2027-01-01", "2027-06-30"),
        period("440703", "2027-07-01", "2027-12-31"),
    ]
}

/// A resource of these periods, all of them agreed to.
fn agreed(periods: Vec<Period>) -> (Wanted, Seen) {
    let wanted = Wanted {
        periods,
        ..wanted()
    };
    let seen = seen(State::Approved, &["wang", "chen"]);
    let entry = |period: &Period| TimelineEntry {
        name: format!("timelineEntries/{}-{}", period.tenant, period.from),
        tenant: period.tenant.clone(),
        effective_from: period.from.clone(),
        effective_to: period.to.clone(),
        reason: wanted.mark(PACKAGE, period).behind(&period.reason),
        ..seen.entries[0].clone()
    };
    let entries = wanted.periods.iter().map(entry).collect();
    (wanted, Seen { entries, ..seen })
}

fn told_on(today: &str, (wanted, seen): &(Wanted, Seen)) -> Finding {
    let seen = Seen {
        today: today.to_owned(),
        ..seen.clone()
    };
    let told = account((wanted, PACKAGE), None, &seen);
    let mut findings = told.findings.into_iter();
    findings.find(|one| one.kind == "InForce").unwrap()
}

#[test]
fn periods_that_follow_each_other_are_in_force_while_one_of_them_answers() {
    let resource = agreed(halves());
    for (today, truth, reason, named) in [
        ("2026-12-31", Truth::False, "NotYet", "440703-2027-01-01"),
        ("2027-01-01", Truth::True, "InForce", "440703-2027-01-01"),
        ("2027-06-30", Truth::True, "InForce", "440703-2027-01-01"),
        ("2027-07-01", Truth::True, "InForce", "440703-2027-07-01"),
        ("2028-01-01", Truth::False, "Over", "440703-2027-07-01"),
    ] {
        let told = told_on(today, &resource);
        assert_eq!((told.truth, told.reason), (truth, reason), "{today}");
        assert!(told.message.contains(named), "{today}: {told:?}");
    }
    // Between two, what is to come says more than what is over.
    let mut apart = halves();
    apart[0].to = "2027-03-31".to_owned();
    let told = told_on("2027-05-01", &agreed(apart));
    assert_eq!((told.truth, told.reason), (Truth::False, "NotYet"));
    assert!(told.message.contains("from 2027-07-01"), "{told:?}");
}

#[test]
fn each_question_and_tenant_has_to_be_answered() {
    let mut periods = halves();
    periods.push(period("440705", "2027-07-01", ""));
    let resource = agreed(periods);
    let first = told_on("2027-02-01", &resource);
    assert_eq!((first.truth, first.reason), (Truth::False, "NotYet"));
    assert!(first.message.contains("440705-2027-07-01"), "{first:?}");
    let second = told_on("2027-08-01", &resource);
    assert_eq!((second.truth, second.reason), (Truth::True, "InForce"));
    for named in ["440703-2027-07-01", "440705-2027-07-01"] {
        assert!(second.message.contains(named), "{named}: {second:?}");
    }

    let mut periods = halves();
    periods[1].hook = "tc.sharing@1".to_owned();
    let told = told_on("2027-02-01", &agreed(periods));
    assert_eq!((told.truth, told.reason), (Truth::False, "NotYet"));
}

#[test]
fn a_fault_is_told_before_what_answers() {
    let mut barred = agreed(halves());
    barred.1.entries[1].problem = "key revoked".to_owned();
    let told = told_on("2027-02-01", &barred);
    assert_eq!((told.truth, told.reason), (Truth::False, "NotAsked"));
    assert!(told.message.contains("key revoked"), "{told:?}");
    let mut corrected = agreed(halves());
    corrected.1.entries[1].set_state(State::Superseded);
    let told = told_on("2027-08-01", &corrected);
    assert_eq!((told.truth, told.reason), (Truth::False, "Superseded"));
    // What took the days may be a period of the same resource.
    let told = told_on("2027-02-01", &corrected);
    assert_eq!((told.truth, told.reason), (Truth::True, "InForce"));
}

#[test]
fn what_people_still_decide_takes_nothing_from_what_answers() {
    let mut resource = agreed(halves());
    resource.1.entries[1].set_state(State::Proposed);
    let first = told_on("2027-02-01", &resource);
    assert_eq!((first.truth, first.reason), (Truth::True, "InForce"));
    let second = told_on("2027-08-01", &resource);
    assert_eq!((second.truth, second.reason), (Truth::False, "Over"));
}

#[test]
fn a_preview_that_failed_is_told_and_holds_up_nothing() {
    let mut seen = seen(State::Proposed, &[]);
    let told = |seen: &Seen| {
        let mut findings = of(seen).findings.into_iter();
        let found = findings.find(|one| one.kind == "Previewed");
        found.map(|one| (one.truth, one.reason))
    };
    assert_eq!(told(&seen), Some((Truth::Unknown, "NothingShown")));
    seen.entries[0].previews = vec![Preview::default()];
    assert_eq!(told(&seen), Some((Truth::True, "Previewed")));
    seen.entries[0].previews = vec![Preview {
        problem: "no answer".to_owned(),
        ..Preview::default()
    }];
    assert_eq!(told(&seen), Some((Truth::False, "PreviewFailed")));
    assert!(
        of(&seen).waits_for.contains("2 more"),
        "{}",
        of(&seen).waits_for
    );
}

#[test]
fn a_preview_is_told_of_while_people_decide_and_not_behind_it() {
    for state in [State::Approved, State::Superseded, State::Refused] {
        let told = of(&seen(state, &[]));
        let previewed = found(&told, "Previewed");
        assert_eq!(previewed, (Truth::Unknown, "NoLongerShown"), "{state:?}");
    }
    let decided = of(&seen(State::Approved, &["wang", "chen"]));
    assert_eq!(found(&decided, "Ready"), (Truth::True, "Decided"));

    let (wanted, mut seen) = agreed(halves());
    seen.entries[1].set_state(State::Proposed);
    seen.entries[1].previews = vec![Preview::default()];
    let told = account((&wanted, PACKAGE), None, &seen);
    assert_eq!(found(&told, "Previewed"), (Truth::True, "Previewed"));
}
