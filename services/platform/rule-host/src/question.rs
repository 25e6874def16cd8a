//! What is asked, of whom, for which day; and the header every question starts with.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::hook_id::HookId;
use crate::settings::{Setting, Settings, SettingsSchema};

/// A question to the rule of a tenant. `facts` have no header: the host writes it.
#[derive(Clone, Debug)]
pub struct Question<F = Value> {
    /// The authority whose rule answers.
    pub tenant: String,
    pub hook: HookId,
    /// The division the case belongs to.
    pub division: String,
    /// The date that picked the rule.
    pub legal_date: NaiveDate,
    /// The day the question is asked.
    pub as_of: NaiveDate,
    /// What the programme's budget still holds, where the asker knows it.
    pub budget_left_fen: Option<i64>,
    pub facts: F,
}

/// The header of a question, in the members of the interfaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub hook: String,
    pub ver: String,
    pub tenant: String,
    pub division: String,
    pub as_of: NaiveDate,
    pub params: Vec<Param>,
    pub budget_left_fen: Option<i64>,
}

/// One setting in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    pub name: String,
    pub value: ParamValue,
}

/// Its figure or word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamValue {
    Number(i64),
    Text(String),
}

impl<F> Question<F> {
    /// The header of a question in interface version `ver`, with the settings that concern the hook as
    /// the package answers it.
    pub(crate) fn header(
        &self,
        ver: &str,
        settings: &Settings,
        (schema, answered): (Option<&SettingsSchema>, &HookId),
    ) -> Header {
        let concerns = |name: &str| schema.is_none_or(|schema| schema.concerns(name, answered));
        let params = settings
            .iter()
            .filter(|(name, _)| concerns(name))
            .map(|(name, setting)| Param {
                name: name.to_owned(),
                value: match setting {
                    Setting::Number(number) => ParamValue::Number(*number),
                    Setting::Text(text) => ParamValue::Text(text.clone()),
                },
            });
        Header {
            hook: self.hook.to_string(),
            ver: ver.to_owned(),
            tenant: self.tenant.clone(),
            division: self.division.clone(),
            as_of: self.as_of,
            params: params.collect(),
            budget_left_fen: self.budget_left_fen,
        }
    }
}

impl Header {
    /// The header as a member of the facts.
    pub(crate) fn value(&self) -> Value {
        let params = self.params.iter().map(|param| {
            let value = match &param.value {
                ParamValue::Number(number) => ("NUMBER", Value::from(*number)),
                ParamValue::Text(text) => ("TEXT", Value::from(text.as_str())),
            };
            let value = Value::Object(Map::from_iter([(value.0.to_owned(), value.1)]));
            let members = [("name", Value::from(param.name.as_str())), ("value", value)];
            Value::Object(
                members
                    .map(|(name, member)| (name.to_owned(), member))
                    .into_iter()
                    .collect(),
            )
        });
        let members = [
            ("hook", Some(Value::from(self.hook.as_str()))),
            ("ver", Some(Value::from(self.ver.as_str()))),
            ("tenant", Some(Value::from(self.tenant.as_str()))),
            ("division", Some(Value::from(self.division.as_str()))),
            (
                "as_of",
                Some(Value::from(self.as_of.format("%Y-%m-%d").to_string())),
            ),
            ("params", Some(Value::Array(params.collect()))),
            ("budget_left_fen", self.budget_left_fen.map(Value::from)),
        ];
        let present = members
            .into_iter()
            .filter_map(|(name, member)| Some((name.to_owned(), member?)));
        Value::Object(present.collect())
    }
}
