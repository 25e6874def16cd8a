//! One contract as the plan counts it: what it adds to its year, and what a late exit takes back as a correction.
use chrono::{Datelike, NaiveDate};
use kezhuan_law::{Fen, regions};
use serde::{Deserialize, Serialize};

/// A registered version, as the contracts service announced it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub number: String,
    pub kind: String,
    pub total: Fen,
    pub technical: Fen,
    /// Of version 1; decides the year for ever.
    pub registered_on: NaiveDate,
    /// Of this version.
    pub in_force_from: NaiveDate,
    pub seller_division: String,
    pub form_version: i32,
}

/// What was announced about a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Registered(Version),
    Amended(Version),
    /// Deregistered, or annulled, which is read the same.
    Left {
        exit: Exit,
        on: NaiveDate,
    },
}

/// How a contract left the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Exit {
    Deregistered,
    Annulled,
}

/// What a contract counts for in the year of its registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The version that counts: the one in force at the end of the year, or now while it is open.
    pub counted: Version,
    /// The latest version, which may be newer than a closed year.
    pub latest_form_version: i32,
    pub exit: Option<Exit>,
    /// The exit came within the year: nothing of the contract counts any more.
    pub removed: bool,
}

/// What moves in the sums of one year and division. Divisions outside the city move nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub year: i32,
    pub division: String,
    pub total: Fen,
    pub technical: Fen,
    pub contracts: i64,
    /// A line beside a closed year's figure instead of a change of it; dated with its cause.
    pub correction_on: Option<NaiveDate>,
}

/// What a change leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    pub standing: Standing,
    pub movements: Vec<Movement>,
}

/// An announcement that cannot follow what is known of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistent {
    #[error("the contract is registered already")]
    RegisteredTwice,
    #[error("the contract was never registered")]
    Unknown,
    #[error("the contract left the register before")]
    LeftBefore,
}

/// Applies one announcement; announcements of a contract come in order.
pub fn apply(current: Option<&Standing>, change: Change) -> Result<Effect, Inconsistent> {
    match (current, change) {
        (None, Change::Registered(version)) => Ok(register(version)),
        (Some(_), Change::Registered(_)) => Err(Inconsistent::RegisteredTwice),
        (None, Change::Amended(_) | Change::Left { .. }) => Err(Inconsistent::Unknown),
        (Some(standing), Change::Amended(_) | Change::Left { .. }) if standing.exit.is_some() => {
            Err(Inconsistent::LeftBefore)
        }
        (Some(standing), Change::Amended(version)) => Ok(amend(standing, version)),
        (Some(standing), Change::Left { exit, on }) => Ok(leave(standing, exit, on)),
    }
}

fn register(version: Version) -> Effect {
    let movements = movement(&version, 1, None).into_iter().collect();
    Effect {
        standing: Standing {
            latest_form_version: version.form_version,
            counted: version,
            exit: None,
            removed: false,
        },
        movements,
    }
}

fn amend(standing: &Standing, version: Version) -> Effect {
    let mut after = standing.clone();
    after.latest_form_version = version.form_version;
    let mut movements = Vec::new();
    // A closed year keeps the version that was in force at its end.
    if version.in_force_from.year() <= standing.year() {
        // The year is that of version 1, whatever a later version says.
        let version = Version {
            registered_on: standing.counted.registered_on,
            ..version
        };
        movements.extend(movement(&standing.counted, -1, None));
        movements.extend(movement(&version, 1, None));
        after.counted = version;
    }
    Effect {
        standing: after,
        movements,
    }
}

fn leave(standing: &Standing, exit: Exit, on: NaiveDate) -> Effect {
    let closed = on.year() > standing.year();
    let movements = movement(&standing.counted, -1, closed.then_some(on))
        .into_iter()
        .collect();
    Effect {
        standing: Standing {
            exit: Some(exit),
            removed: !closed,
            ..standing.clone()
        },
        movements,
    }
}

impl Standing {
    /// The calendar year the contract counts in.
    pub fn year(&self) -> i32 {
        self.counted.registered_on.year()
    }

    /// Whether the contract stands behind its year's figure (a late exit is a correction beside it).
    pub fn is_counted(&self) -> bool {
        !self.removed && regions::is_jiangmen(&self.counted.seller_division)
    }

    /// The contract's state as people are shown it.
    pub const fn state(&self) -> &'static str {
        match self.exit {
            None => "REGISTERED",
            Some(Exit::Deregistered) => "DEREGISTERED",
            Some(Exit::Annulled) => "ANNULLED",
        }
    }
}

fn movement(version: &Version, sign: i64, correction_on: Option<NaiveDate>) -> Option<Movement> {
    regions::is_jiangmen(&version.seller_division).then(|| Movement {
        year: version.registered_on.year(),
        division: version.seller_division.clone(),
        total: Fen(version.total.0 * sign),
        technical: Fen(version.technical.0 * sign),
        contracts: sign,
        correction_on,
    })
}

#[cfg(test)]
mod tests;
