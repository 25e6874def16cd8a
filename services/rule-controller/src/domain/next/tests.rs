//! Every step, from what is asked for and what the rules service has.
use kezhuan_protocol::rules::v1 as proto;

use super::*;

mod standing;

const PACKAGE: &str = "packages/00";

fn period(hook: &str) -> Period {
    Period {
        hook: hook.to_owned(),
        tenant: "440703".to_owned(),
        from: "2026-01-01".to_owned(),
        to: String::new(),
        settings_json: String::new(),
        applies_to_open_cases: false,
        corrects: false,
        reason: "扶持办法".to_owned(),
    }
}

fn wanted() -> Wanted {
    Wanted {
        place: "pengjiang/incentive".to_owned(),
        uid: "u-1".to_owned(),
        owner: "440703".to_owned(),
        author: "li".to_owned(),
        source: Source::Service(PACKAGE.to_owned()),
        periods: vec![period("tc.incentive@1"), period("ip.loan@1")],
    }
}

fn carried() -> Carried {
    Carried {
        key: "k1".to_owned(),
        signature: vec![1],
    }
}

fn key(state: signing_key::State, approved_at: i64) -> SigningKey {
    SigningKey {
        key: "k1".to_owned(),
        state: state.into(),
        approve_time: Some(at(approved_at)),
        ..SigningKey::default()
    }
}

fn at(seconds: i64) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds, nanos: 0 }
}

fn package(state: package::State, uploaders: &[&str]) -> Package {
    Package {
        name: PACKAGE.to_owned(),
        state: state.into(),
        key: "k1".to_owned(),
        signature: vec![1],
        uploaders: uploaders.iter().map(|who| (*who).to_owned()).collect(),
        ..Package::default()
    }
}

fn entry(wanted: &Wanted, place: usize, state: State) -> TimelineEntry {
    let period = &wanted.periods[place];
    TimelineEntry {
        name: format!("timelineEntries/{place}-{}", state.as_str_name()),
        hook: period.hook.clone(),
        reason: wanted.mark(PACKAGE, period).behind(&period.reason),
        activated_by: CARRIER.to_owned(),
        state: state.into(),
        ..TimelineEntry::default()
    }
}

/// Taken in and tested, its key approved.
fn tested(entries: Vec<TimelineEntry>) -> Seen {
    Seen {
        package: Some(package(package::State::Tested, &[CARRIER, "li"])),
        key: Some(key(signing_key::State::Approved, 1)),
        entries,
        ..Seen::default()
    }
}

fn step(seen: &Seen) -> Step {
    next(&wanted(), PACKAGE, Some(&carried()), seen)
}

#[test]
fn a_package_waits_for_its_key_and_is_then_uploaded() {
    let with = |key: Option<SigningKey>| Seen {
        key,
        ..Seen::default()
    };
    assert_eq!(step(&with(None)), Step::Await(Waiting::Key));
    let registered = key(signing_key::State::Registered, 0);
    assert_eq!(step(&with(Some(registered))), Step::Await(Waiting::Key));
    let approved = key(signing_key::State::Approved, 1);
    assert_eq!(step(&with(Some(approved))), Step::Upload);
    let revoked = key(signing_key::State::Revoked, 1);
    assert_eq!(step(&with(Some(revoked))), Step::Await(Waiting::NewKey));
}

#[test]
fn a_package_that_others_uploaded_is_brought_once_more_for_its_authors_sake() {
    let seen = Seen {
        package: Some(package(package::State::Tested, &["wang"])),
        ..tested(Vec::new())
    };
    assert_eq!(step(&seen), Step::Upload);
    assert_eq!(step(&tested(Vec::new())), Step::Propose { period: 0 });
}

#[test]
fn what_was_refused_is_not_brought_again_and_again() {
    let mut seen = Seen {
        package: Some(package(package::State::Refused, &[CARRIER, "li"])),
        ..tested(Vec::new())
    };
    assert_eq!(step(&seen), Step::Await(Waiting::NewPackage));
    // Another signature is another attempt.
    if let Some(package) = &mut seen.package {
        package.signature = vec![2];
    }
    assert_eq!(step(&seen), Step::Upload);
    seen.not_taken = Some(Problem::new("X", "x", "x"));
    assert_eq!(step(&seen), Step::Await(Waiting::NewPackage));
}

#[test]
fn only_a_package_that_was_refused_came_to_nothing() {
    let of = |state: package::State| {
        not_passed(&Package {
            problems: vec!["不符 / differs".to_owned()],
            ..package(state, &[CARRIER, "li"])
        })
    };
    let problem = of(package::State::Refused).unwrap();
    assert!(problem.to_string().contains("不符 / differs"), "{problem}");
    assert_eq!(of(package::State::Tested), None);
}

