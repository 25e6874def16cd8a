//! `inc.reward`: what a carrier is paid for a high-tech enterprise.

use kezhuan_sdk::inc_reward::{Event, Explanation, Facts, Guest, Outcome, Payee};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        if facts.event != Event::HighTech {
            return Outcome {
                ok: false,
                reasons: vec!["NOT_REWARDED".into()],
                explain: vec![],
                amount_fen: 0,
                payee: Payee::None,
            };
        }
        let full = facts.header.number("reward_fen");
        let budget_left = facts.header.budget_left_fen.map(|left| left.max(0));
        let amount_fen = budget_left.map_or(full, |left| left.min(full));
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("REWARD", &[amount_fen])],
            amount_fen,
            payee: Payee::Carrier,
        }
    }
}

kezhuan_sdk::package!(inc_reward: Rule);
