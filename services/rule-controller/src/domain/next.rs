//! The one step that comes next. What people do is waited for; nothing here agrees to anything.
use std::cmp::Reverse;
use std::collections::BTreeMap;

use kezhuan_protocol::rules::v1::step::Outcome;
use kezhuan_protocol::rules::v1::timeline_entry::State;
use kezhuan_protocol::rules::v1::{Package, SigningKey, TimelineEntry, package, signing_key};

use super::{CARRIER, Mark, Period, Problem, REFUSED_BY_RULES, Source, Wanted};

/// The pipeline's step that asks whose key it is.
pub(super) const SIGNATURE: &str = "SIGNATURE";

/// What the registry holds, without the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Of the owner's key that signed it.
    pub key: String,
    pub signature: Vec<u8>,
}

/// What the rules service has, and what could not be done in this look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// The legal date of the look.
    pub today: String,
    pub package: Option<Package>,
    /// The key that signed what is carried, as its owner registered it.
    pub key: Option<SigningKey>,
    pub entries: Vec<TimelineEntry>,
    /// Why the registry does not give what it gave before.
    pub not_pulled: Option<Problem>,
    pub not_taken: Option<Problem>,
    /// By the period's place in the resource.
    pub not_proposed: BTreeMap<usize, Problem>,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A proposal that the resource does not ask for any more, before people agree to it.
    Withdraw {
        entry: String,
    },
    Upload,
    /// The period in this place.
    Propose {
        period: usize,
    },
    Await(Waiting),
    /// Everything was decided.
    Rest,
}

/// What only others can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// The city approves the key; before that its owner registers it.
    Key,
    /// The author signs with a key that holds.
    NewKey,
    /// The registry gives the package.
    Registry,
    /// Somebody uploads what is only named by its digest.
    Upload,
    /// The author makes a package that passes.
    NewPackage,
    /// Two people of the tenant agree.
    Approvals,
    /// Whoever wrote the resource changes it: a period was refused.
    Change,
}

/// The next step towards `wanted`, of which the package is called `package`.
pub fn next(wanted: &Wanted, package: &str, carried: Option<&Carried>, seen: &Seen) -> Step {
    if let Some(entry) = unwanted(wanted, package, seen) {
        return Step::Withdraw {
            entry: entry.name.clone(),
        };
    }
    match carried {
        Some(carried) if !is_taken_in(wanted, carried, seen) => return brought(seen),
        // What was pulled before is known by its name alone: it goes on where nothing has to be brought.
        None if matches!(wanted.source, Source::Registry(_)) && !has_author(wanted, seen) => {
            return Step::Await(Waiting::Registry);
        }
        Some(_) | None => {}
    }
    match seen.package.as_ref().map(Package::state) {
        Some(package::State::Tested) => periods(wanted, package, seen),
        Some(package::State::Revoked) => Step::Await(Waiting::NewKey),
        Some(package::State::Refused | package::State::Uploaded | package::State::Unspecified) => {
            Step::Await(Waiting::NewPackage)
        }
        None => Step::Await(Waiting::Upload),
    }
}

fn brought(seen: &Seen) -> Step {
    match seen.key.as_ref().map(SigningKey::state) {
        _ if seen.not_taken.is_some() => Step::Await(Waiting::NewPackage),
        _ if seen.not_pulled.is_some() => Step::Await(Waiting::Registry),
        Some(signing_key::State::Approved) => Step::Upload,
        Some(signing_key::State::Revoked) => Step::Await(Waiting::NewKey),
        Some(signing_key::State::Registered | signing_key::State::Unspecified) | None => {
            Step::Await(Waiting::Key)
        }
    }
}

fn periods(wanted: &Wanted, package: &str, seen: &Seen) -> Step {
    let standings: Vec<Option<State>> = wanted
        .periods
        .iter()
        .map(|period| standing(wanted, package, period, seen).map(TimelineEntry::state))
        .collect();
    let is_open = |(place, standing): &(usize, &Option<State>)| {
        standing.is_none() && !seen.not_proposed.contains_key(place)
    };
    if let Some((period, _)) = standings.iter().enumerate().find(is_open) {
        return Step::Propose { period };
    }
    if standings.contains(&Some(State::Proposed)) {
        return Step::Await(Waiting::Approvals);
    }
    match standings.contains(&None) || standings.contains(&Some(State::Refused)) {
        true => Step::Await(Waiting::Change),
        false => Step::Rest,
    }
}

