//! What people are told: which of this service's own events becomes a message, and whose.
mod award;
mod kinds;
mod negotiations;
mod projects;
mod registrations;

use std::collections::BTreeMap;

use anyhow::Context;
use kezhuan_notifications::Notice;
use kezhuan_protocol::events::v1;
use prost::Message;

use crate::store::matching_lists::Recommended;

pub use kinds::KINDS;

/// Who is told what of an event; nobody of most. No event names the award's `office`.
pub fn of(event_name: &str, payload: &[u8], office: &str) -> anyhow::Result<Vec<Notice>> {
    let told: Vec<Notice> = match event_name {
        "MatchingFinished" => vec![matched(v1::MatchingFinished::decode(payload)?)?],
        _ => {
            let registrations = registrations::of(event_name, payload)?.into_iter();
            let projects = projects::of(event_name, payload)?;
            let negotiations = negotiations::of(event_name, payload)?.into_iter();
            let award = award::of(event_name, payload, office)?;
            let told = registrations.chain(projects);
            told.chain(negotiations).chain(award).collect()
        }
    };
    // A party that is none of this suite has no room here.
    let has_room = told
        .into_iter()
        .filter(|notice| !notice.organisation.is_empty());
    Ok(has_room.collect())
}

const UNMOVED: &str = "the event does not say what moved";

fn facts<const N: usize>(facts: [(&str, String); N]) -> BTreeMap<String, String> {
    let facts = facts.into_iter();
    facts.map(|(name, fact)| (name.to_owned(), fact)).collect()
}

fn matched(event: v1::MatchingFinished) -> anyhow::Result<Notice> {
    let moved = event.moved.context(UNMOVED)?;
    let tally = event.tally.unwrap_or_default();
    Ok(Notice {
        kind: "MATCHING_FINISHED",
        occasion: moved.version.to_string(),
        case: moved.matching,
        organisation: moved.organiser,
        person: String::new(),
        facts: facts([
            ("number", moved.number),
            ("needs", tally.needs.to_string()),
            ("recommended", tally.recommended.to_string()),
        ]),
    })
}

/// The run whose lists an event completes; those who are recommended to each other in them are told.
pub fn run_completed(
    event_name: &str,
    payload: &[u8],
) -> anyhow::Result<Option<v1::MatchingMoved>> {
    let moved = match event_name {
        "MatchingFinished" => v1::MatchingFinished::decode(payload)?.moved,
        "MatchingBaselineTaken" => v1::MatchingBaselineTaken::decode(payload)?.moved,
        _ => return Ok(None),
    };
    Ok(Some(moved.context(UNMOVED)?))
}

/// How often an organisation is recommended in a run. Whose needs its achievements answer it does not learn: those are theirs to
/// negotiate about.
pub fn recommended(run: &v1::MatchingMoved, to: &Recommended) -> Notice {
    Notice {
        kind: "MATCHING_RECOMMENDED",
        occasion: String::new(),
        case: run.matching.clone(),
        organisation: to.organisation.clone(),
        person: String::new(),
        facts: facts([
            ("number", run.number.clone()),
            ("for_needs", to.for_needs.to_string()),
            ("of_achievements", to.of_achievements.to_string()),
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_a_text_stands_in_both_languages_and_codes_are_unique() {
        let places = |text: &str| {
            let mut places: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|part| Some(part.split_once('}')?.0.to_owned()))
                .collect();
            places.sort();
            places
        };
        let mut codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), KINDS.len());
        for kind in KINDS {
            for text in [kind.title, kind.body] {
                assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", kind.code);
                assert_eq!(places(text.zh), places(text.en), "{}", kind.code);
            }
        }
    }

    #[test]
    fn the_side_that_proposed_is_not_told_and_others_are_told_nothing() {
        let event = v1::NegotiationProposed {
            moved: Some(v1::NegotiationMoved {
                negotiation: "negotiations/1".to_owned(),
                provider: "wyu".to_owned(),
                seeker: "acme".to_owned(),
                ..v1::NegotiationMoved::default()
            }),
            proposed_by: "acme".to_owned(),
        };
        let told = of("NegotiationProposed", &event.encode_to_vec(), "").unwrap();
        let whom: Vec<&str> = told.iter().map(|one| one.organisation.as_str()).collect();
        assert_eq!(whom, ["wyu"]);
        assert_eq!(of("EventApproved", &[], "").unwrap(), []);
    }

    #[test]
    fn a_run_that_is_complete_tells_each_organisation_its_own_count() {
        let event = v1::MatchingBaselineTaken {
            moved: Some(v1::MatchingMoved {
                matching: "matchings/1".to_owned(),
                number: "KZ-EVM-2025-440703-000001".to_owned(),
                ..v1::MatchingMoved::default()
            }),
            tally: None,
        };
        let run = run_completed("MatchingBaselineTaken", &event.encode_to_vec());
        let run = run.unwrap().unwrap();
        let to = Recommended {
            organisation: "acme".to_owned(),
            for_needs: 4,
            of_achievements: 2,
        };
        let told = recommended(&run, &to);
        let (case, organisation) = (told.case.as_str(), told.organisation.as_str());
        assert_eq!((case, organisation), ("matchings/1", "acme"));
        let kind = KINDS.iter().find(|kind| kind.code == told.kind).unwrap();
        let body = kezhuan_notifications::filled(kind.body.en, &told.facts);
        assert!(body.contains("4 recommendations for your needs"), "{body}");
        assert!(body.contains("are recommended 2 times"), "{body}");
        assert_eq!(run_completed("MatchingRuleFailed", &[]).unwrap(), None);
    }

    #[test]
    fn every_notice_is_of_a_kind_and_fills_its_places() {
        let event = v1::NegotiationReminded {
            moved: Some(v1::NegotiationMoved {
                number: "KZ-EVN-2025-440703-000001".to_owned(),
                provider: "wyu".to_owned(),
                seeker: "acme".to_owned(),
                ..v1::NegotiationMoved::default()
            }),
            kind: "FOLLOW_UP_DUE".to_owned(),
            months: 3,
            due_on: "2025-08-20".to_owned(),
        };
        let both = of("NegotiationReminded", &event.encode_to_vec(), "").unwrap();
        assert_eq!(both.len(), 2);
        for told in both {
            let kind = KINDS.iter().find(|kind| kind.code == told.kind).unwrap();
            let body = kezhuan_notifications::filled(kind.body.en, &told.facts);
            assert!(
                body.contains("after 3 months is due on 2025-08-20"),
                "{body}"
            );
        }
    }
}
