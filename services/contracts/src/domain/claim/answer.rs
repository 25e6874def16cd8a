//! The host's second look at a rule's answer: what lies outside the law or the budget goes to a person.
use kezhuan_law::Fen;
use uuid::Uuid;

use super::{Amount, Command, ContractFacts, Payee, Split};
use crate::domain::refused::Refused;

/// What `tc.incentive@1` answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub ok: bool,
    pub reasons: Vec<String>,
    pub amount: Fen,
    pub counted: Fen,
    pub payee: Option<Payee>,
    pub cap_hit: bool,
}

/// How asking the rule ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleOutcome {
    Answered {
        answer: Answer,
        /// The answer of `tc.split@1`; `None` takes the default share.
        split: Option<Split>,
        decision: Uuid,
    },
    /// No package is in force on the legal date: no benefit, and no work for a person.
    NoRule { decision: Uuid },
    /// Trap, limit, invalid output, or an answer the rule host refused.
    Failed {
        failure: String,
        decision: Option<Uuid>,
    },
}

/// What an amount may not exceed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    pub budget_left: Fen,
    /// The paying tenant, whose default share splits the amount.
    pub tenant: String,
}

/// The command that follows from the rule's outcome. An answer outside the limits is never made to fit.
pub fn command_after(outcome: RuleOutcome, limits: &Limits, contract: &ContractFacts) -> Command {
    match outcome {
        RuleOutcome::NoRule { decision } => Command::Compute {
            amount: None,
            reasons: vec!["NO_RULE_IN_FORCE".to_owned()],
            decision: Some(decision),
        },
        RuleOutcome::Failed { failure, decision } => Command::SendToManual { failure, decision },
        RuleOutcome::Answered {
            answer,
            split,
            decision,
        } => match settle(&answer, split, limits, contract) {
            Ok(amount) => Command::Compute {
                amount,
                reasons: answer.reasons,
                decision: Some(decision),
            },
            Err(refused) => Command::SendToManual {
                failure: refused.reason.to_owned(),
                decision: Some(decision),
            },
        },
    }
}

fn settle(
    answer: &Answer,
    split: Option<Split>,
    limits: &Limits,
    contract: &ContractFacts,
) -> Result<Option<Amount>, Refused> {
    if answer.amount < Fen::ZERO {
        return Err(negative());
    }
    if !answer.ok && answer.amount > Fen::ZERO {
        return Err(Refused::new(
            "REFUSAL_WITH_AMOUNT",
            "规则结论为不予支持,却给出了金额",
            "the rule refuses the benefit and grants an amount at once",
        ));
    }
    check_counted(answer.counted, contract)?;
    if answer.amount == Fen::ZERO {
        return Ok(None);
    }
    let payee = answer.payee.ok_or_else(payee_missing)?;
    let amount = Amount {
        total: answer.amount,
        split: split.unwrap_or_else(|| Split::by_default(answer.amount, &limits.tenant)),
        payee,
        enterprise: contract.enterprise(payee).unwrap_or_default().to_owned(),
        recipient: contract.recipient(payee),
        cap_hit: answer.cap_hit,
        counted: answer.counted,
    };
    check_amount(&amount, limits, contract)?;
    Ok(Some(amount))
}

/// Holds that what counts towards the payee's year, by a rule or a person, lies between nothing and J.
pub(super) fn check_counted(counted: Fen, contract: &ContractFacts) -> Result<(), Refused> {
    if counted < Fen::ZERO {
        return Err(negative());
    }
    if counted > contract.certified_amount()? {
        return Err(Refused::new(
            "COUNTED_OVER_TECHNICAL_AMOUNT",
            "计入年度累计的金额超过技术交易额",
            "more is counted towards the year than the contract's technical amount",
        ));
    }
    Ok(())
}

/// Holds that an amount, of a rule or of a person, stays within J, budget and the contract's parties.
pub fn check_amount(
    amount: &Amount,
    limits: &Limits,
    contract: &ContractFacts,
) -> Result<(), Refused> {
    if amount.total < Fen::ZERO {
        return Err(negative());
    }
    if amount.total > contract.certified_amount()? {
        return Err(Refused::new(
            "OVER_TECHNICAL_AMOUNT",
            "奖补金额超过技术交易额",
            "the amount is larger than the contract's technical amount",
        ));
    }
    if amount.total > limits.budget_left {
        return Err(Refused::new(
            "OVER_BUDGET",
            format!("奖补金额超过项目预算余额 {} 元", limits.budget_left),
            format!(
                "the amount is larger than the {} yuan left in the budget",
                limits.budget_left
            ),
        ));
    }
    if !contract.has_payee(amount.payee) {
        return Err(Refused::new(
            "PAYEE_NOT_A_PARTY",
            "收款方不是合同当事方",
            "the payee takes no part in the contract",
        ));
    }
    amount.split.check(amount.total)
}

fn negative() -> Refused {
    Refused::new(
        "NEGATIVE_AMOUNT",
        "奖补金额不得为负",
        "an amount can't be negative",
    )
}

fn payee_missing() -> Refused {
    Refused::new(
        "PAYEE_MISSING",
        "有奖补金额却没有收款方",
        "there is an amount and nobody to pay it to",
    )
}
