//! Random histories of pledges over the same rights: no right is ever pledged twice.
use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::domain::asset::{Encumbrance, ReservationEnd};

/// Three rights and five pledges that quarrel over them.
struct World {
    assets: Vec<IpAsset>,
    pledges: Vec<Pledge>,
    today: NaiveDate,
}

impl World {
    fn new() -> World {
        let claims: [&[u128]; 5] = [&[1], &[1, 2], &[2, 3], &[3], &[1, 2, 3]];
        let pledges = claims.iter().zip(11..);
        World {
            assets: (1..4).map(patent).collect(),
            pledges: pledges
                .map(|(assets, id)| prepare(new_pledge(id, assets), &banker()).unwrap())
                .collect(),
            today: date("2026-01-05"),
        }
    }

    /// Takes the pledge's step and every right's, or none of them, as one transaction does.
    fn ask(&mut self, index: usize, actor: &Actor, command: Command) -> Result<(), Refused> {
        let (terms, asset_terms) = (Terms::default(), asset::Terms::default());
        let calendar = WorkingCalendar::shipped();
        let at = Circumstances {
            actor,
            today: self.today,
            calendar,
            assets: &self.assets,
            debt: Debt::Defaulted,
            terms: &terms,
        };
        let decided = decide(&self.pledges[index], command, &at)?;
        let mut assets = self.assets.clone();
        for (id, command) in decided.of_assets {
            let at = asset::Circumstances {
                actor,
                today: self.today,
                calendar,
                terms: &asset_terms,
            };
            let asset = assets.iter_mut().find(|asset| asset.id == id).unwrap();
            *asset = asset::decide(asset, command, &at)?.asset;
        }
        self.assets = assets;
        self.pledges[index] = decided.pledge;
        Ok(())
    }

    fn holds(&self) {
        for asset in &self.assets {
            let on_it = |pledge: &&Pledge| pledge.is_effective() && pledge.covers(asset.id);
            let effective: Vec<_> = self
                .pledges
                .iter()
                .filter(on_it)
                .map(|pledge| pledge.id)
                .collect();
            assert!(effective.len() <= 1, "pledged twice: {effective:?}");
            assert_eq!(asset.pledge, effective.first().copied());
            assert_eq!(asset.is_pledged(), asset.pledge.is_some());
            let standing = asset
                .reservations
                .iter()
                .filter(|reservation| reservation.end.is_none());
            let expected = usize::from(asset.encumbrance == Encumbrance::Reserved);
            assert_eq!(standing.count(), expected);
            // The places tell who came when, and nobody is registered out of turn.
            let places = asset
                .reservations
                .iter()
                .map(|reservation| reservation.place);
            assert!(places.eq(1..=asset.reservations.len() as u32));
            let days = asset.reservations.windows(2);
            assert!(
                days.into_iter()
                    .all(|pair| pair[0].reserved_on <= pair[1].reserved_on)
            );
            if let Some(pledge) = asset.pledge {
                let last = asset.reservations.last().unwrap();
                assert_eq!(
                    (last.pledge, last.end),
                    (pledge, Some(ReservationEnd::Registered))
                );
            }
        }
    }
}

fn step(kind: u8) -> (Actor, Command) {
    match kind {
        0..=2 => (banker(), file()),
        3..=5 => (enterprise(), file()),
        6 | 7 => (clerk(), register()),
        8 => (
            clerk(),
            Command::Refuse {
                code: "OTHER".to_owned(),
                note: String::new(),
            },
        ),
        9 => (
            clerk(),
            Command::FindDefect {
                defect: "amount".to_owned(),
            },
        ),
        10 => (banker(), Command::Refile),
        11 => (banker(), Command::RequestRelease),
        12 => (clerk(), Command::Release),
        13 => (
            banker(),
            Command::Realise {
                way: Realisation::Sale,
                proceeds: Fen(1),
            },
        ),
        14 => (banker(), Command::Withdraw),
        _ => (enterprise(), Command::Withdraw),
    }
}

proptest! {
    #[test]
    fn no_right_is_ever_pledged_twice(
        history in proptest::collection::vec((0..5_usize, 0..16_u8, 0..12_u64), 0..120),
    ) {
        let mut world = World::new();
        for (index, kind, days) in history {
            let (actor, command) = step(kind);
            // A refusal changes nothing, and the next may try.
            let _ = world.ask(index, &actor, command);
            world.holds();
            world.today = world.today + Days::new(days / 6);
        }
    }
}

/// The histories above are worth something only if they get everywhere.
#[test]
fn random_histories_reach_every_state() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = proptest::collection::vec((0..5_usize, 0..16_u8, 0..12_u64), 120);
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..100 {
        let mut world = World::new();
        for (index, kind, days) in strategy.new_tree(&mut runner).unwrap().current() {
            let (actor, command) = step(kind);
            let _ = world.ask(index, &actor, command);
            world.today = world.today + Days::new(days / 6);
            reached.extend(world.pledges.iter().map(|pledge| pledge.state));
        }
    }
    assert!(reached.iter().eq(State::ALL), "{reached:?}");
}
