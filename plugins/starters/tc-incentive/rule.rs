//! `tc.incentive`: what the county pays for a registered technology contract.

use kezhuan_sdk::bp;
use kezhuan_sdk::tc_incentive::{Explanation, Facts, Guest, Outcome, Payee, Side};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let j_fen = facts.contract.j_fen;
        let mut parties = facts.contract.parties.iter();
        if !parties.any(|party| party.side == Side::Seller && party.division == header.tenant) {
            return Outcome {
                ok: false,
                reasons: vec!["REGION".into()],
                explain: vec![],
                amount_fen: 0,
                counted_fen: j_fen,
                payee: None,
                cap_hit: false,
            };
        }
        let rate_bp = header.number("rate_bp");
        let full = bp(j_fen, rate_bp);
        let mut explain = vec![Explanation::of("RATE", &[rate_bp, j_fen, full])];
        let limits = [
            ("CAP_CONTRACT", Some(header.number("contract_cap_fen"))),
            ("BUDGET_LEFT", header.budget_left_fen.map(|left| left.max(0))),
        ];
        let mut amount_fen = full;
        for (code, limit) in limits {
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
            counted_fen: j_fen,
            payee: Some(Payee::Seller),
            cap_hit: amount_fen < full,
        }
    }
}

kezhuan_sdk::package!(tc_incentive: Rule);
