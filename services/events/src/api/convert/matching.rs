//! Matching runs and their lists, as their readers see them.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{day, instant};
use crate::api::names::{ACHIEVEMENTS, EVENTS, MATCHINGS, NEEDS};
use crate::domain::matching::{Match, Matching, Points, Tally, TopList};
use crate::store::stored::Stored;

/// A run, to `reader`.
pub fn message(stored: &Stored<Matching>, reader: &Caller) -> v1::Matching {
    let matching = &stored.body;
    let state = v1::matching::State::from_str_name(matching.state.as_str());
    let official = is_of_authority(reader, &stored.tenant);
    let runs_it = official || reader.organisation == matching.organiser;
    let by_hand = matching.by_hand.as_ref();
    v1::Matching {
        name: MATCHINGS.name(matching.id),
        number: matching.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(matching.version),
        state: state.unwrap_or_default().into(),
        event: EVENTS.name(matching.event),
        organiser: matching.organiser.clone(),
        asked_by: shown(Some(&matching.asked_by), runs_it),
        asked_on: matching.asked_on.to_string(),
        tally: matching.tally.map(tally),
        decided_by: shown(by_hand.map(|by_hand| by_hand.by.as_str()), runs_it),
        decided_on: day::told(by_hand.map(|by_hand| by_hand.on)),
        decision_reason: by_hand.map_or_else(String::new, |by_hand| by_hand.reason.clone()),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

/// What a run came to.
pub fn tally(tally: Tally) -> v1::matching::Tally {
    v1::matching::Tally {
        needs: tally.needs,
        matches: tally.matches,
        recommended: tally.recommended,
        unanswered: tally.unanswered,
    }
}

/// The list of one need.
pub fn list(matching: Uuid, list: TopList) -> v1::MatchList {
    let rule = v1::match_list::Rule::from_str_name(list.rule.as_str());
    v1::MatchList {
        matching: MATCHINGS.name(matching),
        need: NEEDS.name(list.need),
        organisation: list.organisation,
        organisation_name: list.organisation_name,
        title: list.title,
        rule: rule.unwrap_or_default().into(),
        matches: list.matches.into_iter().map(one).collect(),
    }
}

fn one(one: Match) -> v1::match_list::Match {
    v1::match_list::Match {
        achievement: ACHIEVEMENTS.name(one.achievement),
        organisation: one.organisation,
        organisation_name: one.organisation_name,
        title: one.title,
        score: int(one.points.total()),
        recommended: one.points.is_recommended(),
        points: Some(points(one.points)),
        baseline: Some(points(one.baseline)),
        shared_words: one.shared,
        levels_missing: int(one.levels_missing),
    }
}

fn points(points: Points) -> v1::match_list::Points {
    v1::match_list::Points {
        chain: int(points.chain),
        keywords: int(points.keywords),
        stage: int(points.stage),
        budget: int(points.budget),
        extra: int(points.extra),
    }
}

/// Of a hundred.
fn int(figure: i64) -> i32 {
    i32::try_from(figure).unwrap_or(i32::MAX)
}
