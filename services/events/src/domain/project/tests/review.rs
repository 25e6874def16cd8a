//! The experts' review and the selection.
use super::*;

#[test]
fn the_mean_is_weighted_and_rounded_once() {
    let desk = Desk::new();
    let chosen = desk.ask(&desk.scored([80, 85]), &organiser(), select());
    let chosen = chosen.unwrap();
    assert_eq!(
        chosen.event,
        Event::ProjectSelected {
            mean_score_c: 8_250
        }
    );
    let review = chosen.project.review.unwrap();
    assert_eq!((review.mean_score_c, review.experts), (8_250, 2));
    // 40 for technology, 35 for the market, 25 for the team.
    let mut uneven = desk.scored([80, 80]);
    let replaced = Command::Score {
        criterion: "TECHNOLOGY".to_owned(),
        points: 91,
        reason: "复核测试报告".to_owned(),
    };
    uneven = desk.take(&uneven, &expert(1), replaced);
    let chosen = desk.ask(&uneven, &organiser(), select()).unwrap();
    // (91·40 + 80·60) / 100 = 84.4; with 80.0 the mean is 82.2.
    assert_eq!(chosen.project.review.unwrap().mean_score_c, 8_220);
}

#[test]
fn nothing_is_decided_before_enough_experts_have_scored() {
    let desk = Desk::new();
    let checked = desk.checked();
    let declined = Command::Decline {
        note: "得分靠后".to_owned(),
    };
    for command in [select(), declined.clone()] {
        assert_eq!(desk.ask(&checked, &organiser(), command), Err("NO_EXPERTS"));
    }
    let scored = desk.scored([80, 85]);
    let mut more = desk.clone();
    more.call.experts_min = 3;
    assert_eq!(
        more.ask(&scored, &organiser(), select()),
        Err("TOO_FEW_EXPERTS")
    );
    let left = Command::DeclareConflict {
        expert: "expert-2".to_owned(),
        reasons: vec!["RELATIVE".to_owned()],
        note: "亲属关系".to_owned(),
    };
    let left = desk.take(&scored, &expert(2), left);
    assert_eq!(
        desk.ask(&left, &organiser(), select()),
        Err("TOO_FEW_EXPERTS")
    );
    assert_eq!(
        desk.ask(&scored, &applicant(), select()),
        Err("NOT_YOUR_STEP")
    );
    let unsaid = Command::Decline {
        note: String::new(),
    };
    assert_eq!(
        desk.ask(&scored, &organiser(), unsaid),
        Err("REASON_MISSING")
    );
    let out = desk.take(&scored, &organiser(), declined);
    assert_eq!(out.state, State::NotSelected);
}

#[test]
fn a_call_without_experts_selects_on_the_organiser_s_word() {
    let mut desk = Desk::new();
    desk.call.experts_min = 0;
    let chosen = desk.take(&desk.checked(), &organiser(), select());
    assert_eq!(chosen.review.map(|review| review.experts), Some(0));
    // Who was asked all the same is waited for.
    let assigned = Desk::new().scored([70, 70]);
    let mut open = assigned.clone();
    if let Some(panel) = open.panel.as_mut() {
        panel.seats[0].scores.clear();
    }
    assert_eq!(
        desk.ask(&open, &organiser(), select()),
        Err("SCORES_MISSING")
    );
}

#[test]
fn no_more_are_selected_than_there_are_places() {
    let mut desk = Desk::new();
    let scored = desk.scored([90, 90]);
    desk.call.places = 2;
    desk.selected = 1;
    assert!(desk.ask(&scored, &organiser(), select()).is_ok());
    desk.selected = 2;
    assert_eq!(
        desk.ask(&scored, &organiser(), select()),
        Err("PLACES_TAKEN")
    );
}

