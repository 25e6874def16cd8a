//! Experts, their scores, and what rule or typical conditions say of them.
use super::*;

#[test]
fn nobody_with_a_conflict_of_interest_sits() {
    let seat = |id: &str, organisation: &str, coauthors: &[&str]| {
        Command::AssignExperts(vec![Assigned {
            expert: Expert {
                id: id.to_owned(),
                organisation: organisation.to_owned(),
            },
            declaration: Declaration {
                coauthors_3y: coauthors.iter().map(|one| (*one).to_owned()).collect(),
                relatives: Vec::new(),
            },
        }])
    };
    for (command, reasons) in [
        (seat("a", "jaas", &[]), "SAME_ORG"),
        // A technical partner of the base.
        (seat("a", "academy-0", &[]), "SAME_ORG"),
        (seat("li", "elsewhere", &[]), "IS_CANDIDATE"),
        (seat("a", "stb-440783", &[]), "NOMINATOR"),
        (seat("a", "elsewhere", &["li"]), "COAUTHOR_3Y"),
    ] {
        let refused = step(&recommended(), command, &city()).unwrap_err();
        assert_eq!(refused.reason, "EXPERT_CONFLICT");
        assert_eq!(refused.metadata[0], ("reasons", reasons.to_owned()));
    }
    assert_eq!(
        reason(step(&recommended(), assigned(1..=2), &county())),
        "ROLE_MISSING"
    );
    let nobody = Command::AssignExperts(Vec::new());
    assert_eq!(
        reason(step(&recommended(), nobody, &city())),
        "EXPERTS_MISSING"
    );
    let twice = after(&recommended(), assigned(1..=2), &city());
    assert_eq!(
        reason(step(&twice, assigned(2..=3), &city())),
        "EXPERT_ASSIGNED_BEFORE"
    );
}

#[test]
fn five_experts_score_both_rounds_before_anything_is_proposed() {
    assert_eq!(
        reason(step(&recommended(), by_host(), &city())),
        "NO_EXPERTS"
    );
    let four = after(&recommended(), assigned(1..=4), &city());
    let four = scored(four, 1..=4, 90);
    assert_eq!(reason(step(&four, by_host(), &city())), "TOO_FEW_EXPERTS");
    let five = after(&four, assigned(5..=5), &city());
    assert_eq!(reason(step(&five, by_host(), &city())), "SCORES_MISSING");
    let all = scored(five, 5..=5, 85);
    let taken = step(&all, by_host(), &city()).unwrap();
    let expected = Event::BaseProposed {
        mean_score_c: 8_900,
        notice_last_day: day("2025-03-10"),
    };
    assert_eq!(taken.event, expected);
    assert_eq!(taken.base.state, State::Proposed);
    let review = taken.base.review.unwrap();
    assert_eq!((review.experts, review.proposed_by.as_str()), (5, "zhao"));
}

#[test]
fn no_setting_lets_fewer_than_five_experts_review() {
    let four = after(&recommended(), assigned(1..=4), &city());
    let four = scored(four, 1..=4, 90);
    let terms = Terms {
        experts_min: 1,
        ..Terms::default()
    };
    let (actor, scoring) = (city(), score::Terms::default());
    let at = Circumstances {
        actor: &actor,
        today: day(MONDAY),
        calendar: WorkingCalendar::shipped(),
        terms: &terms,
        scoring: &scoring,
    };
    assert_eq!(reason(decide(&four, by_host(), &at)), "TOO_FEW_EXPERTS");
}

#[test]
fn an_expert_scores_for_nobody_else_and_changes_a_score_with_a_reason() {
    let seated = after(&recommended(), assigned(1..=5), &city());
    let give = |points, reason: &str| Command::Score {
        round: Round::Desk,
        points,
        reason: reason.to_owned(),
    };
    assert_eq!(
        reason(step(&seated, give(80, ""), &expert(6))),
        "NOT_ASSIGNED"
    );
    assert_eq!(reason(step(&seated, give(80, ""), &city())), "ROLE_MISSING");
    assert_eq!(
        reason(step(&seated, give(101, ""), &expert(1))),
        "SCORE_OUT_OF_RANGE"
    );
    let once = after(&seated, give(80, ""), &expert(1));
    assert_eq!(
        reason(step(&once, give(70, ""), &expert(1))),
        "REASON_MISSING"
    );
    let twice = step(&once, give(70, "误填"), &expert(1)).unwrap();
    assert_eq!(twice.event, Event::BaseScored { all_in: false });
    assert_eq!(twice.base.panel.unwrap().changes.len(), 1);
}

#[test]
fn an_expert_of_a_party_scores_nothing_whatever_was_said_of_them() {
    let seated = after(&recommended(), assigned(1..=5), &city());
    // The base itself, its technical partner, and the county that put it forward.
    for organisation in ["jaas", "academy-0", "stb-440783"] {
        let score = Command::Score {
            round: Round::Desk,
            points: 80,
            reason: String::new(),
        };
        let concerned = Actor::person("expert-1", organisation, "", [Role::Expert]);
        let refused = reason(step(&seated, score, &concerned));
        assert_eq!(refused, "EXPERT_CONFLICT", "{organisation}");
    }
}

