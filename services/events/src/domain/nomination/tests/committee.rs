use super::*;

#[test]
fn the_committee_proposes_no_higher_band_than_the_scores_came_to() {
    let (ou, pan) = (office("ou"), office("pan"));
    for (band, expected) in [
        (Band::First, Err("BAND_ABOVE_SCORES")),
        (Band::None, Err("BAND_ABOVE_SCORES")),
        (Band::Second, Ok(State::Proposed)),
        (Band::Third, Ok(State::Proposed)),
    ] {
        let found = take(&scored(), proposing(band), (&pan, "2026-10-20"));
        assert_eq!(found.map(|after| after.state), expected, "{band:?}");
    }
    let same = take(&scored(), proposing(Band::Second), (&ou, "2026-10-20"));
    assert_eq!(same.unwrap_err(), "SAME_PERSON");
    let silent = Command::Propose {
        band: Band::Second,
        note: String::new(),
        members: vec!["郑委员".to_owned()],
    };
    let silent = take(&scored(), silent, (&pan, "2026-10-20"));
    assert_eq!(silent.unwrap_err(), "REASON_MISSING");
}

#[test]
fn it_is_said_who_sat_on_the_committee_and_nobody_with_a_part_in_it_did() {
    let by = |members: &[&str]| {
        let command = Command::Propose {
            band: Band::Second,
            note: "九票同意".to_owned(),
            members: members.iter().map(|one| (*one).to_owned()).collect(),
        };
        let at = (&office("pan"), "2026-10-20");
        let decided = at_round(&scored(), command, at, (&round(), 0));
        let refused = decided.unwrap_err();
        assert_eq!(refused.reason, "FORM_INVALID");
        let wrong = refused.fields.iter();
        let wrong = wrong.map(|one| (one.field.clone(), one.reason));
        wrong.collect::<Vec<_>>()
    };
    assert_eq!(by(&[]), [("members".to_owned(), "FIELD_MISSING")]);
    for involved in ["li", "李工", "judge-1"] {
        let found = by(&["郑委员", involved]);
        assert_eq!(found, [("members[1]".to_owned(), "MEMBER_INVOLVED")]);
    }
    let twice = by(&["郑委员", "孙委员", "郑 委员"]);
    assert_eq!(twice, [("members[2]".to_owned(), "MEMBER_REPEATED")]);
}

#[test]
fn a_band_has_so_many_places() {
    let all_in = all_in([95; 5]);
    let scored = take(&all_in, BY_CARD, (&office("ou"), "2026-09-20")).unwrap();
    for (taken, expected) in [(0, None), (1, Some("PLACES_TAKEN"))] {
        let at = (&office("pan"), "2026-10-20");
        let found = at_round(&scored, proposing(Band::First), at, (&round(), taken));
        assert_eq!(found.err().map(|refused| refused.reason), expected);
    }
}

#[test]
fn what_gets_none_is_dropped_with_a_reason() {
    let dropping = |code: &str| Command::Drop {
        code: code.to_owned(),
        note: "评审未通过".to_owned(),
    };
    let pan = office("pan");
    let shapeless = take(&scored(), dropping("no"), (&pan, "2026-10-20"));
    assert_eq!(shapeless.unwrap_err(), "REFUSAL_CODE_INVALID");
    let dropped = take(&scored(), dropping("NOT_CHOSEN"), (&pan, "2026-10-20")).unwrap();
    assert_eq!(dropped.state, State::Dropped);
    assert_eq!(dropped.refusal.unwrap().code, "NOT_CHOSEN");
    let endless = take(
        &judged_by_five(),
        dropping("NO_EXPERTS"),
        (&pan, "2026-10-20"),
    );
    assert_eq!(endless.unwrap().state, State::Dropped);
}

#[test]
fn the_award_follows_an_undisputed_notice_by_another_person() {
    let published = published();
    assert_eq!(
        published.notice.as_ref().unwrap().last_day,
        day("2026-10-27")
    );
    let (ou, pan) = (office("ou"), office("pan"));
    let early = take(&published, awarding(), (&ou, "2026-10-27"));
    assert_eq!(early.unwrap_err(), "NOTICE_NOT_OVER");
    let same = take(&published, awarding(), (&pan, "2026-10-28"));
    assert_eq!(same.unwrap_err(), "SAME_PERSON");
    let unnumbered = Command::Award {
        certificate: " ".to_owned(),
    };
    let unnumbered = take(&published, unnumbered, (&ou, "2026-10-28"));
    assert_eq!(unnumbered.unwrap_err(), "FORM_INVALID");
    let awarded = take(&published, awarding(), (&ou, "2026-10-28")).unwrap();
    let entry = ExcellentAchievement::of(&awarded).unwrap();
    assert_eq!((entry.band, entry.revoked_on), (Band::Second, None));
    let withdrawn = take(&awarded, Command::Withdraw, (&county(), "2026-10-29"));
    assert_eq!(withdrawn.unwrap_err(), "STATE_FORBIDS");
    let revoking = Command::Revoke {
        reason: "学术不端".to_owned(),
    };
    let same = take(&awarded, revoking.clone(), (&ou, "2026-12-01"));
    assert_eq!(same.unwrap_err(), "SAME_PERSON");
    let revoked = take(&awarded, revoking, (&pan, "2026-12-01")).unwrap();
    let entry = ExcellentAchievement::of(&revoked).unwrap();
    assert_eq!(entry.revoked_on, Some(day("2026-12-01")));
    assert_eq!(ExcellentAchievement::of(&published), None);
}