/// What became of a period: the entry that was decided, else the one that is proposed, else the one that was refused.
///
/// What people decided holds for the place and its wording, whichever resource asked: one that was made anew under its old
/// name, in a cluster that was restored say, does not ask them again. A proposal is of the resource that made it.
pub fn standing<'a>(
    wanted: &Wanted,
    package: &str,
    period: &Period,
    seen: &'a Seen,
) -> Option<&'a TimelineEntry> {
    let mark = wanted.mark(package, period);
    let is_of_it = |entry: &&TimelineEntry| {
        mark_of(entry).is_some_and(|found| {
            let is_its_own = found.uid == mark.uid || entry.state() != State::Proposed;
            found.place == mark.place && found.content == mark.content && is_its_own
        })
    };
    let own = seen.entries.iter().filter(is_of_it);
    // What was taken back may be proposed again.
    own.filter(|entry| rank(entry) < RANK_NONE)
        .min_by(|one, other| order(one, &seen.today).cmp(&order(other, &seen.today)))
}

const RANK_NONE: u8 = 4;

fn rank(entry: &TimelineEntry) -> u8 {
    match entry.state() {
        State::Approved => 0,
        State::Superseded => 1,
        State::Proposed => 2,
        State::Refused => 3,
        State::Withdrawn | State::Unspecified => RANK_NONE,
    }
}

/// A correction may have cut what was approved into several entries: the one that answers today comes first, else the latest.
fn order<'e>(entry: &'e TimelineEntry, today: &str) -> (u8, bool, Reverse<&'e str>) {
    let (from, to) = (entry.effective_from.as_str(), entry.effective_to.as_str());
    // Written YYYY-MM-DD, dates are in the order of their texts.
    let is_over_or_to_come = today < from || (!to.is_empty() && today > to);
    (rank(entry), is_over_or_to_come, Reverse(from))
}

/// A proposal of this resource that stands for none of its periods, or a second one for the same.
fn unwanted<'a>(wanted: &Wanted, package: &str, seen: &'a Seen) -> Option<&'a TimelineEntry> {
    let standing: Vec<&str> = wanted
        .periods
        .iter()
        .filter_map(|period| standing(wanted, package, period, seen))
        .map(|entry| entry.name.as_str())
        .collect();
    seen.entries.iter().find(|entry| {
        entry.state() == State::Proposed
            && mark_of(entry).is_some_and(|mark| mark.uid == wanted.uid)
            && !standing.contains(&entry.name.as_str())
    })
}

/// Only what this program proposed has a mark that means anything.
fn mark_of(entry: &TimelineEntry) -> Option<Mark> {
    match entry.activated_by == CARRIER {
        true => Mark::read(&entry.reason),
        false => None,
    }
}

/// Whether the rules service has the package as it is carried, with its author.
fn is_taken_in(wanted: &Wanted, carried: &Carried, seen: &Seen) -> bool {
    let Some(package) = &seen.package else {
        return false;
    };
    let has_author = has_author(wanted, seen);
    match package.state() {
        package::State::Tested => has_author,
        package::State::Refused => {
            has_author
                && package.signature == carried.signature
                && !is_trusted_since(package, seen.key.as_ref())
        }
        // The same bytes may be signed with another key.
        package::State::Revoked => package.key == carried.key,
        package::State::Uploaded | package::State::Unspecified => false,
    }
}

/// Why a package that was taken in came to nothing: the same attempt would again.
pub fn not_passed(package: &Package) -> Option<Problem> {
    let is_refused = package.state() == package::State::Refused;
    is_refused.then(|| {
        let why = package.problems.join("; ");
        let en = format!("the package did not pass: {why}");
        Problem::new(REFUSED_BY_RULES, "规则包未通过检查", en)
    })
}

/// Whether its author is known there, who agrees to none of its activations.
fn has_author(wanted: &Wanted, seen: &Seen) -> bool {
    let package = seen.package.as_ref();
    package.is_some_and(|package| package.uploaders.contains(&wanted.author))
}

/// The key was approved after its signature had been refused.
fn is_trusted_since(package: &Package, key: Option<&SigningKey>) -> bool {
    let refused = package
        .steps
        .iter()
        .find(|step| step.step == SIGNATURE && step.outcome() == Outcome::Failed);
    let refused = refused.and_then(|step| step.time.as_ref());
    let approved = key
        .filter(|key| key.state() == signing_key::State::Approved)
        .and_then(|key| key.approve_time.as_ref());
    match (refused, approved) {
        (Some(refused), Some(approved)) => {
            (approved.seconds, approved.nanos) > (refused.seconds, refused.nanos)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
