//! `evt.award.score`: what the host's mean of the experts' scores is worth.

use kezhuan_sdk::evt_award_score::{Band, Explanation, Facts, Guest, Outcome};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let mean = i64::from(facts.mean_c);
        let band = match mean {
            mean if mean >= header.number("first_c") => Band::First,
            mean if mean >= header.number("second_c") => Band::Second,
            mean if mean >= header.number("third_c") => Band::Third,
            _ => Band::None,
        };
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("MEAN", &[mean])],
            mean_c: facts.mean_c,
            band,
        }
    }
}

kezhuan_sdk::package!(evt_award_score: Rule);
