//! A fact that programmes of several services could pay: for whom it is kept, and until when.
use chrono::{DateTime, Utc};

/// What is known of a fact and one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// `None` = until it is paid or released.
    Reserved {
        until: Option<DateTime<Utc>>,
    },
    Paid,
    Released,
}

/// A reservation and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    pub family: String,
    pub holder: String,
    pub case: String,
    pub state: State,
    /// Since when it stands for this case without a break.
    pub since: DateTime<Utc>,
}

/// Who asks: a service, for one of its cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimant {
    pub holder: String,
    pub case: String,
}

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Reserve { until: Option<DateTime<Utc>> },
    ConfirmPaid,
    Release,
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the fact is {} for {case} of {family}, which bars this payment", if *.paid { "paid" } else { "kept" })]
    Taken {
        family: String,
        case: String,
        paid: bool,
    },
    #[error("the fact is not kept for this case, so there is nothing to release")]
    NotReserved,
    #[error("the fact was paid for this case, so it can't be released")]
    Paid,
}

impl Reservation {
    /// Whether it bars others at this instant.
    fn stands(&self, now: DateTime<Utc>) -> bool {
        match self.state {
            State::Reserved { until } => until.is_none_or(|until| until > now),
            State::Paid => true,
            State::Released => false,
        }
    }

    fn is_of(&self, claimant: &Claimant) -> bool {
        (&self.holder, &self.case) == (&claimant.holder, &claimant.case)
    }

    /// Whether it goes on though this rival stands, too: both were kept before either barred the other, and the first in
    /// time is not the one that gives way.
    fn comes_before(&self, rival: &Reservation, now: DateTime<Utc>) -> bool {
        let is_earlier = (self.since, &self.family) < (rival.since, &rival.family);
        match (self.state, rival.state) {
            (State::Paid, _) => true,
            (State::Reserved { .. }, State::Reserved { .. }) => self.stands(now) && is_earlier,
            (State::Reserved { .. }, State::Paid | State::Released)
            | (State::Released, State::Reserved { .. } | State::Paid | State::Released) => false,
        }
    }

    fn bars(&self) -> Refused {
        Refused::Taken {
            family: self.family.clone(),
            case: self.case.clone(),
            paid: self.state == State::Paid,
        }
    }
}

/// The state `command` leads to. `own` is what is known under the claimant's family, `rivals` under families that bar it
/// or that it bars.
pub fn decide(
    own: Option<&Reservation>,
    rivals: &[Reservation],
    claimant: &Claimant,
    command: Command,
    now: DateTime<Utc>,
) -> Result<State, Refused> {
    let ours = own.filter(|own| own.is_of(claimant));
    let another = own.filter(|own| !own.is_of(claimant) && own.stands(now));
    let known = ours.map(|ours| ours.state);
    match command {
        // Releasing takes nothing from anybody.
        Command::Release => match known {
            None => Err(Refused::NotReserved),
            Some(State::Paid) => Err(Refused::Paid),
            Some(State::Reserved { .. } | State::Released) => Ok(State::Released),
        },
        // What was paid was paid, whatever stands against it: refusing to hear it would let it be paid once more.
        Command::ConfirmPaid => another.map_or(Ok(State::Paid), |another| Err(another.bars())),
        Command::Reserve { until } => {
            let bars = |rival: &&Reservation| {
                rival.stands(now) && !ours.is_some_and(|ours| ours.comes_before(rival, now))
            };
            if let Some(barring) = another.or_else(|| rivals.iter().find(bars)) {
                return Err(barring.bars());
            }
            Ok(match known {
                Some(State::Paid) => State::Paid,
                Some(State::Reserved { until: before }) => {
                    // It never gets shorter: a late repeat of an earlier step takes nothing back.
                    let until = until.zip(before).map(|(until, before)| until.max(before));
                    State::Reserved { until }
                }
                Some(State::Released) | None => State::Reserved { until },
            })
        }
    }
}

/// Since when the fact stands for the claimant, once it is in this state: what had ended in between begins again.
pub fn since(
    own: Option<&Reservation>,
    claimant: &Claimant,
    state: State,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let goes_on = |ours: &&Reservation| match state {
        State::Reserved { .. } => ours.stands(now),
        State::Paid | State::Released => true,
    };
    let ours = own.filter(|own| own.is_of(claimant)).filter(goes_on);
    ours.map_or(now, |ours| ours.since)
}

