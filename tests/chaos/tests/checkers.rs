//! Each checker goes red on the defect it is there for, and stays green without one.
use kezhuan_chaos::check::{
    Finding, Stored, decided_once, figures_agree, nothing_lost, without_holes,
};
use kezhuan_chaos::history::{Entry, Outcome};
use tonic::Code;

fn stored(number: usize) -> Stored {
    Stored {
        contract: format!("contracts/{number}"),
        case: format!("case-{number}"),
        state: "REGISTERED".to_owned(),
        version: 5,
        event_sequence: 4,
        total_amount_fen: 100 + number as i64,
        audited_versions: vec![1, 2, 3, 4, 5],
        event_sequences: vec![1, 2, 3, 4],
        decisions: vec![
            "tc.incentive ANSWERED".to_owned(),
            "tc.sla ANSWERED".to_owned(),
        ],
    }
}

fn entry(number: usize, call: &'static str, outcome: Outcome) -> Entry {
    Entry {
        case: format!("case-{number}"),
        call,
        request_id: format!("{number}-{call}"),
        outcome,
    }
}

fn ok(number: usize, call: &'static str, state: &str) -> Entry {
    entry(
        number,
        call,
        Outcome::Ok {
            contract: format!("contracts/{number}"),
            state: state.to_owned(),
        },
    )
}

fn history() -> Vec<Entry> {
    (1..=3)
        .flat_map(|number| {
            let unknown = entry(
                number,
                "register",
                Outcome::Unknown {
                    code: Code::Unavailable,
                },
            );
            [
                ok(number, "create", "DRAFT"),
                unknown,
                ok(number, "register", "REGISTERED"),
            ]
        })
        .collect()
}

fn books() -> Vec<Stored> {
    (1..=3).map(stored).collect()
}

#[test]
fn books_that_hold_everything_are_green() {
    assert_eq!(nothing_lost(&history(), &books()), []);
    assert_eq!(without_holes(&books()), []);
    assert_eq!(decided_once(&books()), []);
    assert_eq!(figures_agree(306, &books()), None);
}

#[test]
fn a_lost_contract_is_seen() {
    let mut books = books();
    books.remove(1);
    let lost = |call| Finding::Lost {
        contract: "contracts/2".to_owned(),
        call,
    };
    assert_eq!(
        nothing_lost(&history(), &books),
        [lost("create"), lost("register")]
    );
}

#[test]
fn a_contract_behind_its_acknowledged_state_is_seen() {
    for state in ["FIRST_REVIEWED", "REJECTED"] {
        let mut books = books();
        books[0].state = state.to_owned();
        let behind = Finding::Behind {
            contract: "contracts/1".to_owned(),
            acknowledged: "REGISTERED".to_owned(),
            stored: state.to_owned(),
        };
        assert!(
            nothing_lost(&history(), &books).contains(&behind),
            "{state}"
        );
    }
}

#[test]
fn a_doubled_contract_is_seen() {
    let mut books = books();
    books.push(Stored {
        contract: "contracts/9".to_owned(),
        ..stored(3)
    });
    assert_eq!(
        nothing_lost(&history(), &books),
        [Finding::Doubled {
            case: "case-3".to_owned(),
            times: 2
        }]
    );
}

#[test]
fn a_request_id_with_two_answers_is_seen() {
    let mut history = history();
    let other = Outcome::Ok {
        contract: "contracts/2".to_owned(),
        state: "DRAFT".to_owned(),
    };
    history.push(entry(1, "create", other));
    assert_eq!(
        nothing_lost(&history, &books()),
        [Finding::Ambiguous {
            request_id: "1-create".to_owned()
        }]
    );
}

#[test]
fn a_refused_call_is_seen() {
    let mut history = history();
    history.push(entry(
        1,
        "accept",
        Outcome::Refused {
            code: Code::FailedPrecondition,
            message: "no".to_owned(),
        },
    ));
    assert!(matches!(
        nothing_lost(&history, &books())[..],
        [Finding::Refused { call: "accept", .. }]
    ));
}

#[test]
fn holes_and_repeats_are_seen() {
    for (versions, events) in [
        (vec![1, 2, 4, 5], vec![1, 2, 3, 4]),
        (vec![1, 2, 3, 4], vec![1, 2, 3, 4]),
        (vec![1, 2, 3, 4, 5], vec![2, 3, 4]),
        (vec![1, 2, 3, 4, 5], vec![1, 2, 2, 3, 4]),
        (vec![1, 2, 3, 4, 5], vec![1, 2, 3, 4, 5]),
    ] {
        let mut books = books();
        books[2].audited_versions = versions;
        books[2].event_sequences = events;
        assert_eq!(without_holes(&books).len(), 1, "{:?}", books[2]);
    }
}

#[test]
fn a_decision_that_is_missing_doubled_or_failed_is_seen() {
    for stored in [
        &["tc.sla ANSWERED"][..],
        &[
            "tc.incentive ANSWERED",
            "tc.incentive ANSWERED",
            "tc.sla ANSWERED",
        ],
        &["tc.incentive FAILED", "tc.sla ANSWERED"],
    ] {
        let mut books = books();
        books[1].decisions = stored.iter().map(ToString::to_string).collect();
        assert_eq!(decided_once(&books).len(), 1, "{stored:?}");
    }
    let mut books = books();
    books[0].state = "FIRST_REVIEWED".to_owned();
    assert_eq!(decided_once(&books).len(), 1);
}

#[test]
fn a_figure_that_is_off_by_a_fen_is_seen() {
    let wrong = Finding::FigureDiffers {
        scoreboard_fen: 305,
        contracts_fen: 306,
    };
    assert_eq!(figures_agree(305, &books()), Some(wrong));
    let mut one_open = books();
    one_open[0].state = "FIRST_REVIEWED".to_owned();
    assert!(figures_agree(306, &one_open).is_some());
    assert_eq!(figures_agree(205, &one_open), None);
}
