//! Random histories of one role's places against card `evt.capacity`, and against what always holds.
use proptest::prelude::*;

use super::seats::Seats;
use super::*;

const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

#[derive(Debug, Clone, Copy)]
enum Change {
    Register(usize),
    Cancel(usize),
    Quota(i64),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        5 => (0..NAMES.len()).prop_map(Change::Register),
        3 => (0..NAMES.len()).prop_map(Change::Cancel),
        1 => (0_i64..6).prop_map(Change::Quota),
    ]
}

fn live(all: &[Registration], who: &str) -> Option<usize> {
    all.iter().position(|one| {
        one.organisation == who && matches!(one.state, State::Confirmed | State::Waitlisted)
    })
}

fn of(all: &[Registration], state: State) -> Vec<&str> {
    let mut found: Vec<&Registration> = all.iter().filter(|one| one.state == state).collect();
    found.sort_by_key(|one| one.place);
    found.iter().map(|one| one.organisation.as_str()).collect()
}

proptest! {
    #[test]
    fn registrations_and_the_card_agree(
        quota in 0_i64..5,
        changes in prop::collection::vec(change(), 0..60),
    ) {
        let mut places = places(quota);
        let mut all: Vec<Registration> = Vec::new();
        let mut seats = Seats::of(quota);
        for change in changes {
            match change {
                Change::Register(who) => {
                    seats.register(NAMES[who]);
                    if live(&all, NAMES[who]).is_none() {
                        all.push(registers(newcomer(NAMES[who]), &accepted(), &mut places));
                    }
                }
                Change::Cancel(who) => {
                    seats.cancel(NAMES[who]);
                    if let Some(at) = live(&all, NAMES[who]) {
                        let actor = of_enterprise(NAMES[who]);
                        let gone = took(&all[at], Command::Cancel, &mut places, &actor);
                        all[at] = gone.unwrap().registration;
                    }
                }
                Change::Quota(quota) => {
                    seats.change_capacity(quota);
                    places.role_mut(PersonRole::Enterprise).unwrap().quota = quota;
                }
            }
            let before = of(&all, State::Confirmed).len();
            let next = promoted(&mut all, &mut places);
            let of_role = *places.role(PersonRole::Enterprise).unwrap();
            // Nobody is promoted beyond the quota, and no place is free while somebody waits.
            prop_assert!(next.is_empty() || i64::try_from(before + next.len()).unwrap() <= of_role.quota);
            prop_assert!(of_role.waiting == 0 || !of_role.has_room());
            prop_assert!(next.is_sorted());
            let (confirmed, waiting) = (of(&all, State::Confirmed), of(&all, State::Waitlisted));
            prop_assert_eq!(of_role.confirmed, i64::try_from(confirmed.len()).unwrap());
            prop_assert_eq!(of_role.waiting, i64::try_from(waiting.len()).unwrap());
            prop_assert_eq!(&waiting, &seats.waiting());
            let mut by_card = seats.confirmed().to_vec();
            by_card.sort_unstable();
            let mut by_state = confirmed.clone();
            by_state.sort_unstable();
            prop_assert_eq!(by_state, by_card);
            prop_assert_eq!(places.last_place, i64::try_from(all.len()).unwrap());
        }
    }
}
