//! The rule in Rust, called in place: what the work itself costs.

use kezhuan_bench_side::{Decides, Explanation, Facts, Header, Outcome, Payee, Setting, Side};

pub struct Native;

impl Decides for Native {
    fn decide(&mut self, facts: &Facts) -> anyhow::Result<Outcome> {
        Ok(match refusal(facts) {
            Some(code) => refused(facts, code),
            None => granted(facts),
        })
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
    let is_related = parties.iter().any(|party| party.related);
    is_related.then_some("RELATED")
}

fn granted(facts: &Facts) -> Outcome {
    let header = &facts.header;
    let j_fen = facts.contract.j_fen;
    let rate_bp = match facts.contract.kind.get(..2) {
        Some("KF" | "ZR" | "XK") => number(header, "rate_development_bp"),
        _ => number(header, "rate_service_bp"),
    };
    let full = i64::try_from(i128::from(j_fen) * i128::from(rate_bp) / 10_000).unwrap_or(i64::MAX);
    let mut explain = vec![step("RATE", &[rate_bp, j_fen, full])];
    let year_left = number(header, "year_cap_fen") - facts.history.paid_year_fen;
    let limits = [
        ("CAP_CONTRACT", Some(number(header, "contract_cap_fen"))),
        ("CAP_YEAR", Some(year_left.max(0))),
        (
            "BUDGET_LEFT",
            header.budget_left_fen.map(|left| left.max(0)),
        ),
    ];
    let mut amount_fen = full;
    for (code, limit) in limits {
        if let Some(limit) = limit.filter(|limit| *limit < amount_fen) {
            amount_fen = limit;
            explain.push(step(code, &[limit]));
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
        reasons: vec![code.to_owned()],
        explain: vec![],
        amount_fen: 0,
        counted_fen: facts.contract.j_fen,
        payee: None,
        cap_hit: false,
    }
}

fn number(header: &Header, name: &str) -> i64 {
    let value = header.params.iter().find(|param| param.name == name);
    match value.map(|param| &param.value) {
        Some(Setting::Number(number)) => *number,
        _ => 0,
    }
}

fn step(code: &str, figures: &[i64]) -> Explanation {
    Explanation {
        code: code.to_owned(),
        args: figures.iter().map(ToString::to_string).collect(),
    }
}
