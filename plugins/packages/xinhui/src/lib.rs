//! Xinhui's rule: what a seller sold in the year, consulting and service counted half, earns a
//! share by tiers, so a contract earns what it adds to the year's sum.

use kezhuan_sdk::tc_incentive::{Explanation, Facts, Guest, Header, Outcome, Payee};
use kezhuan_sdk::{bp, kind_group};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let prior = facts.history.prior_j_fen;
        let counted_fen = weighted(&facts.contract.kind, facts.contract.j_fen);
        let full = earned(header, prior + counted_fen) - earned(header, prior);
        let budget_left = header.budget_left_fen.map(|left| left.max(0));
        let amount_fen = budget_left.map_or(full, |left| left.min(full));

        let mut explain = vec![
            Explanation::of("WEIGHTED", &[counted_fen]),
            Explanation::of("TIERS", &[prior, prior + counted_fen, full]),
        ];
        let year_is_full = uncapped(header, prior + counted_fen) > header.number("year_cap_fen");
        if year_is_full {
            explain.push(Explanation::of(
                "CAP_YEAR",
                &[header.number("year_cap_fen")],
            ));
        }
        if amount_fen < full {
            explain.push(Explanation::of("BUDGET_LEFT", &[amount_fen]));
        }
        Outcome {
            ok: true,
            reasons: vec![],
            explain,
            amount_fen,
            counted_fen,
            payee: Some(Payee::Seller),
            cap_hit: year_is_full || amount_fen < full,
        }
    }
}

fn weighted(kind: &str, j_fen: i64) -> i64 {
    match kind_group(kind) {
        "ZX" | "FW" => j_fen / 2,
        _ => j_fen,
    }
}

/// What a year's weighted sum earns before the yearly cap.
fn uncapped(header: &Header, sum: i64) -> i64 {
    let tier = header.number("tier_fen");
    bp(sum.min(tier), header.number("rate_to_tier_bp"))
        + bp((sum - tier).max(0), header.number("rate_above_tier_bp"))
}

fn earned(header: &Header, sum: i64) -> i64 {
    uncapped(header, sum).min(header.number("year_cap_fen"))
}

kezhuan_sdk::package!(tc_incentive: Rule);
