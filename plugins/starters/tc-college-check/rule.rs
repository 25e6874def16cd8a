//! `tc.college.check`: which approvals a college's contract needs, and how long its price is published.

use kezhuan_sdk::tc_college_check::{Explanation, Facts, Guest, Outcome, Pricing};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let is_large = facts.contract.t_fen >= facts.header.number("president_from_t_fen");
        let is_agreed = facts.contract.pricing == Pricing::Agreement;
        let days = if is_agreed { facts.header.number("notice_days") } else { 0 };
        let mut approvals = vec!["COLLEGE".into()];
        if is_large {
            approvals.push("PRESIDENT".into());
        }
        Outcome {
            ok: true,
            reasons: vec![],
            explain: if is_agreed { vec![Explanation::of("NOTICE", &[days])] } else { vec![] },
            approvals,
            notice_days: u16::try_from(days).expect("days within the settings' bounds"),
        }
    }
}

kezhuan_sdk::package!(tc_college_check: Rule);
