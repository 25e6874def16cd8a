//! `tc.incentive`: 10,000, 50,000 or 100,000 yuan from 1, 5 and 10 million yuan of J on.

use kezhuan_sdk::tc_incentive::{Explanation, Facts, Guest, Outcome, Payee, Side};

pub struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let payee = payee(&facts);
        let (floor, full) = tier(&facts);
        let is_related = facts.contract.parties.iter().any(|party| party.related);
        let refusal = [
            ("RELATED", is_related),
            ("REGION", payee.is_none()),
            ("BELOW_FLOOR", full == 0),
        ];
        if let Some((code, _)) = refusal.into_iter().find(|(_, applies)| *applies) {
            return outcome(&facts, Some(code), 0, None, vec![]);
        }
        let budget_left = facts.header.budget_left_fen.map(|left| left.max(0));
        let amount_fen = budget_left.map_or(full, |left| left.min(full));
        let mut explain = vec![Explanation::of("TIER", &[floor, full])];
        if amount_fen < full {
            explain.push(Explanation::of("BUDGET_LEFT", &[amount_fen]));
        }
        outcome(&facts, None, amount_fen, payee, explain)
    }
}

/// The party in Taishan, the seller before the buyer.
fn payee(facts: &Facts) -> Option<Payee> {
    let is_ours = |side| {
        let mut parties = facts.contract.parties.iter();
        parties.any(|party| party.side == side && party.division == facts.header.tenant)
    };
    if is_ours(Side::Seller) {
        Some(Payee::Seller)
    } else if is_ours(Side::Buyer) {
        Some(Payee::Buyer)
    } else {
        None
    }
}

/// Floor and reward of the highest tier that J reaches; a reward of 0 below the lowest.
fn tier(facts: &Facts) -> (i64, i64) {
    let header = &facts.header;
    ["high", "middle", "low"]
        .map(|name| {
            (
                header.number(&format!("{name}_from_j_fen")),
                header.number(&format!("{name}_reward_fen")),
            )
        })
        .into_iter()
        .find(|(floor, _)| facts.contract.j_fen >= *floor)
        .unwrap_or((0, 0))
}

fn outcome(
    facts: &Facts,
    refusal: Option<&str>,
    amount_fen: i64,
    payee: Option<Payee>,
    explain: Vec<Explanation>,
) -> Outcome {
    Outcome {
        ok: refusal.is_none(),
        reasons: refusal.map(Into::into).into_iter().collect(),
        cap_hit: explain.iter().any(|step| step.code == "BUDGET_LEFT"),
        explain,
        amount_fen,
        counted_fen: facts.contract.j_fen,
        payee,
    }
}
