//! `tc.sla`: within how many working days an accepted contract is decided.

use kezhuan_sdk::tc_sla::{Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let limit = i64::from(facts.limit_working_days);
        let promise = facts.header.number("promise_working_days");
        let is_promised = !facts.disputed && promise < limit;
        let days = if is_promised { promise } else { limit };
        let code = if is_promised { "PROMISE" } else { "STATUTORY" };
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of(code, &[days])],
            working_days: u16::try_from(days).expect("days within the limit"),
        }
    }
}

kezhuan_sdk::package!(tc_sla: Rule);
