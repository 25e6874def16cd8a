//! Caps that a package declares in its settings: the host holds every answer to them, so that a mistake in
//! the rule can't pay more than its owner put on paper.
use crate::hook_id::HookId;
use crate::seen::Members;
use crate::settings::{Setting, SettingSchema, Settings, SettingsSchema};

/// Checks an answer against the caps declared for `hook`; the error names the cap.
pub(crate) fn check<M: Members>(
    schema: &SettingsSchema,
    settings: &Settings,
    hook: &HookId,
    (facts, outcome): (&M, &M),
) -> Result<(), String> {
    let concerned = schema
        .iter()
        .filter(|(name, _)| schema.concerns(name, hook));
    for (name, entry) in concerned {
        let Some(capped) = &entry.caps else { continue };
        let figure = figure(outcome, capped)
            .ok_or_else(|| format!("`{name}` caps `{capped}`, which the answer does not have"))?;
        let before = match &entry.caps_with {
            None => 0,
            Some(path) => self::figure(facts, path).ok_or_else(|| {
                format!("`{name}` counts in `{path}`, which the facts do not have")
            })?,
        };
        let cap = cap(settings, name, entry)?;
        // A figure of zero asks for nothing, whatever the year had before.
        if figure > 0 && i128::from(figure) + i128::from(before) > i128::from(cap) {
            return Err(format!(
                "{capped}: {figure} with {before} before it is above the declared cap `{name}` of {cap}"
            ));
        }
    }
    Ok(())
}

fn cap(settings: &Settings, name: &str, entry: &SettingSchema) -> Result<i64, String> {
    match settings.get(name).unwrap_or(&entry.default) {
        Setting::Number(cap) => Ok(*cap),
        Setting::Text(_) => Err(format!("`{name}` caps a figure and is a text")),
    }
}

fn figure(of: &impl Members, path: &str) -> Option<i64> {
    of.seen(path)?.number()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const SCHEMA: &str = r#"{
        "each":{"default":100,"caps":"amount_fen","hook":"tc.incentive@1","zh":"单项","en":"each"},
        "year":{"default":150,"caps":"amount_fen","caps_with":"history.paid","hook":"tc.incentive@1","zh":"年","en":"year"}}"#;

    fn checked(settings: &str, hook: &str, paid: i64, outcome: Value) -> Result<(), String> {
        let schema = serde_json::from_str(SCHEMA).unwrap();
        let settings = Settings::from_json(&serde_json::from_str(settings).unwrap()).unwrap();
        let facts = serde_json::json!({ "history": { "paid": paid } });
        check(
            &schema,
            &settings,
            &hook.parse().unwrap(),
            (&facts, &outcome),
        )
    }

    #[test]
    fn an_answer_is_held_to_each_cap_of_its_hook() {
        let amount = |fen: i64| serde_json::json!({ "amount_fen": fen });
        let hook = "tc.incentive@1";
        assert_eq!(checked("{}", hook, 50, amount(100)), Ok(()));
        assert!(
            checked("{}", hook, 0, amount(101))
                .unwrap_err()
                .contains("`each` of 100")
        );
        assert!(
            checked("{}", hook, 51, amount(100))
                .unwrap_err()
                .contains("`year` of 150")
        );
        assert!(checked(r#"{"each":90}"#, hook, 0, amount(91)).is_err());
        assert_eq!(checked("{}", hook, 200, amount(0)), Ok(()));
        assert!(checked("{}", hook, i64::MAX, amount(1)).is_err());
        assert_eq!(checked("{}", "tc.split@1", 0, amount(101)), Ok(()));
    }

    #[test]
    fn a_cap_on_nothing_is_a_mistake_of_the_package() {
        let other = serde_json::json!({ "sum_fen": 1 });
        assert!(
            checked("{}", "tc.incentive@1", 0, other)
                .unwrap_err()
                .contains("does not have")
        );
    }
}
