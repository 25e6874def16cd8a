//! `evt.award.score`: the mean of the experts' totals. One rounding, half up.

use kezhuan_sdk::evt_award_score::{Band, Explanation, Facts, Guest, Header, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let mut scores: Vec<i64> = facts
            .sheets
            .iter()
            .map(|sheet| i64::from(sheet.total_c))
            .collect();
        if scores.is_empty() {
            return no_result("NO_SCORES");
        }
        scores.sort_unstable();
        let experts = count(&scores);
        let counted = match scores.as_slice() {
            [_, trimmed @ .., _] if experts >= header.number("trim_from") => trimmed,
            all => all,
        };
        let (sum, parts) = (counted.iter().sum::<i64>(), count(counted));
        // Half up: no score is below nothing.
        let mean_c = (2 * sum + parts) / (2 * parts);
        Outcome {
            ok: true,
            reasons: vec![],
            explain: vec![Explanation::of("MEAN", &[parts, experts, mean_c])],
            mean_c: u16::try_from(mean_c).expect("a mean of scores"),
            band: band(mean_c, header),
        }
    }
}

fn band(mean_c: i64, header: &Header) -> Band {
    match mean_c {
        mean_c if mean_c >= header.number("first_c") => Band::First,
        mean_c if mean_c >= header.number("second_c") => Band::Second,
        mean_c if mean_c >= header.number("third_c") => Band::Third,
        _ => Band::None,
    }
}

fn count(scores: &[i64]) -> i64 {
    i64::try_from(scores.len()).expect("as many as experts")
}

fn no_result(code: &str) -> Outcome {
    Outcome {
        ok: false,
        reasons: vec![code.into()],
        explain: vec![],
        mean_c: 0,
        band: Band::None,
    }
}