#[test]
fn a_key_that_is_approved_later_gets_its_package_another_look_and_only_one() {
    let refused_at = |seconds: i64| {
        let mut package = package(package::State::Refused, &[CARRIER, "li"]);
        package.steps = vec![proto::Step {
            step: SIGNATURE.to_owned(),
            outcome: Outcome::Failed.into(),
            time: Some(at(seconds)),
            ..proto::Step::default()
        }];
        Seen {
            package: Some(package),
            key: Some(key(signing_key::State::Approved, 10)),
            ..Seen::default()
        }
    };
    assert_eq!(step(&refused_at(9)), Step::Upload);
    assert_eq!(step(&refused_at(11)), Step::Await(Waiting::NewPackage));
}

#[test]
fn a_revoked_key_waits_for_another_one() {
    let mut seen = Seen {
        package: Some(package(package::State::Revoked, &[CARRIER, "li"])),
        key: Some(key(signing_key::State::Revoked, 1)),
        ..Seen::default()
    };
    assert_eq!(step(&seen), Step::Await(Waiting::NewKey));
    // Signed anew.
    if let Some(package) = &mut seen.package {
        package.key = "k0".to_owned();
    }
    seen.key = Some(key(signing_key::State::Approved, 1));
    assert_eq!(step(&seen), Step::Upload);
}

#[test]
fn what_is_named_by_its_digest_is_never_uploaded() {
    let by_digest = |seen: &Seen| next(&wanted(), PACKAGE, None, seen);
    assert_eq!(by_digest(&Seen::default()), Step::Await(Waiting::Upload));
    let of_others = Seen {
        package: Some(package(package::State::Tested, &["wang"])),
        ..Seen::default()
    };
    assert_eq!(by_digest(&of_others), Step::Propose { period: 0 });
}

#[test]
fn each_period_is_proposed_once_and_then_people_are_waited_for() {
    let wanted = wanted();
    let first = entry(&wanted, 0, State::Proposed);
    let second = entry(&wanted, 1, State::Proposed);
    assert_eq!(
        step(&tested(vec![first.clone()])),
        Step::Propose { period: 1 }
    );
    let both = tested(vec![first.clone(), second.clone()]);
    assert_eq!(step(&both), Step::Await(Waiting::Approvals));
    let approved = entry(&wanted, 0, State::Approved);
    let one = tested(vec![approved.clone(), second]);
    assert_eq!(step(&one), Step::Await(Waiting::Approvals));
    let superseded = entry(&wanted, 1, State::Superseded);
    assert_eq!(step(&tested(vec![approved, superseded])), Step::Rest);
}

#[test]
fn what_people_refused_is_not_proposed_again_and_what_was_taken_back_is() {
    let wanted = wanted();
    let refused = entry(&wanted, 0, State::Refused);
    let approved = entry(&wanted, 1, State::Approved);
    let seen = tested(vec![refused, approved.clone()]);
    assert_eq!(step(&seen), Step::Await(Waiting::Change));
    let taken_back = entry(&wanted, 0, State::Withdrawn);
    let seen = tested(vec![taken_back, approved]);
    assert_eq!(step(&seen), Step::Propose { period: 0 });
}

#[test]
fn a_period_that_the_service_refuses_keeps_no_other_back() {
    let mut seen = tested(Vec::new());
    seen.not_proposed.insert(0, Problem::new("X", "x", "x"));
    assert_eq!(step(&seen), Step::Propose { period: 1 });
    seen.entries = vec![entry(&wanted(), 1, State::Approved)];
    assert_eq!(step(&seen), Step::Await(Waiting::Change));
}

#[test]
fn a_proposal_that_is_not_asked_for_any_more_is_taken_back_first() {
    let mut before = wanted();
    before.periods[0].reason = "旧办法".to_owned();
    let old = TimelineEntry {
        name: "timelineEntries/old".to_owned(),
        ..entry(&before, 0, State::Proposed)
    };
    let seen = tested(vec![old.clone(), entry(&wanted(), 0, State::Proposed)]);
    let withdraw = Step::Withdraw {
        entry: old.name.clone(),
    };
    assert_eq!(step(&seen), withdraw);
    // Even where the package can't go on.
    let seen = Seen {
        entries: vec![old],
        ..Seen::default()
    };
    assert_eq!(step(&seen), withdraw);
    // Twice the same: one is too many.
    let one = entry(&wanted(), 0, State::Proposed);
    let twin = TimelineEntry {
        name: "timelineEntries/twin".to_owned(),
        ..one.clone()
    };
    let step = step(&tested(vec![one, twin]));
    assert!(matches!(step, Step::Withdraw { .. }), "{step:?}");
}

/// Whatever is seen: no step is one that people take.
#[test]
fn no_step_ever_approves() {
    // The type has no such step; this fails to compile where one is added.
    let all = |step: Step| match step {
        Step::Withdraw { .. }
        | Step::Upload
        | Step::Propose { .. }
        | Step::Await(_)
        | Step::Rest => {}
    };
    all(step(&tested(Vec::new())));
}
