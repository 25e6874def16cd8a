//! `inc.rent`: half of the rent of a limited area at a limited price, capped per enterprise and year; one floor at the end.

use kezhuan_sdk::inc_rent::{Explanation, Facts, Guest, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let area_c = facts.area_c.min(header.number("area_max_c"));
        let rent_fen = facts.rent_fen.min(header.number("rent_max_fen"));
        let months = i64::from(facts.months).min(header.number("months_max"));
        let rate_bp = header.number("rate_bp");
        let full = subsidy(area_c, rent_fen, (months, rate_bp));
        let year_left = (header.number("year_cap_fen") - facts.year_paid_fen).max(0);
        let fund_left = header.budget_left_fen.map(|left| left.max(0));
        let refusal = [
            ("NO_RENT", full == 0 || facts.rent_paid_fen == 0),
            ("YEAR_USED_UP", year_left == 0),
            ("FUND_USED_UP", fund_left == Some(0)),
        ];
        let refusal = refusal.into_iter().find(|(_, applies)| *applies);
        if let Some((code, _)) = refusal {
            return outcome(Some(code), vec![], 0);
        }
        let mut explain = vec![
            Explanation::of("COUNTED", &[area_c, rent_fen, months]),
            Explanation::of("RATE", &[rate_bp, full]),
        ];
        let mut amount_fen = full;
        for (code, limit) in [
            ("CAP_YEAR", Some(year_left)),
            ("RENT_PAID", Some(facts.rent_paid_fen)),
            ("BUDGET_LEFT", fund_left),
        ] {
            if let Some(limit) = limit.filter(|limit| *limit < amount_fen) {
                amount_fen = limit;
                explain.push(Explanation::of(code, &[limit]));
            }
        }
        outcome(None, explain, amount_fen)
    }
}

/// The area is in 0.01 m², the rate in basis points: a million parts of a fen, rounded down once.
fn subsidy(area_c: i64, rent_fen: i64, (months, rate_bp): (i64, i64)) -> i64 {
    let parts = [area_c, rent_fen, months, rate_bp].map(i128::from);
    let exact: i128 = parts.iter().product();
    i64::try_from(exact / 1_000_000).expect("an amount in fen")
}

fn outcome(refusal: Option<&str>, explain: Vec<Explanation>, amount_fen: i64) -> Outcome {
    Outcome {
        ok: refusal.is_none(),
        reasons: refusal.map(Into::into).into_iter().collect(),
        explain,
        amount_fen,
    }
}
