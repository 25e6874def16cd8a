//! `evt.prize`: an amount for each band, as far as the budget goes.

use kezhuan_sdk::evt_prize::{Band, Explanation, Facts, Guest, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let fund_left = header.budget_left_fen.map(|left| left.max(0));
        if fund_left == Some(0) {
            return Outcome {
                ok: false,
                reasons: vec!["FUND_USED_UP".into()],
                explain: vec![],
                amount_fen: 0,
            };
        }
        let full = header.number(match facts.band {
            Band::First => "first_fen",
            Band::Second => "second_fen",
            Band::Third => "third_fen",
        });
        let mut explain = vec![Explanation::of("PRIZE", &[full])];
        let mut amount_fen = full;
        if let Some(left) = fund_left.filter(|left| *left < full) {
            amount_fen = left;
            explain.push(Explanation::of("BUDGET_LEFT", &[left]));
        }
        Outcome {
            ok: true,
            reasons: vec![],
            explain,
            amount_fen,
        }
    }
}
