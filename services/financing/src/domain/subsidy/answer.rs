//! The host's second look at a rule's answer: what lies outside the law or the fund goes to a person.
use kezhuan_law::Fen;
use uuid::Uuid;

use super::{Amount, Claim, Command, Interest, Split};
use crate::domain::refused::Refused;

/// What `ip.subsidy@1` answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub ok: bool,
    pub base: Fen,
    pub amount: Fen,
    pub reasons: Vec<String>,
}

/// How asking the rule ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleOutcome {
    Answered {
        answer: Answer,
        decision: Uuid,
    },
    /// No package is in force on the legal date: no subsidy, and no work for a person.
    NoRule {
        decision: Uuid,
    },
    /// Trap, limit, invalid output, or an answer the rule host refused.
    Failed {
        failure: String,
        decision: Option<Uuid>,
    },
}

/// The command that follows from the rule's outcome. An answer outside the limits is never made to fit.
pub fn command_after(
    outcome: RuleOutcome,
    claim: &Claim,
    interest: &Interest,
    available: Fen,
) -> Command {
    match outcome {
        RuleOutcome::NoRule { decision } => Command::Compute {
            amount: None,
            reasons: vec!["NO_RULE_IN_FORCE".to_owned()],
            decision: Some(decision),
        },
        RuleOutcome::Failed { failure, decision } => Command::SendToManual { failure, decision },
        RuleOutcome::Answered { answer, decision } => {
            let decision = Some(decision);
            match settle(&answer, claim, interest, available) {
                Ok(amount) => Command::Compute {
                    amount,
                    reasons: answer.reasons,
                    decision,
                },
                Err(refused) => Command::SendToManual {
                    failure: refused.reason.to_owned(),
                    decision,
                },
            }
        }
    }
}

fn settle(
    answer: &Answer,
    claim: &Claim,
    interest: &Interest,
    available: Fen,
) -> Result<Option<Amount>, Refused> {
    if !answer.ok && answer.amount > Fen::ZERO {
        return Err(Refused::new(
            "REFUSAL_WITH_AMOUNT",
            "规则结论为不予支持,却给出了金额",
            "the rule refuses the subsidy and grants an amount at once",
        ));
    }
    if answer.amount == Fen::ZERO {
        return Ok(None);
    }
    let split = Split::by_default(answer.amount, &claim.division).ok_or_else(|| {
        Refused::new(
            "SPLIT_MISSING",
            "该地区没有默认的市县分担比例",
            "this division has no default share of city and county",
        )
    })?;
    let amount = Amount {
        base: answer.base,
        total: answer.amount,
        split,
    };
    check_amount(&amount, interest, available)?;
    Ok(Some(amount))
}

/// Holds that an amount, of a rule or of a person, stays within the interest paid and the fund.
pub fn check_amount(amount: &Amount, interest: &Interest, available: Fen) -> Result<(), Refused> {
    let base = interest.base();
    if base != Some(amount.base) {
        return Err(Refused::new(
            "BASE_MISMATCH",
            "贴息基数与实际支付的利息不符",
            "the base is not the interest paid less penalty and other subsidies",
        ));
    }
    if amount.total < Fen::ZERO || amount.total > amount.base {
        return Err(Refused::new(
            "OVER_INTEREST_PAID",
            "贴息金额不得为负或超过实际支付的利息",
            "a subsidy is not negative and not more than the interest paid",
        ));
    }
    if amount.total > available {
        return Err(Refused::new(
            "OVER_BUDGET",
            format!("贴息金额超过资金余额 {available} 元"),
            format!("the amount is larger than the {available} yuan left in the fund"),
        ));
    }
    amount.split.check(amount.total)
}
