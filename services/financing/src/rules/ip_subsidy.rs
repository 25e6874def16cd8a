//! `ip.subsidy@1`: what of an enterprise's interest is subsidised.
use kezhuan_law::Fen;
use kezhuan_rulebook::Shelf;

use super::bindings::ip_subsidy::{self as hook, Ask, Facts};
use super::{Asked, Asking, Rules, Verdict};
use crate::domain::product::Stage;
use crate::domain::subsidy::{Answer, Claim, Interest, RuleOutcome};

impl<S: Shelf> Rules<S> {
    /// Asks the paying authority on the interest as it stands now. Legal date: the payment of the interest. `available` is
    /// what the fund still holds.
    pub async fn subsidy(
        &self,
        claim: &Claim,
        interest: &Interest,
        (stage, available): (Stage, Fen),
        asking: Asking,
    ) -> Result<Asked<Answer>, S::Error> {
        let (interest, stage) = (*interest, self::stage(stage));
        let facts = move |header| Facts {
            header,
            paid_fen: interest.paid.get(),
            penalty_fen: interest.penalty.get(),
            other_fen: interest.other.get(),
            year_paid_fen: interest.already.get(),
            stage,
        };
        let of = (claim.division.as_str(), Some(available.get()));
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        // The law's second look is the domain's, over answers of rules and of people alike.
        Ok(asked.held_to(|outcome| {
            Ok(Answer {
                ok: outcome.ok,
                base: Fen(outcome.base_fen),
                amount: Fen(outcome.amount_fen),
                reasons: outcome.reasons,
            })
        }))
    }
}

/// What came of the question, as the domain judges it (`subsidy::command_after`).
pub fn outcome(asked: &Asked<Answer>) -> RuleOutcome {
    let decision = asked.id;
    match &asked.verdict {
        Verdict::Answered(answer) => RuleOutcome::Answered {
            answer: answer.clone(),
            decision,
        },
        Verdict::NoRule => RuleOutcome::NoRule { decision },
        Verdict::Failed(failure) => RuleOutcome::Failed {
            failure: failure.clone(),
            decision: Some(decision),
        },
    }
}

fn stage(stage: Stage) -> hook::Stage {
    match stage {
        Stage::Concept => hook::Stage::Concept,
        Stage::Pilot => hook::Stage::Pilot,
        Stage::Industrial => hook::Stage::Industrial,
    }
}
