//! What stands for a period, whoever proposed it, and what goes on while a registry is away.
use super::*;

#[test]
fn what_others_proposed_is_none_of_its_business() {
    let wanted = wanted();
    let by_hand = TimelineEntry {
        activated_by: "wang".to_owned(),
        ..entry(&wanted, 0, State::Proposed)
    };
    let mut before = wanted.clone();
    before.uid = "u-2".to_owned();
    // One of the same name in another cluster may stand behind it.
    let of_another = entry(&before, 1, State::Proposed);
    let seen = tested(vec![by_hand, of_another]);
    assert_eq!(step(&seen), Step::Propose { period: 0 });
}

#[test]
fn a_resource_made_anew_stands_on_what_people_decided_for_its_name() {
    let mut before = wanted();
    before.uid = "u-before".to_owned();
    let decided = |first: State, second: State| {
        step(&tested(vec![
            entry(&before, 0, first),
            entry(&before, 1, second),
        ]))
    };
    assert_eq!(decided(State::Approved, State::Superseded), Step::Rest);
    let refused = decided(State::Approved, State::Refused);
    assert_eq!(refused, Step::Await(Waiting::Change));
    let open = decided(State::Approved, State::Proposed);
    assert_eq!(open, Step::Propose { period: 1 });
    // Another name is another matter.
    before.place = "pengjiang/other".to_owned();
    let elsewhere = tested(vec![entry(&before, 0, State::Approved)]);
    assert_eq!(step(&elsewhere), Step::Propose { period: 0 });
}

#[test]
fn of_what_a_correction_cut_the_piece_that_answers_today_stands() {
    let wanted = wanted();
    let piece = |state: State, from: &str, to: &str| TimelineEntry {
        name: format!("timelineEntries/{from}"),
        effective_from: from.to_owned(),
        effective_to: to.to_owned(),
        ..entry(&wanted, 0, state)
    };
    let standing_of = |entries: &[TimelineEntry], today: &str| {
        let seen = Seen {
            today: today.to_owned(),
            ..tested(entries.to_vec())
        };
        let found = standing(&wanted, PACKAGE, &wanted.periods[0], &seen);
        found.map(|entry| entry.effective_from.clone())
    };
    let cut = [
        piece(State::Superseded, "2025-12-01", ""),
        piece(State::Approved, "2026-01-01", "2026-02-28"),
        piece(State::Approved, "2026-06-01", ""),
    ];
    for (today, from) in [
        ("2026-02-28", "2026-01-01"),
        ("2026-06-01", "2026-06-01"),
        // Between them the correction answers: what is told is what comes.
        ("2026-04-01", "2026-06-01"),
    ] {
        assert_eq!(standing_of(&cut, today).as_deref(), Some(from), "{today}");
    }
    let gone = standing_of(&cut[..1], "2026-04-01");
    assert_eq!(gone.as_deref(), Some("2025-12-01"));
}

#[test]
fn a_registry_that_is_away_holds_up_what_has_to_be_brought_and_nothing_else() {
    let away = |seen: Seen, carried: Option<&Carried>| {
        let mut wanted = wanted();
        let oci = format!("registry.example.org/rules/p@sha256:{}", "0".repeat(64));
        wanted.source = Source::Registry(oci.parse().unwrap());
        let seen = Seen {
            not_pulled: Some(Problem::new("RegistryFailed", "不可用", "away")),
            ..seen
        };
        next(&wanted, PACKAGE, carried, &seen)
    };
    assert_eq!(away(tested(Vec::new()), None), Step::Propose { period: 0 });
    // Its author would agree to it: he has to be told first.
    let of_others = Seen {
        package: Some(package(package::State::Tested, &["wang"])),
        ..tested(Vec::new())
    };
    let waits = Step::Await(Waiting::Registry);
    assert_eq!(away(of_others, None), waits);
    assert_eq!(away(Seen::default(), None), waits);
    let to_bring = Seen {
        key: Some(key(signing_key::State::Approved, 1)),
        ..Seen::default()
    };
    assert_eq!(away(to_bring, Some(&carried())), waits);
}
