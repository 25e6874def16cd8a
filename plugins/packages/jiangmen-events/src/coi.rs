//! `evt.coi`: nobody judges what their own county put forward, or more projects than one can judge well.

use kezhuan_sdk::evt_coi::{Facts, Guest, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let (expert, project) = (&facts.expert, &facts.project);
        let is_of_the_nominators_county =
            expert.division.is_some() && expert.division == project.nominator_division;
        let is_full = i64::from(expert.assigned) >= facts.header.number("assigned_max");
        let reasons: Vec<String> = [
            ("HOST_RECUSES", facts.host_recuses),
            ("SAME_COUNTY", is_of_the_nominators_county),
            ("TOO_MANY", is_full),
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
