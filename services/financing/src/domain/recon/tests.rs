use chrono::NaiveDate;
use kezhuan_law::Fen;
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Role};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn banker(subject: &str) -> Actor {
    Actor::person(subject, "bank", "", [Role::Bank])
}

fn manager() -> Actor {
    Actor::person("mo", "pool", "440700", [Role::PoolManager])
}

fn service() -> Actor {
    Actor::service("financing", "440700")
}

fn line(no: &str, amount: i64) -> Line {
    Line {
        no: no.to_owned(),
        amount: Fen(amount),
        status: "DONE".to_owned(),
    }
}

fn opened() -> Batch {
    Batch::open(Uuid::nil(), "bank".to_owned(), date("2026-03-02"))
}

fn load(lines: Vec<Line>, count: u64, total: i64) -> Command {
    let trailer = Trailer {
        lines: count,
        total: Fen(total),
    };
    Command::Load { lines, trailer }
}

fn done(batch: &Batch, command: Command, actor: &Actor) -> Decided {
    decide(batch, command, actor, date("2026-03-03")).unwrap()
}

fn refused(batch: &Batch, command: Command, actor: &Actor) -> &'static str {
    let refused = decide(batch, command, actor, date("2026-03-03"));
    refused.unwrap_err().reason
}

fn resolve(no: &str) -> Command {
    Command::Resolve {
        no: no.to_owned(),
        text: "posted a day later".to_owned(),
    }
}

fn loaded() -> Batch {
    let lines = vec![line("A", 5), line("B", 7)];
    done(&opened(), load(lines, 2, 12), &banker("li")).batch
}

#[test]
fn a_file_that_is_not_whole_changes_nothing() {
    let lines = || vec![line("A", 5), line("B", 7)];
    let banker = banker("li");
    for (lines, count, total, reason) in [
        (lines(), 3, 12, "TRAILER_MISMATCH"),
        (lines(), 2, 11, "TRAILER_MISMATCH"),
        (vec![], 2, 12, "TRAILER_MISMATCH"),
        (vec![line("A B", 1)], 1, 1, "BIZ_NO_INVALID"),
    ] {
        assert_eq!(
            refused(&opened(), load(lines, count, total), &banker),
            reason
        );
    }
    let early = decide(&opened(), load(vec![], 0, 0), &banker, date("2026-03-02"));
    assert_eq!(early.unwrap_err().reason, "DAY_NOT_OVER");
    assert_eq!(
        refused(&opened(), load(vec![], 0, 0), &manager()),
        "ROLE_MISSING"
    );
    assert_eq!(
        refused(&loaded(), load(vec![], 0, 0), &banker),
        "STATE_FORBIDS"
    );
}

#[test]
fn a_day_without_differences_is_matched_and_over() {
    let ours = vec![line("B", 7), line("A", 5)];
    let decided = done(&loaded(), Command::Compare { ours }, &service());
    assert_eq!(decided.batch.state, State::Matched);
    assert_eq!(decided.event, Event::ReconMatched { lines: 2 });
    assert_eq!(
        refused(&decided.batch, resolve("A"), &manager()),
        "STATE_FORBIDS"
    );
}

#[test]
fn each_difference_takes_two_people() {
    let ours = vec![line("A", 4), line("C", 1)];
    let compared = done(&loaded(), Command::Compare { ours }, &service());
    assert_eq!(compared.event, Event::ReconDifferent { tickets: 3 });
    let mut batch = compared.batch;
    let (li, wang) = (banker("li"), banker("wang"));
    assert_eq!(refused(&batch, resolve("Z"), &li), "TICKET_UNKNOWN");
    for no in ["A", "B", "C"] {
        batch = done(&batch, resolve(no), &li).batch;
        assert_eq!(batch.state, State::Diff);
        assert_eq!(refused(&batch, resolve(no), &li), "SAME_PERSON");
        let second = if no == "B" { wang.clone() } else { manager() };
        batch = done(&batch, resolve(no), &second).batch;
    }
    assert_eq!(batch.state, State::Closed);
    let stranger = Actor::person("x", "other", "", [Role::Bank]);
    let compared = done(&loaded(), Command::Compare { ours: vec![] }, &service());
    assert_eq!(
        refused(&compared.batch, resolve("A"), &stranger),
        "ROLE_MISSING"
    );
    let by_a_person = Command::Compare { ours: vec![] };
    assert_eq!(
        refused(&loaded(), by_a_person, &manager()),
        "NOT_BY_A_PERSON"
    );
}

#[test]
fn a_day_is_opened_by_its_bank_or_the_pool_once_it_is_over() {
    let opened = |actor: &Actor, today: &str| {
        let (bank, day) = ("bank".to_owned(), date("2026-03-02"));
        let opened = Batch::open_by(Uuid::nil(), bank, day, actor, date(today));
        opened
            .map(|batch| batch.state)
            .map_err(|refused| refused.reason)
    };
    for actor in [banker("he"), manager()] {
        assert_eq!(opened(&actor, "2026-03-03"), Ok(State::Open));
        assert_eq!(opened(&actor, "2026-03-02"), Err("DAY_NOT_OVER"));
    }
    let other = Actor::person("deng", "other", "", [Role::Bank]);
    assert_eq!(opened(&other, "2026-03-03"), Err("NOT_YOUR_STEP"));
    let borrower = Actor::person("li", "acme", "", [Role::Applicant]);
    assert_eq!(opened(&borrower, "2026-03-03"), Err("ROLE_MISSING"));
}