/// Whether a payment of the fact is one too many, or bars what is kept for another: its owner has to know.
pub fn is_contested(rivals: &[Reservation], now: DateTime<Utc>) -> bool {
    rivals.iter().any(|rival| rival.stands(now))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::{Command::*, State::*, *};

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    fn after(seconds: i64) -> Option<DateTime<Utc>> {
        Some(now() + TimeDelta::seconds(seconds))
    }

    fn claimant() -> Claimant {
        Claimant {
            holder: "contracts".to_owned(),
            case: "claims/1".to_owned(),
        }
    }

    fn of(case: &str, family: &str, state: State) -> Reservation {
        Reservation {
            family: family.to_owned(),
            holder: "contracts".to_owned(),
            case: case.to_owned(),
            state,
            since: now(),
        }
    }

    #[test]
    fn a_fact_is_reserved_confirmed_and_released_by_whoever_it_is_kept_for() {
        let reserve = |seconds| Reserve {
            until: after(seconds),
        };
        let kept = Reserved { until: None };
        let short = |seconds| Reserved {
            until: after(seconds),
        };
        for (own, command, answer) in [
            (None, reserve(60), Ok(short(60))),
            // Paid before it had to be reserved: it is known from then on.
            (None, ConfirmPaid, Ok(Paid)),
            (None, Release, Err(Refused::NotReserved)),
            (Some(short(60)), reserve(90), Ok(short(90))),
            (Some(short(60)), reserve(30), Ok(short(60))),
            (Some(short(60)), Reserve { until: None }, Ok(kept)),
            (Some(kept), reserve(60), Ok(kept)),
            (Some(short(60)), ConfirmPaid, Ok(Paid)),
            // Expired, and nobody took it.
            (Some(short(-1)), ConfirmPaid, Ok(Paid)),
            (Some(short(-1)), reserve(60), Ok(short(60))),
            (Some(kept), Release, Ok(Released)),
            (Some(Released), Release, Ok(Released)),
            (Some(Released), reserve(60), Ok(short(60))),
            (Some(Released), ConfirmPaid, Ok(Paid)),
            (Some(Paid), reserve(60), Ok(Paid)),
            (Some(Paid), ConfirmPaid, Ok(Paid)),
            (Some(Paid), Release, Err(Refused::Paid)),
        ] {
            let own = own.map(|state| of("claims/1", "tc.incentive", state));
            let found = decide(own.as_ref(), &[], &claimant(), command, now());
            assert_eq!(found, answer, "{own:?} {command:?}");
        }
    }

    #[test]
    fn what_stands_for_another_bars_and_what_expired_or_was_released_does_not() {
        let barred = |state| match state {
            Reserved { until } => until.is_none() || until > Some(now()),
            Paid => true,
            Released => false,
        };
        let states = [
            Reserved { until: None },
            Reserved { until: after(1) },
            Reserved { until: after(0) },
            Paid,
            Released,
        ];
        for state in states {
            let rival = of("loans/1", "ip.subsidy", state);
            let same_family = of("claims/2", "tc.incentive", state);
            let reserve = Reserve { until: None };
            for (own, rivals) in [(None, vec![rival.clone()]), (Some(&same_family), vec![])] {
                let found = decide(own, &rivals, &claimant(), reserve, now());
                assert_eq!(found.is_err(), barred(state), "{state:?} {own:?}");
            }
            // What one lost while it was expired is not reserved again; what was paid all the same is known.
            let own = of("claims/1", "tc.incentive", Reserved { until: after(-9) });
            let rivals = [rival];
            let found = decide(Some(&own), &rivals, &claimant(), reserve, now());
            assert_eq!(found.is_err(), barred(state), "{state:?}");
            let found = decide(Some(&own), &rivals, &claimant(), ConfirmPaid, now());
            assert_eq!(found, Ok(Paid));
            assert_eq!(is_contested(&rivals, now()), barred(state), "{state:?}");
            // The row of its own family holds one case.
            let found = decide(Some(&same_family), &[], &claimant(), ConfirmPaid, now());
            assert_eq!(found.is_err(), barred(state), "{state:?}");
        }
    }

    #[test]
    fn of_two_that_both_stand_the_first_in_time_goes_on() {
        let kept = Reserved { until: None };
        let standing = |family: &str, state, seconds| Reservation {
            since: now() + TimeDelta::seconds(seconds),
            ..of("claims/1", family, state)
        };
        let expired = Reserved { until: after(0) };
        for (ours, rival, goes_on) in [
            ((kept, 0), (kept, 1), true),
            ((kept, 1), (kept, 0), false),
            ((kept, 0), (Paid, 1), false),
            ((Paid, 1), (Paid, 0), true),
            ((expired, 0), (kept, 1), false),
            ((Released, 0), (kept, 1), false),
        ] {
            let own = standing("tc.incentive", ours.0, ours.1);
            let rival = standing("ip.subsidy", rival.0, rival.1);
            let reserve = Reserve { until: None };
            let found = decide(Some(&own), &[rival], &claimant(), reserve, now());
            assert_eq!(found.is_ok(), goes_on, "{own:?}");
        }
        // At the same instant exactly one of them does.
        let (one, other) = (standing("a.b", kept, 0), standing("c.d", kept, 0));
        assert!(one.comes_before(&other, now()) && !other.comes_before(&one, now()));
        // What stands keeps its place in time, what ended in between begins again.
        let early = standing("tc.incentive", kept, -60);
        assert_eq!(since(Some(&early), &claimant(), kept, now()), early.since);
        let late = standing("tc.incentive", Released, -60);
        assert_eq!(since(Some(&late), &claimant(), kept, now()), now());
        assert_eq!(since(Some(&late), &claimant(), Released, now()), late.since);
    }
}
