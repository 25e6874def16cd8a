//! `tc.split`: who bears a benefit, city or county.

use kezhuan_sdk::bp;
use kezhuan_sdk::tc_split::{Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let city_bp = facts.header.number("city_bp");
        let city_fen = bp(facts.amount_fen, city_bp);
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("CITY_SHARE", &[city_bp, city_fen])],
            city_fen,
            county_fen: facts.amount_fen - city_fen,
        }
    }
}

kezhuan_sdk::package!(tc_split: Rule);
