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
    #[error("the fact is not reserved for this case: reserve it first")]
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
    // Releasing takes nothing from anybody.
    if let Command::Release = command {
        return match ours.map(|ours| ours.state) {
            None => Err(Refused::NotReserved),
            Some(State::Paid) => Err(Refused::Paid),
            Some(State::Reserved { .. } | State::Released) => Ok(State::Released),
        };
    }
    let others = own.filter(|own| !own.is_of(claimant));
    if let Some(barring) = rivals.iter().chain(others).find(|other| other.stands(now)) {
        return Err(barring.bars());
    }
    match (command, ours.map(|ours| ours.state)) {
        (Command::Reserve { .. } | Command::ConfirmPaid, Some(State::Paid)) => Ok(State::Paid),
        (Command::Reserve { until }, Some(State::Reserved { until: before })) => {
            // It never gets shorter: a late repeat of an earlier step takes nothing back.
            let until = until.zip(before).map(|(until, before)| until.max(before));
            Ok(State::Reserved { until })
        }
        (Command::Reserve { until }, Some(State::Released) | None) => Ok(State::Reserved { until }),
        (Command::ConfirmPaid, Some(State::Reserved { .. })) => Ok(State::Paid),
        (Command::ConfirmPaid, Some(State::Released) | None) => Err(Refused::NotReserved),
        (Command::Release, _) => Err(Refused::NotReserved),
    }
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
            (None, ConfirmPaid, Err(Refused::NotReserved)),
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
            (Some(Released), ConfirmPaid, Err(Refused::NotReserved)),
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
            // What one lost while it was expired is not paid either.
            let own = of("claims/1", "tc.incentive", Reserved { until: after(-9) });
            let found = decide(Some(&own), &[rival], &claimant(), ConfirmPaid, now());
            assert_eq!(found.is_err(), barred(state), "{state:?}");
        }
    }
}
