//! `agr.trial.accept`: a trial is void after a disaster or where its plots vary too much; few replications are only told.

use kezhuan_sdk::agr_trial_accept::{Explanation, Facts, Guest, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let cv_max_bp = header.number("cv_max_bp");
        let cv_bp = facts.cv_bp.map(i64::from);
        let reasons: Vec<String> = [
            ("DISASTER", facts.is_disaster),
            ("VARIATION", cv_bp.is_some_and(|cv_bp| cv_bp > cv_max_bp)),
        ]
        .into_iter()
        .filter(|(_, applies)| *applies)
        .map(|(code, _)| code.into())
        .collect();
        let mut explain = Vec::new();
        if let Some(cv_bp) = cv_bp {
            explain.push(Explanation::of("CV", &[cv_bp, cv_max_bp]));
        }
        let replications = i64::from(facts.replications);
        let advised = header.number("replications_advised");
        if replications < advised {
            let few = Explanation::of("FEW_REPLICATIONS", &[replications, advised]);
            explain.push(few);
        }
        Outcome {
            ok: reasons.is_empty(),
            reasons,
            explain,
        }
    }
}