#[test]
fn an_office_of_another_county_decides_nothing_though_it_may_see_the_case() {
    let elsewhere = Actor::person("zhu", "stb-440785", "440785", [Role::CountyStb]);
    let note = "条件较好".to_owned();
    let recommend = Command::Recommend { note };
    assert_eq!(
        reason(step(&applied(), recommend, &elsewhere)),
        "NOT_YOUR_STEP"
    );
    let of_county = Base {
        level: Level::County,
        ..recommended()
    };
    assert_eq!(
        reason(step(&of_county, assigned(1..=5), &elsewhere)),
        "NOT_YOUR_STEP"
    );
    assert!(step(&of_county, assigned(1..=5), &county()).is_ok());
}

#[test]
fn who_declares_a_conflict_counts_no_more() {
    let six = after(&recommended(), assigned(1..=6), &city());
    let six = scored(six, 1..=6, 80);
    let declare = |expert: &str| Command::DeclareConflict {
        expert: expert.to_owned(),
        reasons: vec!["RELATIVE".to_owned()],
        note: "亲属在该单位任职".to_owned(),
    };
    assert_eq!(
        reason(step(&six, declare("expert-1"), &expert(2))),
        "ROLE_MISSING"
    );
    let five = step(&six, declare("expert-1"), &expert(1)).unwrap();
    assert_eq!(five.event, Event::BaseConflictDeclared { experts_left: 5 });
    assert!(step(&five.base, by_host(), &city()).is_ok());
    let four = after(&five.base, declare("expert-2"), &city());
    assert_eq!(reason(step(&four, by_host(), &city())), "TOO_FEW_EXPERTS");
}

#[test]
fn what_the_rule_or_the_conditions_find_unfit_is_refused_with_every_reason() {
    let weak = after(&recommended(), assigned(1..=5), &city());
    let weak = scored(weak, 1..=5, 69);
    let unfit = step(&weak, by_host(), &city()).unwrap();
    assert_eq!(unfit.base.state, State::Refused);
    assert_eq!(unfit.base.reasons, ["SCORE"]);
    assert_eq!(unfit.base.notice, None);
    // A rule that answers takes the place of the typical conditions.
    let by_its_rule = step(&weak, by_rule(&[]), &city()).unwrap();
    assert_eq!(by_its_rule.base.state, State::Proposed);
    let refused = step(&reviewed_base(), by_rule(&["LAND", "STAFF"]), &city()).unwrap();
    let expected = Event::BaseFoundUnfit {
        reasons: vec!["LAND".to_owned(), "STAFF".to_owned()],
    };
    assert_eq!(refused.event, expected);
    assert_eq!(refused.base.decision, Some(Uuid::from_u128(77)));
}

#[test]
fn a_rule_that_failed_waits_for_a_person() {
    let base = reviewed_base();
    assert_eq!(
        reason(step(&base, failed(Blocked::Review), &city())),
        "NOT_BY_A_PERSON"
    );
    let manual = after(&base, failed(Blocked::Review), &service());
    assert_eq!(manual.state, State::Manual);
    assert_eq!(manual.came_from, Some(State::Recommended));
    assert_eq!(reason(step(&manual, by_rule(&[]), &city())), "NOT_BY_HAND");
    let by_hand = |fails: &[&str], reason: &str| {
        Command::Propose(Finding {
            fitness: Fitness::ByHand {
                fails: fails.iter().map(|one| (*one).to_owned()).collect(),
                reason: reason.to_owned(),
            },
            decision: None,
        })
    };
    assert_eq!(
        reason(step(&base, by_hand(&[], "逐条核对"), &city())),
        "NOT_BY_HAND"
    );
    assert_eq!(
        reason(step(&manual, by_hand(&[], ""), &city())),
        "REASON_MISSING"
    );
    assert_eq!(
        reason(step(&manual, by_hand(&[], "核对"), &county())),
        "ROLE_MISSING"
    );
    let fit = after(&manual, by_hand(&[], "逐条核对"), &second_city());
    assert_eq!(
        (fit.state, fit.came_from, fit.failure),
        (State::Proposed, None, None)
    );
    assert_eq!(fit.review.unwrap().by_hand.unwrap().by, "sun");
    let unfit = after(&manual, by_hand(&["AREA"], "面积不足"), &city());
    assert_eq!(unfit.state, State::Refused);
}

#[test]
fn asked_again_the_service_goes_on_for_who_asked_first() {
    let manual = after(&reviewed_base(), failed(Blocked::Review), &service());
    let asked = after(&manual, Command::AskAgain, &service());
    assert_eq!((asked.state, asked.came_from), (State::Recommended, None));
    assert_eq!(asked.asked_on, Some(day(MONDAY)));
    let proposed = after(&asked, by_rule(&[]), &service());
    assert_eq!(proposed.review.unwrap().proposed_by, "zhao");
    assert_eq!(proposed.asked_by, None);
    // Nobody asked for it otherwise.
    assert_eq!(
        reason(step(&reviewed_base(), by_rule(&[]), &service())),
        "NOT_BY_SERVICE"
    );
    assert_eq!(
        reason(step(&manual, Command::AskAgain, &county())),
        "ROLE_MISSING"
    );
}