#[test]
fn an_objection_leads_to_another_notice_or_ends_it() {
    let published = published();
    let objecting = || Command::Object {
        text: "成果归属有争议".to_owned(),
    };
    let rival = Actor::person("guo", "rival", "", [Role::Applicant]);
    let late = take(&published, objecting(), (&rival, "2026-10-28"));
    assert_eq!(late.unwrap_err(), "NOTICE_OVER");
    let silent = Command::Object {
        text: " ".to_owned(),
    };
    let at = (&rival, "2026-10-27");
    let refused = at_round(&published, silent, at, (&round(), 0)).unwrap_err();
    assert_eq!(refused.fields[0].field, "text");
    let disputed = take(&published, objecting(), (&rival, "2026-10-27")).unwrap();
    assert_eq!(disputed.state, State::Disputed);
    let answer = |upheld| Command::ResolveObjection {
        upheld,
        reason: "经核实".to_owned(),
    };
    let (ou, pan) = (office("ou"), office("pan"));
    let upheld = take(&disputed, answer(true), (&ou, "2026-10-28")).unwrap();
    assert_eq!(upheld.state, State::Dropped);
    assert_eq!(upheld.refusal.unwrap().code, "OBJECTION_UPHELD");
    let again = take(&disputed, answer(false), (&ou, "2026-10-28")).unwrap();
    assert_eq!(again.state, State::Proposed);
    let again = take(&again, Command::Publish, (&pan, "2026-10-28")).unwrap();
    assert_eq!(again.notice.as_ref().unwrap().last_day, day("2026-11-04"));
    let awarded = take(&again, awarding(), (&ou, "2026-11-05")).unwrap();
    assert_eq!(awarded.state, State::Awarded);
}

#[test]
fn the_service_tells_what_is_due_and_nothing_before() {
    for (nomination, reminder, early, due) in [
        (
            published(),
            Reminder::NoticeOver,
            "2026-10-27",
            "2026-10-28",
        ),
        (
            judged_by_five(),
            Reminder::ScoringOverdue,
            "2026-10-11",
            "2026-10-12",
        ),
    ] {
        let command = Command::Remind(reminder);
        let at = |actor: &Actor, on: &str| {
            let decided = at_round(&nomination, command.clone(), (actor, on), (&round(), 0));
            decided.map(|decided| decided.event)
        };
        assert_eq!(at(&service(), early).unwrap_err().reason, "NOT_YET_DUE");
        let told = Event::NominationReminded {
            kind: reminder,
            due_on: day(due),
        };
        assert_eq!(at(&service(), due), Ok(told));
        let by_person = at(&office("ou"), due).unwrap_err();
        assert_eq!(by_person.reason, "NOT_BY_A_PERSON");
    }
}

#[test]
fn a_prize_is_assessed_once_and_by_hand_only_where_the_rule_failed() {
    let ou = office("ou");
    let at = (&ou, "2026-11-02");
    let awarded = take(&published(), awarding(), (&ou, "2026-10-28")).unwrap();
    let assessing = |fen: i64, by_hand: Option<&str>| {
        Command::AssessPrize(Assessed {
            amount: Fen(fen),
            reasons: Vec::new(),
            by_hand: by_hand.map(str::to_owned),
            decision: None,
        })
    };
    let assessed = take(&awarded, assessing(5_000_000, None), at).unwrap();
    assert_eq!(assessed.state, State::Awarded);
    assert_eq!(assessed.benefit.as_ref().unwrap().amount, Fen(5_000_000));
    let again = take(&assessed, assessing(1, None), at);
    assert_eq!(again.unwrap_err(), "PRIZE_ASSESSED");
    let early = take(&awarded, assessing(1, Some("规则故障")), at);
    assert_eq!(early.unwrap_err(), "NOT_BY_HAND");
    let failed = Command::ReportFailure(Failure {
        failure: "TRAP".to_owned(),
        decision: None,
        asked_by: "ou".to_owned(),
        blocked: Blocked::Prize,
    });
    let manual = take(&awarded, failed, (&service(), "2026-11-02")).unwrap();
    let negative = take(
        &manual,
        assessing(-1, Some("规则故障")),
        (&office("pan"), "2026-11-02"),
    );
    assert_eq!(negative.unwrap_err(), "FORM_INVALID");
    let same = take(&manual, assessing(2_000_000, Some("规则故障")), at);
    assert_eq!(same.unwrap_err(), "SAME_PERSON");
    let pan = office("pan");
    let command = assessing(2_000_000, Some("规则故障"));
    let by_hand = take(&manual, command, (&pan, "2026-11-02")).unwrap();
    assert_eq!((by_hand.state, by_hand.blocked), (State::Awarded, None));
    let revoking = Command::Revoke {
        reason: "学术不端".to_owned(),
    };
    let revoked = take(&manual, revoking, (&pan, "2026-11-03")).unwrap();
    assert_eq!((revoked.state, revoked.blocked), (State::Revoked, None));
    let asked = take(&manual, Command::AskAgain, (&service(), "2026-11-03")).unwrap();
    assert_eq!(asked.state, State::Awarded);
}

#[test]
fn a_rule_hears_of_a_prize_when_no_rank_can_change() {
    let ou = office("ou");
    let awarded = take(&published(), awarding(), (&ou, "2026-10-28")).unwrap();
    let assessing = || {
        Command::AssessPrize(Assessed {
            amount: Fen(5_000_000),
            reasons: Vec::new(),
            by_hand: None,
            decision: None,
        })
    };
    for (undecided, expected) in [(1, Some("ROUND_UNDECIDED")), (0, None)] {
        let counted = Counted {
            undecided,
            ..Counted::default()
        };
        let at = (&ou, "2026-11-02");
        let found = beside(&awarded, assessing(), at, (&round(), counted));
        assert_eq!(found.err().map(|refused| refused.reason), expected);
    }
}
