//! `ip.eligibility`: whether an enterprise and its loan qualify, beside the host's own rules.

use kezhuan_sdk::ip_eligibility::{Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let enterprise = &facts.enterprise;
        let revenue_max = facts.header.number("revenue_max_fen");
        let tested = [
            ("NO_QUALIFICATION", enterprise.qualifications.is_empty()),
            ("REVENUE", enterprise.revenue_fen > revenue_max),
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

kezhuan_sdk::package!(ip_eligibility: Rule);
