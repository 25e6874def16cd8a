//! Random histories: whatever is asked by whomever on whatever day, what must hold holds.
use chrono::Days;
use proptest::prelude::*;

use super::chart::commands;
use super::*;

fn people() -> Vec<Actor> {
    let all = [Role::Registrar, Role::Registrar2, Role::Expert];
    vec![
        applicant(),
        registrar(),
        second(),
        clerk("both", Role::Registrar),
        Actor::person("both", "office-440703", OFFICE, all),
        Actor::person("third", "office-440703", OFFICE, all),
        Actor::person("chen", "bureau-city", "440700", [Role::CityStb]),
        expert("e1"),
        expert("e2"),
        expert("e3"),
        clerk("ops", Role::Operator),
        timer(),
        Actor::person("own", "buyer", OFFICE, all),
        Actor::person(
            "ann",
            "seller",
            OFFICE,
            [Role::Applicant, Role::Registrar, Role::Registrar2],
        ),
    ]
}

fn forms() -> Vec<Form> {
    let mut goods = form_2026(6_000_000);
    goods.price_items = vec![testing::goods("equipment", 5_000_000)];
    let mut unknown = form_2026(10);
    unknown.amount_unknown = true;
    vec![form(), form_2026(5_000_000), goods, unknown]
}

/// Commands weighted towards the way through, so that histories get far.
fn steps() -> Vec<Command> {
    let mut steps = commands();
    let mut bigger = form_2026(9_000_000);
    bigger.price_items = vec![testing::goods("equipment", 1)];
    steps.extend([
        Command::Submit,
        accept(),
        classify(),
        classify(),
        register(),
        register(),
        register(),
        Command::Submit,
        accept(),
        opinion(),
        opinion(),
        ask_amendment(bigger),
        Command::ReviewAmendment(Review::default()),
        approve(),
        Command::SendToManual {
            blocked: Blocked::Register,
            hook: "tc.college.check@1".to_owned(),
            failure: "TRAP".to_owned(),
        },
    ]);
    steps
}

fn holds(before: &Contract, decided: &Decided, actor: &Actor, today: NaiveDate) {
    let after = &decided.contract;
    assert_eq!(after.version, before.version + 1);
    assert_eq!(after.event_sequence, before.event_sequence + 1);
    assert!(!matches!(
        before.state,
        State::Lapsed | State::Withdrawn | State::Deregistered | State::Annulled
    ));
    assert!(after.form_version >= before.form_version);
    if let Some(technical) = after.technical() {
        assert!(Fen::ZERO <= technical && technical <= after.total());
    }
    let registers = matches!(decided.event, Event::ContractRegistered { .. });
    let amends = matches!(decided.event, Event::ContractAmended { .. });
    assert_eq!(decided.new_version.is_some(), registers || amends);
    if registers || amends {
        let first = after.first_reviewer().unwrap();
        assert_ne!(first, actor.subject, "one person is not two reviewers");
        for reviewer in [first, actor.subject.as_str()] {
            assert!(
                !after.filers.contains(reviewer),
                "nobody reviews what they filed"
            );
        }
        assert!(
            after
                .parties
                .iter()
                .all(|party| party.organisation != actor.organisation)
        );
        assert_eq!(after.form_version, before.form_version + 1);
        assert!(after.classification.as_ref().unwrap().ground.is_none());
    }
    if registers {
        assert!(before.registration.is_none(), "registered once");
        assert!(!after.excluded_reviewers.contains(&actor.subject));
        assert_eq!(after.registered_on(), Some(today));
    } else if before.registration.is_some() {
        assert_eq!(
            after.registered_on(),
            before.registered_on(),
            "the year never changes"
        );
    }
    assert_eq!(after.state == State::Manual, after.manual.is_some());
    assert_eq!(
        after.state == State::AmendmentPending,
        after.amendment.is_some()
    );
    assert_eq!(after.state == State::Returned, after.lapses_on.is_some());
    let ended = matches!(after.state, State::Deregistered | State::Annulled);
    assert_eq!(ended, after.ended_on.is_some());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_must_hold_holds_in_every_history(
        form in 0..4_usize,
        late in any::<bool>(),
        asked in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..9_u64), 40..160),
    ) {
        let (people, steps) = (people(), steps());
        let mut desk = Desk::draft(forms().swap_remove(form));
        if late {
            desk.today = date("2026-02-02");
        }
        for (who, what, days) in asked {
            let actor = who.get(&people);
            let before = desk.contract.clone();
            match desk.ask(actor, what.get(&steps).clone()) {
                Ok(decided) => {
                    holds(&before, &decided, actor, desk.today);
                    desk.contract = decided.contract;
                    desk.today = desk.today.checked_add_days(Days::new(days)).unwrap();
                }
                Err(refused) => {
                    prop_assert_ne!(refused.reason, "RECORD_INCONSISTENT");
                    prop_assert!(refused.reason.bytes().all(|letter| letter.is_ascii_uppercase() || letter == b'_' || letter.is_ascii_digit()));
                }
            }
            let stored = serde_json::to_vec(&desk.contract).unwrap();
            prop_assert_eq!(&serde_json::from_slice::<Contract>(&stored).unwrap(), &desk.contract);
        }
    }
}

/// The histories above are worth something only if they get everywhere.
#[test]
fn random_histories_reach_every_state() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let (people, steps) = (people(), steps());
    let mut reached = std::collections::BTreeSet::new();
    let mut runner = TestRunner::deterministic();
    let strategy = proptest::collection::vec((0..people.len(), 0..steps.len(), 0..9_u64), 160);
    for round in 0..600 {
        let mut desk = Desk::draft(forms().swap_remove(round % 4));
        let history = strategy.new_tree(&mut runner).unwrap().current();
        for (who, what, days) in history {
            if let Ok(decided) = desk.ask(&people[who], steps[what].clone()) {
                desk.contract = decided.contract;
                desk.today = desk.today.checked_add_days(Days::new(days * 4)).unwrap();
            }
            reached.insert(desk.contract.state);
        }
    }
    let missed: Vec<&State> = State::ALL
        .iter()
        .filter(|state| !reached.contains(state))
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
}
