//! Who may score, what is shown to whom, and what it comes to.
use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-05-06")
}

fn project() -> Project {
    Project {
        organisations: vec!["farm".to_owned()],
        people: vec!["chen".to_owned()],
        nominator: Some("county".to_owned()),
    }
}

fn expert(id: &str, organisation: &str) -> Expert {
    Expert {
        id: id.to_owned(),
        organisation: organisation.to_owned(),
    }
}

fn assigned(panel: &mut Panel, expert: Expert, added: &[String]) -> Result<(), Refused> {
    let of = Assignment {
        project: &project(),
        added,
        by: "wu",
        today: today(),
    };
    panel.assign(expert, Declaration::default(), &of)
}

/// Three experts on two criteria of a hundred points.
fn panel() -> Panel {
    let criterion = |name: &str| Criterion {
        name: name.to_owned(),
        max: 100,
    };
    let mut panel = Panel::new(vec![criterion("MERIT"), criterion("EFFECT")]);
    for id in ["a", "b", "c"] {
        assigned(&mut panel, expert(id, "college"), &[]).unwrap();
    }
    panel
}

fn score(panel: &mut Panel, expert: &str, criterion: &str, value: i64) -> Result<(), Refused> {
    panel.score(expert, criterion, value, "", today())
}

/// Everything scored but the effect of `c`.
fn nearly_done() -> Panel {
    let mut panel = panel();
    for (expert, merit) in [("a", 80), ("b", 81), ("c", 90)] {
        score(&mut panel, expert, "MERIT", merit).unwrap();
    }
    for (expert, effect) in [("a", 70), ("b", 71)] {
        score(&mut panel, expert, "EFFECT", effect).unwrap();
    }
    panel
}

fn closed() -> Panel {
    let mut panel = nearly_done();
    score(&mut panel, "c", "EFFECT", 70).unwrap();
    panel.close(3, today()).unwrap();
    panel
}

fn reason<T: std::fmt::Debug>(refused: Result<T, Refused>) -> &'static str {
    refused.unwrap_err().reason
}

#[test]
fn who_has_a_conflict_gets_no_seat_and_a_rule_may_add_one() {
    let mut panel = panel();
    let host = assigned(&mut panel, expert("d", "county"), &[]).unwrap_err();
    assert_eq!(host.reason, "EXPERT_CONFLICT");
    assert_eq!(host.metadata[0], ("reasons", "NOMINATOR".to_owned()));
    let added = ["SAME_ORG", "TEACHER"].map(str::to_owned);
    let both = assigned(&mut panel, expert("d", "farm"), &added).unwrap_err();
    assert_eq!(both.metadata[0], ("reasons", "SAME_ORG,TEACHER".to_owned()));
    let rule = assigned(&mut panel, expert("d", "college"), &added[1..]).unwrap_err();
    assert_eq!(rule.metadata[0], ("reasons", "TEACHER".to_owned()));
    let twice = assigned(&mut panel, expert("a", "college"), &[]);
    assert_eq!(reason(twice), "EXPERT_ASSIGNED_BEFORE");
    assert_eq!(panel.seats.len(), 3);
}

#[test]
fn a_declared_conflict_counts_like_a_known_one() {
    let mut panel = panel();
    let of = Assignment {
        project: &project(),
        added: &[],
        by: "wu",
        today: today(),
    };
    let declaration = Declaration {
        coauthors_3y: Vec::new(),
        relatives: vec!["chen".to_owned()],
    };
    let refused = panel
        .assign(expert("d", "college"), declaration, &of)
        .unwrap_err();
    let whose = [
        ("reasons", "RELATIVE".to_owned()),
        ("expert", "d".to_owned()),
    ];
    assert_eq!(refused.metadata, whose);
}

#[test]
fn only_who_sits_scores_what_is_asked_within_its_range() {
    let mut panel = panel();
    for (expert, criterion, value, expected) in [
        ("d", "MERIT", 1, "NOT_ASSIGNED"),
        ("a", "BEAUTY", 1, "CRITERION_UNKNOWN"),
        ("a", "", 1, "CRITERION_UNKNOWN"),
        ("a", "MERIT", 101, "SCORE_OUT_OF_RANGE"),
        ("a", "MERIT", -1, "SCORE_OUT_OF_RANGE"),
    ] {
        let refused = score(&mut panel, expert, criterion, value);
        assert_eq!(reason(refused), expected, "{expert} {criterion} {value}");
    }
    for value in [0, 100] {
        let mut panel = panel.clone();
        assert_eq!(score(&mut panel, "a", "MERIT", value), Ok(()));
    }
}

#[test]
fn who_is_recused_has_no_say_and_comes_not_back() {
    let mut panel = nearly_done();
    let mut recuse = |expert: &str, note: &str| {
        let reasons = vec![Conflict::Relative.as_str().to_owned()];
        panel.recuse(expert, reasons, note.to_owned(), expert, today())
    };
    assert_eq!(reason(recuse("c", " ")), "REASON_MISSING");
    assert_eq!(reason(recuse("d", "a cousin")), "NOT_ASSIGNED");
    recuse("c", "a cousin").unwrap();
    assert_eq!(reason(recuse("c", "a cousin")), "EXPERT_RECUSED");
    let scored = score(&mut panel, "c", "EFFECT", 1);
    assert_eq!(reason(scored), "EXPERT_RECUSED");
    let again = assigned(&mut panel, expert("c", "college"), &[]);
    assert_eq!(reason(again), "EXPERT_ASSIGNED_BEFORE");
    // What c scored counts no more: 80 and 81, 70 and 71.
    let means: Vec<i64> = panel.means().iter().map(|mean| mean.mean).collect();
    assert_eq!(means, [81, 71]);
    assert!(panel.sheets("a").iter().all(|sheet| sheet.expert != "c"));
    assert_eq!(reason(panel.close(3, today())), "TOO_FEW_EXPERTS");
}

