//! `agr.subsidy`: what is paid for a demonstration that was accepted.

use kezhuan_sdk::agr_subsidy::{Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        if facts.area_c < header.number("area_min_c") {
            return Outcome {
                ok: false,
                reasons: vec!["BELOW_AREA".into()],
                explain: vec![],
                amount_fen: 0,
            };
        }
        // The area is in 0.01 mu.
        let rate_fen = header.number("rate_fen");
        let full = facts.area_c * rate_fen / 100;
        let mut explain = vec![Explanation::of("RATE", &[facts.area_c, rate_fen, full])];
        let season_left = (header.number("season_cap_fen") - facts.season_paid_fen).max(0);
        let budget_left = header.budget_left_fen.map(|left| left.max(0));
        let mut amount_fen = full;
        for (code, limit) in [
            ("CAP_SEASON", Some(season_left)),
            ("BUDGET_LEFT", budget_left),
        ] {
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

kezhuan_sdk::package!(agr_subsidy: Rule);
