//! The workbook a new rule begins with, one for each hook.

/// The .xlsx file for a hook such as `tc.split@1`; nothing for a hook nobody asks, or no sheet can answer.
pub fn starter(hook: &str) -> Option<Vec<u8>> {
    let text = text(hook)?;
    let whole = format!("{text}\n{}", include_str!("../starters/help.txt"));
    crate::plain::workbook(&whole).ok()
}

fn text(hook: &str) -> Option<&'static str> {
    Some(match hook {
        "agr.accredit@1" => include_str!("../starters/agr-accredit.txt"),
        "agr.assess@1" => include_str!("../starters/agr-assess.txt"),
        "agr.subsidy@1" => include_str!("../starters/agr-subsidy.txt"),
        "agr.trial.accept@1" => include_str!("../starters/agr-trial-accept.txt"),
        "evt.award.score@1" => include_str!("../starters/evt-award-score.txt"),
        "evt.coi@1" => include_str!("../starters/evt-coi.txt"),
        // `evt.match@1` answers with points of each candidate, which no sheet makes.
        "evt.prize@1" => include_str!("../starters/evt-prize.txt"),
        "evt.registration@1" => include_str!("../starters/evt-registration.txt"),
        "inc.accredit@1" => include_str!("../starters/inc-accredit.txt"),
        "inc.admission@1" => include_str!("../starters/inc-admission.txt"),
        "inc.assess@1" => include_str!("../starters/inc-assess.txt"),
        "inc.rent@1" => include_str!("../starters/inc-rent.txt"),
        "inc.reward@1" => include_str!("../starters/inc-reward.txt"),
        "ip.claim.check@1" => include_str!("../starters/ip-claim-check.txt"),
        "ip.eligibility@1" => include_str!("../starters/ip-eligibility.txt"),
        // `ip.ltv@1` answers with a list of numbers, which no sheet makes.
        "ip.risk_share@1" => include_str!("../starters/ip-risk-share.txt"),
        "ip.stage@1" => include_str!("../starters/ip-stage.txt"),
        "ip.subsidy@1" => include_str!("../starters/ip-subsidy.txt"),
        "tc.claim.materials@1" => include_str!("../starters/tc-claim-materials.txt"),
        "tc.college.check@1" => include_str!("../starters/tc-college-check.txt"),
        "tc.incentive@1" => include_str!("../starters/tc-incentive.txt"),
        "tc.sla@1" => include_str!("../starters/tc-sla.txt"),
        "tc.split@1" => include_str!("../starters/tc-split.txt"),
        _ => return None,
    })
}