#[test]
fn a_score_is_changed_with_a_reason_that_is_kept() {
    let mut panel = nearly_done();
    assert_eq!(score(&mut panel, "a", "MERIT", 80), Ok(()));
    assert!(panel.changes.is_empty());
    let silent = score(&mut panel, "a", "MERIT", 60);
    assert_eq!(reason(silent), "REASON_MISSING");
    panel
        .score("a", "MERIT", 60, "misread the table", today())
        .unwrap();
    let change = Change {
        expert: "a".to_owned(),
        criterion: "MERIT".to_owned(),
        before: 80,
        after: 60,
        reason: "misread the table".to_owned(),
        on: today(),
    };
    assert_eq!(panel.changes, [change]);
    assert_eq!(panel.seats[0].scores["MERIT"], 60);
}

#[test]
fn nobody_sees_the_others_scores_before_all_are_in() {
    let mut panel = nearly_done();
    let shown = |panel: &Panel, viewer: &str| -> Vec<(String, bool)> {
        let sheets = panel.sheets(viewer);
        let seen = sheets.iter().filter(|sheet| sheet.scores.is_some());
        seen.map(|sheet| (sheet.expert.to_owned(), sheet.is_complete))
            .collect()
    };
    assert_eq!(shown(&panel, "a"), [("a".to_owned(), true)]);
    assert_eq!(shown(&panel, "c"), [("c".to_owned(), false)]);
    assert!(shown(&panel, "wu").is_empty());
    score(&mut panel, "c", "EFFECT", 70).unwrap();
    for viewer in ["a", "wu"] {
        assert_eq!(shown(&panel, viewer).len(), 3, "{viewer}");
    }
}

#[test]
fn a_review_closes_when_enough_sit_and_all_are_in() {
    let mut panel = nearly_done();
    let early = panel.close(3, today()).unwrap_err();
    assert_eq!(early.reason, "SCORES_MISSING");
    assert_eq!(early.metadata, [("experts", "c".to_owned())]);
    score(&mut panel, "c", "EFFECT", 70).unwrap();
    assert_eq!(reason(panel.close(4, today())), "TOO_FEW_EXPERTS");
    let means = panel.close(3, today()).unwrap();
    // 251 / 3 = 83.67 and 211 / 3 = 70.33.
    let expected = [("MERIT", 84), ("EFFECT", 70)].map(|(criterion, mean)| Mean {
        criterion: criterion.to_owned(),
        mean,
    });
    assert_eq!(means, expected);
    assert_eq!(panel.closed_on, Some(today()));
}

#[test]
fn nothing_changes_after_the_end() {
    let before = closed();
    let mut panel = before.clone();
    assert_eq!(reason(score(&mut panel, "a", "MERIT", 80)), "PANEL_CLOSED");
    assert_eq!(
        reason(assigned(&mut panel, expert("d", "x"), &[])),
        "PANEL_CLOSED"
    );
    let recused = panel.recuse("a", Vec::new(), "late".to_owned(), "a", today());
    assert_eq!(reason(recused), "PANEL_CLOSED");
    assert_eq!(reason(panel.close(3, today())), "PANEL_CLOSED");
    assert_eq!(panel, before);
}

#[test]
fn an_empty_panel_decides_nothing() {
    let mut panel = Panel::new(Vec::new());
    assert!(!panel.all_in());
    assert_eq!(reason(panel.close(0, today())), "SCORES_MISSING");
}

proptest! {
    /// The mean lies between the scores, is theirs when they agree, and is off by no more than a half.
    #[test]
    fn a_mean_is_half_up_and_between_its_scores(scores in prop::collection::vec(0..=i64::MAX, 1..9)) {
        let max = i64::MAX;
        let mut panel = Panel::new(vec![Criterion { name: "YIELD".to_owned(), max }]);
        for (number, value) in scores.iter().enumerate() {
            let id = format!("e{number}");
            assigned(&mut panel, expert(&id, "college"), &[]).unwrap();
            score(&mut panel, &id, "YIELD", *value).unwrap();
        }
        let means = panel.close(scores.len(), today()).unwrap();
        let mean = i128::from(means[0].mean);
        let sum: i128 = scores.iter().map(|score| i128::from(*score)).sum();
        let count = scores.len() as i128;
        // Half up: mean - 1/2 <= sum / count < mean + 1/2.
        prop_assert!(2 * sum >= (2 * mean - 1) * count && 2 * sum < (2 * mean + 1) * count);
        let (least, most) = (scores.iter().min(), scores.iter().max());
        prop_assert!(least <= Some(&means[0].mean) && most >= Some(&means[0].mean));
    }

    /// Whoever looks, in whatever order the scores come in: another's score is seen only when all are in.
    #[test]
    fn scores_stay_hidden_in_any_order(order in Just((0..6usize).collect::<Vec<_>>()).prop_shuffle(), upto in 0..6usize) {
        let mut panel = panel();
        let experts = ["a", "b", "c"];
        for place in order.iter().take(upto) {
            let criterion = ["MERIT", "EFFECT"][place % 2];
            score(&mut panel, experts[place / 2], criterion, 50).unwrap();
        }
        for viewer in ["a", "b", "c", "wu"] {
            for sheet in panel.sheets(viewer) {
                prop_assert_eq!(sheet.scores.is_some(), sheet.expert == viewer);
            }
        }
    }
}
