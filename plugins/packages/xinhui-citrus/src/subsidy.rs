//! `agr.subsidy`: an amount per mu from a least area on, more where value or yield grew, under a cap per season.

use kezhuan_sdk::agr_subsidy::{Explanation, Facts, Guest, Outcome};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let rate_fen = header.number("rate_fen_per_mu");
        let (bonus_bp, told) = bonus(&facts);
        let full = subsidy(facts.area_c, rate_fen, 10_000 + bonus_bp);
        let season_left = (header.number("season_cap_fen") - facts.season_paid_fen).max(0);
        let fund_left = header.budget_left_fen.map(|left| left.max(0));
        let refusal = [
            ("BELOW_30MU", facts.area_c < header.number("area_min_c")),
            ("SEASON_USED_UP", season_left == 0),
            ("FUND_USED_UP", fund_left == Some(0)),
        ];
        let refusal = refusal.into_iter().find(|(_, applies)| *applies);
        if let Some((code, _)) = refusal {
            return outcome(Some(code), vec![], 0);
        }
        let mut explain = vec![Explanation::of("AREA_RATE", &[facts.area_c, rate_fen])];
        explain.extend(told);
        let mut amount_fen = full;
        for (code, limit) in [
            ("CAP_SEASON", Some(season_left)),
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

/// How much more there is, and the step that tells it.
fn bonus(facts: &Facts) -> (i64, Option<Explanation>) {
    let header = &facts.header;
    let (code, grown_bp, from) = match facts.crop == header.text("value_crop") {
        true => ("BONUS_VALUE", facts.value_growth_bp, "value_from_bp"),
        false => ("BONUS_YIELD", facts.increase_bp, "yield_from_bp"),
    };
    let grown_bp = grown_bp.map(i64::from);
    match grown_bp.filter(|grown_bp| *grown_bp >= header.number(from)) {
        None => (0, None),
        Some(grown_bp) => {
            let bonus_bp = header.number("bonus_bp");
            let told = Explanation::of(code, &[grown_bp, bonus_bp]);
            (bonus_bp, Some(told))
        }
    }
}

/// The area is in 0.01 mu, the share in basis points: a million parts of a fen, rounded down once.
fn subsidy(area_c: i64, rate_fen: i64, share_bp: i64) -> i64 {
    let parts = [area_c, rate_fen, share_bp].map(i128::from);
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
