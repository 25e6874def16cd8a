//! `tc.incentive`: 1 % of J for development, transfer and licence, 0.3 % for consulting and service.

use kezhuan_sdk::tc_incentive::{Explanation, Facts, Guest, Outcome, Payee, Side};
use kezhuan_sdk::{bp, kind_group};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        match refusal(&facts) {
            Some(code) => refused(&facts, code),
            None => granted(&facts),
        }
    }
}

fn refusal(facts: &Facts) -> Option<&'static str> {
    let parties = &facts.contract.parties;
    let seller_is_ours = parties
        .iter()
        .any(|party| party.side == Side::Seller && party.division == facts.header.tenant);
    if !seller_is_ours {
        return Some("REGION");
    }
    parties
        .iter()
        .any(|party| party.related)
        .then_some("RELATED")
}

fn granted(facts: &Facts) -> Outcome {
    let header = &facts.header;
    let j_fen = facts.contract.j_fen;
    let rate_bp = match kind_group(&facts.contract.kind) {
        "KF" | "ZR" | "XK" => header.number("rate_development_bp"),
        _ => header.number("rate_service_bp"),
    };
    let full = bp(j_fen, rate_bp);
    let mut explain = vec![Explanation::of("RATE", &[rate_bp, j_fen, full])];

    let contract_cap = header.number("contract_cap_fen");
    let year_left = (header.number("year_cap_fen") - facts.history.paid_year_fen).max(0);
    let limits = [
        ("CAP_CONTRACT", Some(contract_cap)),
        ("CAP_YEAR", Some(year_left)),
        (
            "BUDGET_LEFT",
            header.budget_left_fen.map(|left| left.max(0)),
        ),
    ];
    let mut amount_fen = full;
    for (code, limit) in limits {
        if let Some(limit) = limit.filter(|limit| *limit < amount_fen) {
            amount_fen = limit;
            explain.push(Explanation::of(code, &[limit]));
        }
    }
    Outcome {
        ok: true,
        reasons: vec![],
        explain,
        amount_fen,
        counted_fen: j_fen,
        payee: Some(Payee::Seller),
        cap_hit: amount_fen < full,
    }
}

fn refused(facts: &Facts, code: &str) -> Outcome {
    Outcome {
        ok: false,
        reasons: vec![code.into()],
        explain: vec![],
        amount_fen: 0,
        counted_fen: facts.contract.j_fen,
        payee: None,
        cap_hit: false,
    }
}
