//! `evt.coi`: why an expert should not judge a project, beside the host's own reasons.

use kezhuan_sdk::evt_coi::{Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let assigned = i64::from(facts.expert.assigned);
        let tested = [
            ("HOST_RECUSES", facts.host_recuses),
            ("TOO_MANY", assigned >= facts.header.number("assigned_max")),
        ];
        let against = tested.iter().filter(|(_, applies)| *applies);
        let reasons: Vec<String> = against.map(|(code, _)| (*code).into()).collect();
        Outcome {
            ok: reasons.is_empty(),
            reasons,
            explain: vec![],
        }
    }
}

kezhuan_sdk::package!(evt_coi: Rule);
