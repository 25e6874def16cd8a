//! `tc.sla`: the district's promise, unless the contract is disputed or the law is stricter.

use kezhuan_sdk::tc_sla::{Explanation, Facts, Guest, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let limit = facts.limit_working_days;
        let promise = u16::try_from(facts.header.number("promise_working_days")).unwrap_or(limit);
        // Large and disputed contracts go to the experts, who keep the statutory time.
        let is_for_experts = facts.disputed || facts.j_fen >= facts.header.number("expert_j_fen");
        let working_days = if is_for_experts {
            limit
        } else {
            promise.min(limit)
        };
        let code = if working_days < limit {
            "PROMISE"
        } else {
            "STATUTORY"
        };
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of(code, &[i64::from(working_days)])],
            working_days,
        }
    }
}
