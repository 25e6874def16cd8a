//! `ip.claim.check`: what a claim on the pool must meet, and what the pool then pays, as far as its money goes.

use kezhuan_sdk::bp;
use kezhuan_sdk::ip_claim_check::{Explanation, Facts, Guest, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let reasons = reasons(&facts);
        if !reasons.is_empty() {
            return Outcome {
                ok: false,
                reasons,
                explain: vec![],
                pay_fen: 0,
            };
        }
        let loan = &facts.loan;
        let share_bp = i64::from(loan.pool_bp);
        let full = bp(loan.loss_fen, share_bp);
        let left = facts.header.budget_left_fen.map(|left| left.max(0));
        let pay_fen = left.map_or(full, |left| left.min(full));
        let mut explain = vec![Explanation::of("RATE", &[share_bp, loan.loss_fen, full])];
        if pay_fen < full {
            explain.push(Explanation::of("BUDGET_LEFT", &[pay_fen]));
        }
        Outcome {
            ok: true,
            reasons,
            explain,
            pay_fen,
        }
    }
}

fn reasons(facts: &Facts) -> Vec<String> {
    let header = &facts.header;
    // Never filed is later than any limit.
    let filed_in_time = facts
        .filed_working_days
        .is_some_and(|days| i64::from(days) <= header.number("filed_working_days_max"));
    [
        (
            "OVERDUE_LT_60",
            i64::from(facts.overdue_days) < header.number("overdue_days_min"),
        ),
        ("NO_LEGAL_ACTION", facts.legal.is_none()),
        ("LATE_POOL_FILING", !filed_in_time),
        ("INELIGIBLE", !facts.loan.is_eligible_at_approval),
    ]
    .into_iter()
    .filter(|(_, applies)| *applies)
    .map(|(code, _)| code.into())
    .collect()
}
