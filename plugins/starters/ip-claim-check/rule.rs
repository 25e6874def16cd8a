//! `ip.claim.check`: whether the pool pays a bank's claim, and how much.

use kezhuan_sdk::bp;
use kezhuan_sdk::ip_claim_check::{Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let (header, loan) = (&facts.header, &facts.loan);
        let overdue_days = i64::from(facts.overdue_days);
        let tested = [
            ("OVERDUE_LT_60", overdue_days < header.number("least_overdue_days")),
            ("NO_LEGAL_ACTION", facts.legal.is_none()),
            ("INELIGIBLE", !loan.is_eligible_at_approval),
        ];
        let against = tested.iter().filter(|(_, applies)| *applies);
        let reasons: Vec<String> = against.map(|(code, _)| (*code).into()).collect();
        if !reasons.is_empty() {
            return Outcome { ok: false, reasons, explain: vec![], pay_fen: 0 };
        }
        let share_bp = i64::from(loan.pool_bp);
        let full = bp(loan.loss_fen, share_bp);
        let pay_fen = header.budget_left_fen.map_or(full, |left| left.max(0).min(full));
        let mut explain = vec![Explanation::of("RATE", &[share_bp, loan.loss_fen, full])];
        if pay_fen < full {
            explain.push(Explanation::of("BUDGET_LEFT", &[pay_fen]));
        }
        Outcome { ok: true, reasons, explain, pay_fen }
    }
}

kezhuan_sdk::package!(ip_claim_check: Rule);
