use super::*;
use crate::domain::award_round::GroupExpert;

#[test]
fn who_has_a_conflict_gets_no_seat() {
    let with = |change: fn(&mut Answered)| {
        let mut one = expert(1);
        change(&mut one);
        let at = (&office("ou"), "2026-09-11");
        let decided = at_round(&valid(), assigning(vec![one]), (at.0, at.1), (&round(), 0));
        let refused = decided.unwrap_err();
        assert_eq!(refused.reason, "EXPERT_CONFLICT");
        refused.metadata[0].1.clone()
    };
    type Change = fn(&mut Answered);
    let cases: [(Change, &str); 5] = [
        (
            |one| one.assigned.expert.organisation = "acme".to_owned(),
            "SAME_ORG",
        ),
        (
            |one| one.assigned.expert.organisation = "stb-440703".to_owned(),
            "NOMINATOR",
        ),
        (
            |one| one.assigned.declaration.coauthors_3y = vec!["li".to_owned()],
            "COAUTHOR_3Y",
        ),
        // By name: a nominator need not say the subjects of who stands for it.
        (
            |one| one.assigned.declaration.relatives = vec!["李工".to_owned()],
            "RELATIVE",
        ),
        (
            |one| one.added = vec!["SAME_COUNTY".to_owned()],
            "SAME_COUNTY",
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(with(change), expected);
    }
    let none = take(
        &valid(),
        assigning(Vec::new()),
        (&office("ou"), "2026-09-11"),
    );
    assert_eq!(none.unwrap_err(), "EXPERTS_MISSING");
    let many = (1..=31).map(expert).collect();
    let many = take(&valid(), assigning(many), (&office("ou"), "2026-09-11"));
    assert_eq!(many.unwrap_err(), "EXPERTS_TOO_MANY");
}

#[test]
fn scores_are_hidden_until_all_are_in_and_changes_are_logged() {
    let mut nomination = judged_by_five();
    assert_eq!(nomination.score_due_on, Some(day("2026-10-11")));
    let at = (&judge(1), "2026-09-12");
    for (dimension, points, field) in [("", 80, "dimension"), ("QUALITY", 101, "points")] {
        let given = scoring(dimension, points, "");
        let refused = at_round(&nomination, given, at, (&round(), 0)).unwrap_err();
        assert_eq!(refused.fields[0].field, field);
    }
    nomination = take(&nomination, scoring("QUALITY", 80, ""), at).unwrap();
    let silent = take(&nomination, scoring("QUALITY", 90, ""), at);
    assert_eq!(silent.unwrap_err(), "REASON_MISSING");
    nomination = take(&nomination, scoring("QUALITY", 90, "误填"), at).unwrap();
    let panel = nomination.panel.as_ref().unwrap();
    assert_eq!((panel.changes[0].before, panel.changes[0].after), (80, 90));
    assert!(!nomination.scores_are_final());
    let sheets = panel.sheets("ou");
    assert!(sheets.iter().all(|sheet| sheet.scores.is_none()));
    let early = take(&nomination, BY_CARD, (&office("ou"), "2026-09-20"));
    assert_eq!(early.unwrap_err(), "SCORES_MISSING");
    let stranger = take(
        &nomination,
        scoring("QUALITY", 9, ""),
        (&judge(6), "2026-09-12"),
    );
    assert_eq!(stranger.unwrap_err(), "NOT_ASSIGNED");
    let moved = Actor::person("judge-2", "acme", "", [Role::Expert]);
    let concerned = take(
        &nomination,
        scoring("QUALITY", 9, ""),
        (&moved, "2026-09-12"),
    );
    assert_eq!(concerned.unwrap_err(), "EXPERT_CONFLICT");
}

#[test]
fn the_office_sees_scores_once_nothing_of_them_can_change() {
    let all_in = all_in([85; 5]);
    assert!(!all_in.scores_are_final());
    let waiting = failed(Blocked::Scoring);
    let manual = take(&all_in, waiting, (&service(), "2026-09-20")).unwrap();
    assert!(manual.scores_are_final());
    let waiting = failed(Blocked::Assignment(vec![expert(6)]));
    let manual = take(&all_in, waiting, (&service(), "2026-09-20")).unwrap();
    assert!(!manual.scores_are_final());
    assert!(scored().scores_are_final());
}

#[test]
fn who_was_asked_to_judge_takes_no_step_of_the_office() {
    let concluding = take(
        &all_in([85; 5]),
        BY_CARD,
        (&office("judge-1"), "2026-09-20"),
    );
    assert_eq!(concluding.unwrap_err(), "OWN_CASE");
}

#[test]
fn who_judges_is_of_the_group_where_the_round_lists_it() {
    let mut listing = round();
    listing.experts = vec![GroupExpert {
        group: "MATERIALS".to_owned(),
        expert: "judge-1".to_owned(),
    }];
    for (number, expected) in [(1, None), (2, Some("EXPERT_NOT_OF_GROUP"))] {
        let at = (&office("ou"), "2026-09-11");
        let command = assigning(vec![expert(number)]);
        let found = at_round(&valid(), command, at, (&listing, 0));
        assert_eq!(found.err().map(|refused| refused.reason), expected);
    }
    listing.experts[0].group = "FOOD".to_owned();
    let at = (&office("ou"), "2026-09-11");
    let other = at_round(&valid(), assigning(vec![expert(2)]), at, (&listing, 0));
    assert!(other.is_ok());
}

#[test]
fn the_card_gives_the_mean_of_one_total_for_each_expert() {
    let scored = scored();
    let review = scored.review.unwrap();
    assert_eq!((review.mean_c, review.band), (8_500, Band::Second));
    assert_eq!((review.experts, scored.state), (5, State::Scored));
    assert!(scored.panel.unwrap().closed_on.is_some());
    // 40 of 100 on one dimension at 90, the others at 70: 78.
    let mut nomination = judged_by_five();
    for number in 1..=5 {
        for (dimension, points) in [("INNOVATION", 90), ("QUALITY", 70), ("CONTRIBUTION", 70)] {
            let given = scoring(dimension, points, "");
            nomination = take(&nomination, given, (&judge(number), "2026-09-12")).unwrap();
        }
    }
    let found = take(&nomination, BY_CARD, (&office("ou"), "2026-09-20")).unwrap();
    assert_eq!(found.review.unwrap().mean_c, 7_800);
}

#[test]
fn a_recused_expert_counts_no_more_and_four_are_too_few() {
    let recusing = Command::DeclareConflict {
        expert: "judge-1".to_owned(),
        reasons: vec!["RELATIVE".to_owned()],
        note: "候选人亲属".to_owned(),
    };
    let all_in = all_in([85; 5]);
    let other = take(&all_in, recusing.clone(), (&judge(2), "2026-09-13"));
    assert_eq!(other.unwrap_err(), "NOT_YOUR_STEP");
    let recused = take(&all_in, recusing, (&judge(1), "2026-09-13")).unwrap();
    assert!(!sits(&recused, "judge-1") && sits(&recused, "judge-2"));
    let few = take(&recused, BY_CARD, (&office("ou"), "2026-09-20"));
    assert_eq!(few.unwrap_err(), "TOO_FEW_EXPERTS");
}

fn failed(blocked: Blocked) -> Command {
    Command::ReportFailure(Failure {
        failure: "OUT_OF_FUEL".to_owned(),
        decision: None,
        asked_by: "ou".to_owned(),
        blocked,
    })
}

#[test]
fn a_person_decides_in_place_of_a_rule_that_failed() {
    let all_in = all_in([85; 5]);
    let by_person = take(
        &all_in,
        failed(Blocked::Scoring),
        (&office("ou"), "2026-09-20"),
    );
    assert_eq!(by_person.unwrap_err(), "NOT_BY_A_PERSON");
    let manual = take(
        &all_in,
        failed(Blocked::Scoring),
        (&service(), "2026-09-20"),
    )
    .unwrap();
    assert_eq!(manual.state, State::Manual);
    let of_band = |band, reason: &str| Command::Conclude {
        scoring: Scoring::ByHand {
            band,
            reason: reason.to_owned(),
        },
        decision: None,
    };
    let by_hand = |reason: &str| of_band(Band::Third, reason);
    let at = (&office("ou"), "2026-09-21");
    for (command, reason) in [
        (by_hand(" "), "REASON_MISSING"),
        (of_band(Band::First, "规则故障"), "BAND_ABOVE_SCORES"),
        (BY_CARD, "NOT_BY_HAND"),
        (assigning(vec![expert(6)]), "STATE_FORBIDS"),
    ] {
        assert_eq!(take(&manual, command, at).unwrap_err(), reason);
    }
    let early = take(&all_in, by_hand("规则故障"), at);
    assert_eq!(early.unwrap_err(), "NOT_BY_HAND");
    let scored = take(&manual, by_hand("规则故障"), at).unwrap();
    let review = scored.review.as_ref().unwrap();
    assert_eq!((review.mean_c, review.band), (8_500, Band::Third));
    assert_eq!((scored.blocked, scored.asked_by), (None, None));
}

#[test]
fn asking_again_goes_on_for_who_asked_before() {
    let mut near = expert(1);
    near.added = vec!["SAME_COUNTY".to_owned()];
    let waiting = vec![near.clone(), expert(2)];
    let blocked = failed(Blocked::Assignment(waiting));
    let manual = take(&valid(), blocked, (&service(), "2026-09-11")).unwrap();
    let by_hand = |experts| Command::AssignExperts {
        experts,
        by_hand: Some("均不合适".to_owned()),
    };
    // Whom one rule recused stays out, whatever another failed on.
    let recused = take(&manual, by_hand(vec![near]), (&office("ou"), "2026-09-12"));
    assert_eq!(recused.unwrap_err(), "EXPERT_CONFLICT");
    let none = take(&manual, by_hand(Vec::new()), (&office("ou"), "2026-09-12")).unwrap();
    assert_eq!((none.state, none.blocked), (State::Valid, None));
    let again = take(&manual, Command::AskAgain, (&service(), "2026-09-12")).unwrap();
    assert_eq!(again.state, State::Valid);
    let assigned = assigning(vec![expert(2)]);
    let after = take(&again, assigned, (&service(), "2026-09-12")).unwrap();
    assert!(sits(&after, "judge-2") && !sits(&after, "judge-1"));
    assert_eq!(after.panel.unwrap().seats[0].assigned_by, "ou");
    let unasked = take(
        &valid(),
        assigning(vec![expert(1)]),
        (&service(), "2026-09-12"),
    );
    assert_eq!(unasked.unwrap_err(), "NOT_BY_SERVICE");
}