#[test]
fn nobody_judges_what_is_their_own() {
    let desk = Desk::new();
    let own = Assigned {
        expert: Expert {
            id: "chen".to_owned(),
            organisation: "acme".to_owned(),
        },
        declaration: Declaration::default(),
    };
    let checked = desk.checked();
    let command = Command::AssignExperts(vec![own]);
    assert_eq!(
        desk.ask(&checked, &organiser(), command),
        Err("EXPERT_CONFLICT")
    );
    assert_eq!(
        desk.ask(&checked, &organiser(), Command::AssignExperts(Vec::new())),
        Err("EXPERTS_MISSING")
    );
    let many = (1..=31).map(|number| Assigned {
        expert: Expert {
            id: format!("e-{number}"),
            organisation: "academy".to_owned(),
        },
        declaration: Declaration::default(),
    });
    let many = Command::AssignExperts(many.collect());
    assert_eq!(
        desk.ask(&checked, &organiser(), many),
        Err("EXPERTS_TOO_MANY")
    );
    let scored = desk.scored([80, 80]);
    assert_eq!(
        desk.ask(&scored, &expert(3), score("TEAM", 90)),
        Err("NOT_ASSIGNED")
    );
    let moved = Actor::person("expert-1", "acme", "", [Role::Expert]);
    assert_eq!(
        desk.ask(&scored, &moved, score("TEAM", 90)),
        Err("EXPERT_CONFLICT")
    );
}

#[test]
fn where_the_organiser_competes_the_authority_decides() {
    let mut desk = Desk::new();
    let (submitted, scored) = (desk.submitted(), desk.scored([80, 80]));
    desk.organiser_competes = true;
    let declined = Command::Decline {
        note: "得分靠后".to_owned(),
    };
    for (project, command) in [
        (&submitted, Command::Pass),
        (&scored, select()),
        (&scored, declined),
    ] {
        assert_eq!(
            desk.ask(project, &organiser(), command.clone()),
            Err("ORGANISER_COMPETES")
        );
        assert!(desk.ask(project, &county(), command).is_ok());
    }
}

#[test]
fn who_runs_the_event_and_judged_others_competes_no_more() {
    let mut desk = Desk::new();
    let submitted = desk.submitted();
    let by_authority = desk.take(&submitted, &county(), Command::Pass);
    let by_organiser = desk.take(&submitted, &organiser(), Command::Pass);
    assert!(!by_authority.organiser_judged);
    assert!(by_organiser.organiser_judged);
    assert!(desk.submit(&organiser(), form()).is_ok());
    desk.organiser_judged = true;
    assert_eq!(desk.submit(&organiser(), form()), Err("ORGANISER_JUDGED"));
    assert!(desk.submit(&applicant(), form()).is_ok());
}

#[test]
fn who_takes_a_seat_away_says_which_conflict_it_is() {
    let desk = Desk::new();
    let scored = desk.scored([80, 80]);
    let declare = |reasons: &[&str]| Command::DeclareConflict {
        expert: "expert-2".to_owned(),
        reasons: reasons.iter().map(|code| (*code).to_owned()).collect(),
        note: "同单位".to_owned(),
    };
    for official in [organiser(), county()] {
        assert_eq!(
            desk.ask(&scored, &official, declare(&[])),
            Err("REASON_MISSING")
        );
        assert!(desk.ask(&scored, &official, declare(&["SAME_ORG"])).is_ok());
    }
    assert!(desk.ask(&scored, &expert(2), declare(&[])).is_ok());
    let endless = "长".repeat(2_001);
    let declared = Command::DeclareConflict {
        expert: "expert-2".to_owned(),
        reasons: Vec::new(),
        note: endless.clone(),
    };
    let scoring = Command::Score {
        criterion: "TEAM".to_owned(),
        points: 81,
        reason: endless,
    };
    for command in [declared, scoring] {
        assert_eq!(desk.ask(&scored, &expert(2), command), Err("FORM_INVALID"));
    }
    assert_eq!(
        desk.ask(&scored, &expert(1), declare(&["SAME_ORG"])),
        Err("NOT_YOUR_STEP")
    );
    let endless = "A".repeat(5_000);
    assert_eq!(
        desk.ask(&scored, &expert(2), declare(&[endless.as_str()])),
        Err("REFUSAL_CODE_INVALID")
    );
}

#[test]
fn what_was_returned_says_until_when_it_comes_back() {
    let desk = Desk::new();
    let returned = Command::Return {
        reason: "请补充".to_owned(),
    };
    let told = desk.ask(&desk.submitted(), &organiser(), returned).unwrap();
    assert_eq!(
        told.event,
        Event::ProjectReturned {
            reason: "请补充".to_owned(),
            until: Some(day("2025-05-18")),
        }
    );
}
