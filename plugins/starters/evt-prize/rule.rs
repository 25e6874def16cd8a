//! `evt.prize`: what is paid for an award.

use kezhuan_sdk::evt_prize::{Band, Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let full = facts.header.number(match facts.band {
            Band::First => "first_fen",
            Band::Second => "second_fen",
            Band::Third => "third_fen",
        });
        let budget_left = facts.header.budget_left_fen.map(|left| left.max(0));
        let amount_fen = budget_left.map_or(full, |left| left.min(full));
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("PRIZE", &[amount_fen])],
            amount_fen,
        }
    }
}

kezhuan_sdk::package!(evt_prize: Rule);
