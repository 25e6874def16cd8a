//! Jianghai's rule: what the city subsidises of the interest, 20 % more of it at pilot scale, 70 % at most, under a cap per
//! enterprise and year.

use kezhuan_sdk::bp;
use kezhuan_sdk::ip_subsidy::{Explanation, Facts, Guest, Outcome, Stage};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let base_fen = (facts.paid_fen - facts.penalty_fen - facts.other_fen).max(0);
        let (extra_bp, most_bp) = (extra_bp(&facts), header.number("total_max_bp"));
        let rate_bp = (header.number("rate_bp") + extra_bp).min(most_bp);
        let full = bp(base_fen, rate_bp);
        let year_left = (header.number("year_cap_fen") - facts.year_paid_fen).max(0);
        let fund_left = header.budget_left_fen.map(|left| left.max(0));
        let refusal = [
            ("NOTHING_LEFT", base_fen == 0),
            ("YEAR_USED_UP", year_left == 0),
            ("FUND_USED_UP", fund_left == Some(0)),
        ];
        let refusal = refusal.into_iter().find(|(_, applies)| *applies);
        if let Some((code, _)) = refusal {
            return outcome(Some(code), vec![], (base_fen, 0));
        }
        let mut explain = Vec::new();
        if extra_bp > 0 {
            explain.push(Explanation::of("PILOT_EXTRA", &[extra_bp, most_bp]));
        }
        explain.push(Explanation::of("RATE", &[rate_bp, base_fen, full]));
        let mut amount_fen = full;
        for (code, limit) in [("CAP_YEAR", Some(year_left)), ("BUDGET_LEFT", fund_left)] {
            if let Some(limit) = limit.filter(|limit| *limit < amount_fen) {
                amount_fen = limit;
                explain.push(Explanation::of(code, &[limit]));
            }
        }
        outcome(None, explain, (base_fen, amount_fen))
    }
}

fn extra_bp(facts: &Facts) -> i64 {
    match facts.stage {
        Stage::Pilot => facts.header.number("pilot_extra_bp"),
        Stage::Concept | Stage::Industrial => 0,
    }
}

fn outcome(
    refusal: Option<&str>,
    explain: Vec<Explanation>,
    (base_fen, amount_fen): (i64, i64),
) -> Outcome {
    Outcome {
        ok: refusal.is_none(),
        reasons: refusal.map(Into::into).into_iter().collect(),
        explain,
        base_fen,
        amount_fen,
    }
}

kezhuan_sdk::package!(ip_subsidy: Rule);
