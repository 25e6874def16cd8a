//! `ip.subsidy`: what of an enterprise's interest is subsidised.

use kezhuan_sdk::bp;
use kezhuan_sdk::ip_subsidy::{Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let base_fen = (facts.paid_fen - facts.penalty_fen - facts.other_fen).max(0);
        if base_fen == 0 {
            return Outcome {
                ok: false,
                reasons: vec!["NOTHING_LEFT".into()],
                explain: vec![],
                base_fen,
                amount_fen: 0,
            };
        }
        let rate_bp = header.number("rate_bp");
        let full = bp(base_fen, rate_bp);
        let mut explain = vec![Explanation::of("RATE", &[rate_bp, base_fen, full])];
        let year_left = (header.number("year_cap_fen") - facts.year_paid_fen).max(0);
        let fund_left = header.budget_left_fen.map(|left| left.max(0));
        let mut amount_fen = full;
        for (code, limit) in [("CAP_YEAR", Some(year_left)), ("BUDGET_LEFT", fund_left)] {
            if let Some(limit) = limit.filter(|limit| *limit < amount_fen) {
                amount_fen = limit;
                explain.push(Explanation::of(code, &[limit]));
            }
        }
        Outcome {
            ok: true,
            reasons: vec![],
            explain,
            base_fen,
            amount_fen,
        }
    }
}

kezhuan_sdk::package!(ip_subsidy: Rule);
