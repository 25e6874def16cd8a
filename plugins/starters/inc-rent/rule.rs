//! `inc.rent`: what of a tenant's rent is subsidised.

use kezhuan_sdk::bp;
use kezhuan_sdk::inc_rent::{Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        // The area is in 0.01 m².
        let rent_fen = facts.area_c * facts.rent_fen * i64::from(facts.months) / 100;
        let rate_bp = header.number("rate_bp");
        let full = bp(rent_fen, rate_bp);
        if full == 0 {
            return Outcome {
                ok: false,
                reasons: vec!["NO_RENT".into()],
                explain: vec![],
                amount_fen: 0,
            };
        }
        let mut explain = vec![Explanation::of("RATE", &[rate_bp, rent_fen, full])];
        let year_left = (header.number("year_cap_fen") - facts.year_paid_fen).max(0);
        let cap = year_left.min(facts.rent_paid_fen);
        let budget_left = header.budget_left_fen.map(|left| left.max(0));
        let mut amount_fen = full;
        for (code, limit) in [("CAP", Some(cap)), ("BUDGET_LEFT", budget_left)] {
            if let Some(limit) = limit.filter(|limit| *limit < amount_fen) {
                amount_fen = limit;
                explain.push(Explanation::of(code, &[limit]));
            }
        }
        Outcome {
            ok: true,
            reasons: vec![],
            explain,
            amount_fen,
        }
    }
}

kezhuan_sdk::package!(inc_rent: Rule);
