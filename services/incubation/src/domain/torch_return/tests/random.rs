//! Random histories: whatever people try, a return that counts is complete, logical and reviewed by two.
use proptest::prelude::*;

use super::*;

fn step(kind: u8, fen: i64) -> (Actor, Command) {
    let field = Field::ALL[usize::from(kind) % Field::ALL.len()];
    match kind % 12 {
        0 | 1 => (operator(), everything()),
        2 => (operator(), fill(vec![state(field, fen)])),
        3 | 4 => (operator(), Command::Submit),
        5 | 6 => (county(), Command::Check { note: note() }),
        7 | 8 => (city(), Command::Accept { note: note() }),
        9 => (city(), send_back()),
        10 => (county(), send_back()),
        _ => (city(), Command::Freeze),
    }
}

proptest! {
    #[test]
    fn what_counts_is_complete_and_logical(
        history in proptest::collection::vec((any::<u8>(), -3..9_i64), 0..80),
    ) {
        let mut torch_return = opened();
        for (kind, fen) in history {
            let (actor, command) = step(kind, fen);
            let Ok(decided) = on(&torch_return, "2026-02-10", &actor, command) else { continue };
            torch_return = decided.torch_return;
            if torch_return.state.counts() {
                prop_assert_eq!(missing(&torch_return), Vec::<&str>::new());
                prop_assert_eq!(failed(&torch_return.figures, None), vec![]);
                let by = |signed: &Option<Signed>| signed.as_ref().map(|signed| signed.by.clone());
                let people = [&torch_return.submission, &torch_return.check, &torch_return.acceptance];
                let people: Vec<_> = people.into_iter().map(by).collect();
                prop_assert_eq!(people, vec![Some("chen".into()), Some("li".into()), Some("zhao".into())]);
            }
            let stored = serde_json::to_vec(&torch_return).unwrap();
            prop_assert_eq!(&serde_json::from_slice::<TorchReturn>(&stored).unwrap(), &torch_return);
        }
    }
}
