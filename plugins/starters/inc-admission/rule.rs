//! `inc.admission`: how much a start-up is wanted, beside the host's own rule.

use kezhuan_sdk::inc_admission::{Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        if !facts.host_admits {
            return Outcome {
                ok: false,
                reasons: vec!["HOST_REFUSES".into()],
                explain: vec![],
                priority: 0,
            };
        }
        let name = match facts.tenant.chain {
            Some(_) => "chain_priority",
            None => "other_priority",
        };
        let priority = facts.header.number(name);
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("PRIORITY", &[priority])],
            priority: u16::try_from(priority).expect("a priority within its bounds"),
        }
    }
}

kezhuan_sdk::package!(inc_admission: Rule);
