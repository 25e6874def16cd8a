//! Whatever is asked in whatever order, a negotiation stays consistent.
use proptest::prelude::*;

use super::*;

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        3 => Just(accept()),
        1 => Just(Command::Talk { held_on: day("2025-05-20"), note: "洽谈".to_owned() }),
        2 => (-1_i64..1_000_000_000).prop_map(intent),
        3 => Just(Command::SignIntent),
        1 => Just(Command::Report(Report {
            months: 1,
            progress: Progress::Talking,
            note: String::new(),
        })),
        2 => Just(Command::NameContract(CONTRACT)),
        2 => (1_i64..9, any::<bool>(), any::<bool>()).prop_map(|(sequence, registered, own)| judged(sequence, registered, own)),
        1 => Just(Command::End { note: "不再洽谈".to_owned() }),
        1 => Just(Command::CloseIdle),
    ]
}

fn judged(sequence: i64, registered: bool, own: bool) -> Command {
    let buyer = if own { "acme" } else { "third" };
    let named = |organisation: &str| ContractParty {
        organisation: organisation.to_owned(),
        credit_code: String::new(),
    };
    Command::Judge(Box::new(KnownContract {
        id: CONTRACT,
        sequence,
        number: String::new(),
        status: match registered {
            true => ContractStatus::Registered,
            false => ContractStatus::Deregistered,
        },
        registered_on: day("2025-06-10"),
        total: Fen(1),
        technical: None,
        seller: named("wyu"),
        buyer: named(buyer),
    }))
}

proptest! {
    #[test]
    fn intents_and_contracts_come_in_their_order(
        commands in prop::collection::vec((command(), 0..4_usize), 1..60)
    ) {
        let desk = Desk::on("2025-07-01");
        let mut negotiation = desk.propose(&organiser(), new()).unwrap();
        for (command, who) in commands {
            let actor = [provider(), seeker(), organiser(), service()][who].clone();
            let before = negotiation.clone();
            let step = command.step(&before);
            if let Ok(decided) = desk.ask(&negotiation, &actor, command) {
                prop_assert_eq!(decided.negotiation.version, before.version + 1);
                prop_assert_eq!(next(before.state, step), Ok(decided.negotiation.state));
                negotiation = decided.negotiation;
            }
            let is_intended = matches!(negotiation.state, State::Intent | State::Contracted);
            prop_assert!(negotiation.intent.is_some() || !is_intended);
            let is_contracted = negotiation.state == State::Contracted;
            prop_assert_eq!(negotiation.outcome.is_some(), is_contracted);
            let intent = negotiation.intent.as_ref();
            prop_assert!(intent.is_none_or(|intent| intent.amount.get() >= 0));
            let last = before.outcome.map(|outcome| outcome.contract.sequence);
            let now = negotiation.outcome.as_ref().map(|outcome| outcome.contract.sequence);
            prop_assert!(now.is_none() || last <= now);
        }
    }
}
