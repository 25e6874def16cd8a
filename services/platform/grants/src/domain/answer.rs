//! The host's second look at a rule's answer: what lies outside the law or the budget goes to a person.
use kezhuan_law::Fen;
use kezhuan_law::refused::Refused;
use uuid::Uuid;

use super::{Amount, Claim, Command};

/// What a rule answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub ok: bool,
    pub amount: Fen,
    /// The organisation that is paid; `None` is the claimant.
    pub payee: Option<String>,
    pub reasons: Vec<String>,
}

/// How asking the rule ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleOutcome {
    Answered {
        answer: Answer,
        decision: Uuid,
    },
    /// No package is in force on the legal date: no benefit, and no work for a person.
    NoRule {
        decision: Uuid,
    },
    /// Trap, limit, invalid output, or an answer the rule host refused.
    Failed {
        failure: String,
        decision: Uuid,
    },
}

/// What an amount may not exceed, by whomever it was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// What the host's own law allows for the subject; `None` where it has no figure.
    pub most: Option<Fen>,
    /// What the programme's budget still has; `None` while nothing was appropriated.
    pub available: Option<Fen>,
    /// Another programme grants the same, and one of the two bars the other.
    pub barred: bool,
}

/// The command that follows from the rule's outcome. An answer outside the limits is never made to fit.
pub fn command_after(outcome: RuleOutcome, claim: &Claim, limits: Limits) -> Command {
    match outcome {
        RuleOutcome::NoRule { decision } => Command::Compute {
            amount: None,
            reasons: vec!["NO_RULE_IN_FORCE".to_owned()],
            decision,
        },
        RuleOutcome::Failed { failure, decision } => Command::SendToManual { failure, decision },
        RuleOutcome::Answered { answer, decision } => match settle(&answer, claim, limits) {
            Ok(amount) => Command::Compute {
                amount,
                reasons: answer.reasons,
                decision,
            },
            Err(refused) => Command::SendToManual {
                failure: refused.reason.to_owned(),
                decision,
            },
        },
    }
}

fn settle(answer: &Answer, claim: &Claim, limits: Limits) -> Result<Option<Amount>, Refused> {
    if !answer.ok && answer.amount > Fen::ZERO {
        return Err(Refused::new(
            "REFUSAL_WITH_AMOUNT",
            "规则结论为不予支持，却给出了金额",
            "the rule refuses the benefit and grants an amount at once",
        ));
    }
    if answer.ok && answer.amount == Fen::ZERO && limits.available == Some(Fen::ZERO) {
        // The budget left nothing of a benefit there is: the claim waits for the next appropriation.
        return Err(over_budget(Fen::ZERO));
    }
    limits.amount(answer.amount, answer.payee.as_deref(), claim)
}

impl Limits {
    /// The amount, of a rule or of a person, where it stays within law, budget and the claim's parties; zero is none.
    pub(super) fn amount(
        &self,
        total: Fen,
        payee: Option<&str>,
        claim: &Claim,
    ) -> Result<Option<Amount>, Refused> {
        if total < Fen::ZERO {
            return Err(Refused::new(
                "NEGATIVE_AMOUNT",
                "补贴奖励金额不得为负",
                "an amount can't be negative",
            ));
        }
        if total == Fen::ZERO {
            return Ok(None);
        }
        let payee = payee.unwrap_or(&claim.claimant);
        if !claim.organisations().contains(&payee) {
            return Err(Refused::new(
                "PAYEE_NOT_A_PARTY",
                "收款方不是申请的当事方",
                "the payee takes no part in the claim",
            ));
        }
        self.still_due(total)?;
        self.check_budget(total)?;
        Ok(Some(Amount {
            total,
            payee: payee.to_owned(),
        }))
    }

    /// Holds that the subject carries the amount: it may have changed since the rule was asked.
    pub(super) fn still_due(&self, total: Fen) -> Result<(), Refused> {
        match self.most {
            Some(most) if total > most => Err(Refused::new(
                "OVER_WHAT_IS_DUE",
                format!("金额超过依法可计的 {most} 元"),
                format!("the amount is larger than the {most} yuan that can be due"),
            )),
            _ if self.barred => Err(Refused::new(
                "BARRED_BY_OTHER_PROGRAMME",
                "同一事项已由不得叠加的其他项目安排补贴奖励",
                "another programme, which bars this one, grants the same already",
            )),
            _ => Ok(()),
        }
    }

    fn check_budget(&self, total: Fen) -> Result<(), Refused> {
        match self.available {
            None => Err(Refused::new(
                "BUDGET_MISSING",
                "主管部门尚未设定本年度项目预算",
                "nothing was appropriated for this programme and year yet; its authority has to do so first",
            )),
            Some(available) if total > available => Err(over_budget(available)),
            Some(_) => Ok(()),
        }
    }
}

fn over_budget(available: Fen) -> Refused {
    Refused::new(
        "BUDGET_EXHAUSTED",
        format!("本年度项目预算余额 {available} 元，不足以安排该申请"),
        format!(
            "the programme's budget of this year has {available} yuan left, not enough for the claim"
        ),
    )
}
