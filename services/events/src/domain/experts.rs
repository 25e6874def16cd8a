//! What is the same wherever experts judge: how many there are at most, and which field of a request a refusal is about.
use super::actor::{Actor, Role};
use super::refused::Refused;

/// Most experts that judge one case: as many as a rule is told of.
const EXPERTS_MAX: usize = 30;

/// Holds that no more experts sit than judge one case.
pub fn few_enough(experts: usize) -> Result<(), Refused> {
    if experts <= EXPERTS_MAX {
        return Ok(());
    }
    Err(Refused::new(
        "EXPERTS_TOO_MANY",
        format!("评审专家最多 {EXPERTS_MAX} 名"),
        format!("no more than {EXPERTS_MAX} experts judge one case"),
    ))
}

/// Why an assignment of nobody is refused.
pub fn missing() -> Refused {
    let refused = Refused::new(
        "EXPERTS_MISSING",
        "请至少指派一名专家",
        "name one expert at the least",
    );
    refused.at("experts")
}

/// Why a declaration for another expert is refused: who has the role takes the step for themselves, so that no role is missing.
pub fn for_another(refused: Refused, actor: &Actor) -> Refused {
    if refused.reason != "ROLE_MISSING" || !actor.has(Role::Expert) {
        return refused;
    }
    Refused::new(
        "NOT_YOUR_STEP",
        "专家只能申报本人的利益冲突",
        "an expert declares a conflict of their own",
    )
}

/// Why a score is refused, with the field at fault; the request calls what is scored `criterion`.
pub fn of_score(refused: Refused, criterion: &'static str) -> Refused {
    match refused.reason {
        "CRITERION_UNKNOWN" => refused.at(criterion),
        "SCORE_OUT_OF_RANGE" => refused.at("points"),
        _ => refused,
    }
}
