//! What answers hang on: found changes alter the answer as they say, and nothing nearer does.

use kezhuan_rule_host::{Decision, Explained, WorkedCase, explain};
use serde_json::Value;

use crate::support::{HOST, package};

const QUESTIONS_MAX: usize = 5_000;

fn asked(case: &WorkedCase) -> Decision {
    let package = package("pengjiang");
    HOST.ask_json_blocking(Some(&case.rule(&package)), case.question(&package))
}

fn explained(case: &WorkedCase, questions_max: usize) -> Explained {
    let input = asked(case).input;
    explain(
        &HOST,
        &case.hook,
        (&input, &package("pengjiang")),
        questions_max,
    )
    .unwrap()
}

/// The case with one fact changed.
fn with(case: &WorkedCase, place: &str, value: &Value) -> WorkedCase {
    let mut changed = case.clone();
    if place == "header.budget_left_fen" {
        changed.budget_left_fen = value.as_i64();
        return changed;
    }
    let pointer = place.replace(['.', '['], "/").replace(']', "");
    let fact = changed.facts.pointer_mut(&format!("/{pointer}"));
    *fact.unwrap_or_else(|| panic!("no {place} in {}", case.facts)) = value.clone();
    changed
}

fn decided(outcome: &Value) -> Value {
    let mut decided = outcome.clone();
    let members = decided.as_object_mut().unwrap();
    members.retain(|name, _| name != "explain" && name != "reasons");
    decided
}

#[test]
fn each_change_alters_the_answer_as_told_and_one_step_nearer_does_not() {
    let package = package("pengjiang");
    let mut changes = 0;
    for case in package.cases() {
        let before = decided(&asked(case).answer().unwrap().value);
        let found = explained(case, QUESTIONS_MAX);
        assert!(
            !found.cut_short && found.asked < QUESTIONS_MAX,
            "{}",
            case.id
        );
        for change in found.changes {
            changes += 1;
            let place = &change.place;
            assert!(found.depends_on.contains(place), "{} {place}", case.id);
            let after = asked(&with(case, place, &change.to));
            assert_eq!(
                after.answer().unwrap().value,
                change.outcome,
                "{} {place}",
                case.id
            );
            assert_ne!(decided(&change.outcome), before, "{} {place}", case.id);
            if let (Some(from), Some(to)) = (change.from.as_i64(), change.to.as_i64()) {
                let nearer = asked(&with(case, place, &(to - (to - from).signum()).into()));
                let nearer = nearer.answer().map(|answer| decided(&answer.value));
                assert!(
                    nearer.is_none_or(|nearer| nearer == before),
                    "{} {place}",
                    case.id
                );
            }
        }
    }
    assert!(changes > package.cases().len(), "{changes}");
}

#[test]
fn a_refusal_tells_the_fact_that_would_have_made_it_a_grant() {
    let package = package("pengjiang");
    let refused = |case: &&WorkedCase| case.outcome["reasons"][0] == "RELATED";
    // One of the two parties alone is related: with both, no change of one fact would do.
    let both = package.cases().iter().find(refused).unwrap();
    let changes = explained(both, QUESTIONS_MAX).changes;
    assert!(changes.iter().all(|change| change.outcome["ok"] == false));
    let one = with(both, "contract.parties[1].related", &false.into());
    let found = explained(&one, QUESTIONS_MAX);
    // What turns the refusal comes before what alters a figure.
    let first = &found.changes[0];
    assert_eq!(first.place, "contract.parties[0].related");
    assert_eq!(
        (&first.to, &first.outcome["ok"]),
        (&false.into(), &true.into())
    );
    // What the rule does not look at is not named.
    for unread in [
        "contract.t_fen",
        "contract.received_fen",
        "history.prior_j_fen",
    ] {
        assert!(
            !found.depends_on.iter().any(|place| place == unread),
            "{unread}"
        );
    }
}

#[test]
fn a_search_stays_within_its_questions() {
    let package = package("pengjiang");
    let found = explained(&package.cases()[0], 3);
    assert!(found.asked <= 3 && found.cut_short, "{found:?}");
}
