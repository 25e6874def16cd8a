//! `agr.trial.accept`: whether a trial's measurement stands.

use kezhuan_sdk::agr_trial_accept::{Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let cv_max_bp = facts.header.number("cv_max_bp");
        let cv_bp = facts.cv_bp.map_or(0, i64::from);
        let tested = [
            ("DISASTER", facts.is_disaster),
            ("VARIATION", cv_bp > cv_max_bp),
        ];
        let against = tested.iter().filter(|(_, applies)| *applies);
        let reasons: Vec<String> = against.map(|(code, _)| (*code).into()).collect();
        Outcome {
            ok: reasons.is_empty(),
            reasons,
            explain: vec![Explanation::of("CV", &[cv_bp, cv_max_bp])],
        }
    }
}

kezhuan_sdk::package!(agr_trial_accept: Rule);
