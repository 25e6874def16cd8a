//! One claim's stored question, asked of the new rule, and the line that follows from its answer.
use std::collections::BTreeMap;

use kezhuan_adoption::Entry;
use kezhuan_law::Fen;
use kezhuan_rule_host::{HookId, Host, Rule, ask_instead};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::claim::{Command, Limits, RuleOutcome, command_after};
use crate::domain::correction::{Kind, State, Unasked, stands};
use crate::rules::tc_incentive::Grant;
use crate::rules::{Asked, Verdict};
use crate::store::claims;
use crate::store::correction_lines::LineRow;
use crate::store::corrections::CandidateRow;

/// What earlier lines of one list add to the year of each enterprise.
#[derive(Default)]
pub struct Years(BTreeMap<(String, i32), Moved>);

/// By how much a year's history is another one.
#[derive(Clone, Copy, Default)]
struct Moved {
    paid_fen: i64,
    counted_fen: i64,
}

/// A claim with its question, and whose year it counts in.
pub struct Candidate {
    pub row: CandidateRow,
    pub behind: claims::Behind,
    pub year: (String, i32),
}

/// What the new rule says of a claim.
pub struct Said {
    pub candidate: Candidate,
    /// The amount and what counts towards the year, or why nobody knows.
    pub amount: Result<(Fen, Fen), String>,
    pub input: Vec<u8>,
    pub outcome: Vec<u8>,
}

impl Candidate {
    /// Why the new rule is not asked, where it isn't.
    pub fn unasked(&self) -> Option<Unasked> {
        Unasked::of(&self.row.claim)
    }

    /// What the claim has been granted and keeps, with what other corrections made of it.
    pub fn stood(&self) -> Fen {
        Fen(stands(&self.row.claim).get() + self.row.corrected_fen)
    }
}

/// Asks the stored question of the new rule, with the year as the lines before it make it. Blocks.
pub fn ask(host: &Host, rule: &Rule, candidate: Candidate, years: &mut Years) -> Said {
    if let Some(why) = candidate.unasked() {
        return unasked(candidate, why);
    }
    let moved = years.0.get(&candidate.year).copied().unwrap_or_default();
    let asked = match again::<Grant>(host, rule, &candidate, |facts| add(facts, moved)) {
        Ok(asked) => asked,
        Err(why) => return unanswered(candidate, why),
    };
    let (input, outcome) = (asked.decision.input.clone(), asked.decision.result_bytes());
    let amount = settled(&asked, &candidate);
    if let (Ok((total, counted)), before) = (&amount, candidate.row.claim.amount.as_ref()) {
        let year = years.0.entry(candidate.year.clone()).or_default();
        let counted_before = before.map_or(0, |amount| amount.counted.get());
        year.paid_fen += total.get() - candidate.row.claim.amount_fen().get();
        year.counted_fen += counted.get() - counted_before;
    }
    Said {
        candidate,
        amount,
        input,
        outcome,
    }
}

/// Asks the candidate's stored question once more, of the new rule, under the id it was stored with.
pub fn again<T: DeserializeOwned>(
    host: &Host,
    rule: &Rule,
    candidate: &Candidate,
    amend: impl FnOnce(&mut Value),
) -> Result<Asked<T>, String> {
    let hook: HookId = (candidate.row.hook.parse()).map_err(|_| "HOOK_UNKNOWN".to_owned())?;
    let question = (candidate.row.input.as_slice(), candidate.row.legal_date);
    match ask_instead(host, &hook, question, rule, amend) {
        Ok(decision) => Ok(Asked::of(decision)),
        Err(mismatch) => Err(mismatch.to_string()),
    }
}

/// No rule is asked about it: a person looks.
pub fn unasked(candidate: Candidate, why: Unasked) -> Said {
    Said {
        candidate,
        amount: Err(why.as_str().to_owned()),
        input: Vec::new(),
        outcome: Vec::new(),
    }
}

/// The question can't be asked.
pub fn unanswered(candidate: Candidate, why: String) -> Said {
    Said {
        input: candidate.row.input.clone(),
        candidate,
        amount: Err(why),
        outcome: Vec::new(),
    }
}

/// The rule is told of the year as it would have been.
fn add(facts: &mut Value, moved: Moved) {
    let history = &mut facts["history"];
    for (name, by) in [
        ("paid_year_fen", moved.paid_fen),
        ("prior_j_fen", moved.counted_fen),
    ] {
        if let Some(figure) = history[name].as_i64() {
            history[name] = Value::from((figure + by).max(0));
        }
    }
}

/// The answer as the host would have taken it for the claim.
fn settled(asked: &Asked<Grant>, candidate: &Candidate) -> Result<(Fen, Fen), String> {
    let decision = asked.id;
    let outcome = match &asked.verdict {
        Verdict::Answered(grant) => RuleOutcome::Answered {
            answer: grant.answer(),
            split: None,
            decision,
        },
        Verdict::NoRule => RuleOutcome::NoRule { decision },
        Verdict::Failed(failure) => return Err(failure.clone()),
    };
    // A budget is somebody's who approves: the rule was told what was left of it then.
    let limits = Limits {
        budget_left: Fen(i64::MAX),
        tenant: candidate.row.claim.tenant.clone(),
    };
    let counted = match &outcome {
        RuleOutcome::Answered { answer, .. } => answer.counted,
        RuleOutcome::NoRule { .. } | RuleOutcome::Failed { .. } => Fen::ZERO,
    };
    match command_after(outcome, &limits, &candidate.behind.facts) {
        // Two parties' money and two years are in it: one figure would hide that.
        Command::Compute {
            amount: Some(amount),
            ..
        } if amount.enterprise != candidate.year.0 => Err("PAYEE_DIFFERS".to_owned()),
        Command::Compute {
            amount: Some(amount),
            ..
        } => Ok((amount.total, amount.counted)),
        Command::Compute { amount: None, .. } => Ok((Fen::ZERO, counted)),
        Command::SendToManual { failure, .. } => Err(failure),
        _ => Err("ANSWER_UNUSABLE".to_owned()),
    }
}

/// What the claim's line says; nothing where the new rule grants the same, or would have been no other.
pub fn line(entry: &Entry, said: Said) -> Option<LineRow> {
    let row = &said.candidate.row;
    if row.same_rule && said.candidate.unasked().is_some() {
        return None;
    }
    let old = said.candidate.stood();
    let (kind, new, failure) = match said.amount {
        Ok((new, _)) => (Kind::of(old, new)?, new, String::new()),
        Err(failure) => (Kind::Uncertain, old, failure),
    };
    Some(LineRow {
        correction_id: entry.id,
        claim_id: row.claim.id,
        tenant: row.claim.tenant.clone(),
        claim_number: row.claim.number.clone(),
        decision_id: row.decision_id,
        kind: kind.as_str().to_owned(),
        state: State::Proposed.as_str().to_owned(),
        old_fen: old.get(),
        new_fen: new.get(),
        failure,
        input: said.input,
        outcome: said.outcome,
        decided_by: String::new(),
        decided_on: None,
        note: String::new(),
    })
}
