//! How city and county would have shared a claim's amount: the stored question, asked of the new rule of `tc.split@1`.
use kezhuan_law::Fen;
use kezhuan_rule_host::{Host, Rule};

use super::question::{Candidate, Said, again, unanswered, unasked};
use crate::rules::Verdict;
use crate::rules::tc_split::Shares;

/// Asks the stored question of the new rule. Blocks.
pub fn ask(host: &Host, rule: &Rule, candidate: Candidate) -> Said {
    if let Some(why) = candidate.unasked() {
        return unasked(candidate, why);
    }
    let asked = match again::<Shares>(host, rule, &candidate, |_| ()) {
        Ok(asked) => asked,
        Err(why) => return unanswered(candidate, why),
    };
    Said {
        amount: compared(&asked.verdict, &candidate),
        input: asked.decision.input.clone(),
        outcome: asked.decision.result_bytes(),
        candidate,
    }
}

/// The amount stays what it is: where its shares do, too, there is nothing to say. Where they don't, nobody is owed
/// anything: what city and county settle between them is for people.
fn compared(verdict: &Verdict<Shares>, candidate: &Candidate) -> Result<(Fen, Fen), String> {
    let shares = match verdict {
        Verdict::Answered(shares) => shares.split(),
        Verdict::Failed(failure) => return Err(failure.clone()),
        Verdict::NoRule => return Err("NO_RULE_IN_FORCE".to_owned()),
    };
    // A claim that got a part of its due was asked about the whole.
    let amount = candidate.row.claim.amount.as_ref();
    match amount.is_some_and(|amount| shares.of_part(amount.total) != amount.split) {
        true => Err("SPLIT_DIFFERS".to_owned()),
        false => Ok((candidate.stood(), Fen::ZERO)),
    }
}
