//! The named contract: linked by the register's word, judged by the card, and judged again.
use super::*;
use crate::domain::outcome_count::Reason;

fn known(sequence: i64, registered_on: &str) -> KnownContract {
    let named = |organisation: &str| ContractParty {
        organisation: organisation.to_owned(),
        credit_code: String::new(),
    };
    KnownContract {
        id: CONTRACT,
        sequence,
        number: "KZ-TC-2025-440703-000009".to_owned(),
        status: ContractStatus::Registered,
        registered_on: day(registered_on),
        total: Fen(30_000_000),
        technical: Some(Fen(25_000_000)),
        seller: named("wyu"),
        buyer: named("acme"),
    }
}

fn judge(known: KnownContract) -> Command {
    Command::Judge(Box::new(known))
}

#[test]
fn a_contract_is_named_by_a_side_and_linked_by_the_register() {
    let desk = Desk::on("2025-06-10");
    let intended = Desk::on("2025-05-20").intended();
    assert_eq!(
        desk.ask(&intended, &organiser(), Command::NameContract(CONTRACT)),
        Err("NOT_YOUR_STEP")
    );
    let registered = known(4, "2025-06-10");
    assert_eq!(
        desk.ask(&intended, &service(), judge(registered.clone())),
        Err("CONTRACT_NOT_NAMED")
    );
    let named = desk.take(&intended, &provider(), Command::NameContract(CONTRACT));
    assert_eq!(named.state, State::Intent);
    assert_eq!(
        desk.ask(&named, &seeker(), judge(registered.clone())),
        Err("NOT_BY_A_PERSON")
    );
    let linked = desk.ask(&named, &service(), judge(registered)).unwrap();
    assert_eq!(linked.event.name(), "NegotiationContracted");
    let negotiation = linked.negotiation;
    assert_eq!(negotiation.state, State::Contracted);
    assert!(negotiation.outcome.unwrap().counts());
}

#[test]
fn what_is_linked_counts_only_by_the_card() {
    let desk = Desk::on("2026-06-01");
    let named = Desk::on("2025-05-20").named();
    for (contract, reasons) in [
        (known(1, "2025-05-20"), vec![]),
        (known(1, "2026-05-20"), vec![]),
        (known(1, "2026-05-21"), vec![Reason::After12Months]),
        (known(1, "2025-05-19"), vec![Reason::BeforeEvent]),
        (
            KnownContract {
                status: ContractStatus::Annulled,
                ..known(1, "2025-05-19")
            },
            vec![Reason::Status, Reason::BeforeEvent],
        ),
    ] {
        let linked = desk.take(&named, &service(), judge(contract));
        let outcome = linked.outcome.unwrap();
        assert_eq!(
            (linked.state, outcome.counts()),
            (State::Contracted, reasons.is_empty())
        );
        assert_eq!(outcome.reasons, reasons);
    }
}

/// Of others, as far as anybody can tell.
fn of_others(sequence: i64) -> KnownContract {
    KnownContract {
        buyer: ContractParty {
            organisation: "third".to_owned(),
            credit_code: String::new(),
        },
        ..known(sequence, "2025-06-10")
    }
}

#[test]
fn a_contract_of_others_is_refused_or_dropped() {
    let desk = Desk::on("2025-06-10");
    let intended = Desk::on("2025-05-20").intended();
    let strangers = Command::NameRegistered(Box::new(of_others(1)));
    assert_eq!(
        desk.ask(&intended, &seeker(), strangers),
        Err("CONTRACT_OF_OTHERS")
    );
    let own = Command::NameRegistered(Box::new(known(1, "2025-06-10")));
    assert_eq!(
        desk.ask(&intended, &organiser(), own.clone()),
        Err("NOT_YOUR_STEP")
    );
    let named = desk.take(&intended, &seeker(), own);
    // The register's word comes later, or changes: nothing of it is kept, and the sides go on.
    let linked = desk.take(&named, &service(), judge(known(1, "2025-06-10")));
    let later = Desk::on("2026-01-20");
    for before in [named, linked] {
        let dropped = later.ask(&before, &service(), judge(of_others(2))).unwrap();
        assert_eq!(dropped.event.name(), "ContractDropped");
        let after = dropped.negotiation;
        assert_eq!(
            (
                after.state,
                after.contract.is_some(),
                after.outcome.is_some()
            ),
            (State::Intent, false, false)
        );
        assert_eq!(
            later.ask(&after, &service(), Command::CloseIdle),
            Err("NOT_YET_DUE")
        );
        let again = Command::NameContract(CONTRACT);
        assert_eq!(later.take(&after, &seeker(), again).state, State::Intent);
    }
}

#[test]
fn what_came_of_a_cancelled_event_does_not_count() {
    let named = Desk::on("2025-05-20").named();
    let mut off = Desk::on("2025-06-10");
    off.event.state = crate::domain::event::State::Cancelled;
    let linked = off.take(&named, &service(), judge(known(1, "2025-06-10")));
    assert_eq!(linked.outcome.unwrap().reasons, [Reason::NotLinked]);
}

#[test]
fn it_is_judged_again_when_the_register_changes_and_never_by_an_older_word() {
    let desk = Desk::on("2025-09-01");
    let named = Desk::on("2025-05-20").named();
    let linked = desk.take(&named, &service(), judge(known(4, "2025-06-10")));
    for stale in [4, 3] {
        assert_eq!(
            desk.ask(&linked, &service(), judge(known(stale, "2025-06-10"))),
            Err("JUDGED_BEFORE")
        );
    }
    let gone = KnownContract {
        status: ContractStatus::Deregistered,
        ..known(5, "2025-06-10")
    };
    let judged = desk.ask(&linked, &service(), judge(gone)).unwrap();
    assert_eq!(judged.event.name(), "OutcomeJudgedAgain");
    assert_eq!(judged.negotiation.state, State::Contracted);
    let outcome = judged.negotiation.outcome.unwrap();
    assert_eq!(outcome.reasons, [Reason::Status]);
    // A contract keeps its negotiation.
    let end = Command::End {
        note: "不再合作".to_owned(),
    };
    assert_eq!(desk.ask(&linked, &seeker(), end), Err("STATE_FORBIDS"));
}

#[test]
fn another_contract_may_be_named_while_the_first_is_not_registered() {
    let desk = Desk::on("2025-06-10");
    let named = Desk::on("2025-05-20").named();
    let other = Uuid::from_u128(78);
    let renamed = desk.take(&named, &seeker(), Command::NameContract(other));
    assert_eq!(
        desk.ask(&renamed, &service(), judge(known(1, "2025-06-10"))),
        Err("CONTRACT_NOT_NAMED")
    );
}
