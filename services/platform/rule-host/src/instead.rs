//! Asking a stored question of another rule: what would it have answered?

use chrono::NaiveDate;
use serde_json::Value;

use crate::decision::Decision;
use crate::hook_id::HookId;
use crate::host::Host;
use crate::question::Question;
use crate::rulebook::Rule;
use crate::verify::Mismatch;

/// Asks `rule` the stored question under its own settings, with the day and the budget that stand in
/// it. `amend` may change the facts first. Blocks.
pub fn ask_instead(
    host: &Host,
    hook: &HookId,
    (input, legal_date): (&[u8], NaiveDate),
    rule: &Rule,
    amend: impl FnOnce(&mut Value),
) -> Result<Decision, Mismatch> {
    let unreadable = |problem: &str| Mismatch::Question(problem.to_owned());
    let mut facts: Value =
        serde_json::from_slice(input).map_err(|error| unreadable(&error.to_string()))?;
    let members = facts.as_object_mut();
    let header = members.and_then(|members| members.remove("header"));
    let header = header.ok_or_else(|| unreadable("no header"))?;
    let text = |name: &str| header[name].as_str().map(str::to_owned);
    let as_of = text("as_of").and_then(|day| day.parse().ok());
    amend(&mut facts);
    let question = Question {
        tenant: text("tenant").ok_or_else(|| unreadable("no tenant"))?,
        hook: hook.clone(),
        division: text("division").ok_or_else(|| unreadable("no division"))?,
        legal_date,
        as_of: as_of.ok_or_else(|| unreadable("no day"))?,
        budget_left_fen: header["budget_left_fen"].as_i64(),
        facts,
    };
    Ok(host.ask_json_blocking(Some(rule), question))
}
