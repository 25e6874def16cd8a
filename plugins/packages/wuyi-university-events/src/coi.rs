//! `evt.coi`: the university's staff do not judge where it competes itself, and not too much in one round.

use kezhuan_sdk::evt_coi::{Facts, Guest, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let (header, expert) = (&facts.header, &facts.expert);
        let own_entries = i64::from(expert.own_entries);
        let assigned = i64::from(expert.assigned);
        let reasons: Vec<String> = [
            ("HOST_RECUSES", facts.host_recuses),
            (
                "OWN_ENTRY",
                expert.is_own_staff && own_entries > header.number("own_entries_max"),
            ),
            (
                "TOO_MANY",
                expert.is_own_staff && assigned >= header.number("assigned_max"),
            ),
        ]
        .into_iter()
        .filter(|(_, applies)| *applies)
        .map(|(code, _)| code.into())
        .collect();
        Outcome {
            ok: reasons.is_empty(),
            reasons,
            explain: vec![],
        }
    }
}
