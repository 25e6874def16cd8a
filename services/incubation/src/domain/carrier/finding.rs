//! Whether the conditions of a grade are met, and who says so.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::criteria::Condition;
use crate::domain::code_list::code_list;

code_list! {
    /// Who found it.
    FoundBy {
        /// What the measures say themselves.
        Host = "HOST", "按办法条件核对", "the measures themselves";
        Rule = "RULE", "规则", "a rule";
        Person = "PERSON", "人工", "a person";
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub met: bool,
    /// Codes of what is not met, in the order it is tested.
    pub fails: Vec<String>,
    pub by: FoundBy,
    /// Of the rule that was asked.
    pub decision: Option<Uuid>,
    /// Of the person.
    pub reason: String,
}

impl Finding {
    /// What the host finds by itself.
    pub fn of_host(fails: &[Condition]) -> Finding {
        Finding {
            met: fails.is_empty(),
            fails: fails
                .iter()
                .map(|fails| fails.as_str().to_owned())
                .collect(),
            by: FoundBy::Host,
            decision: None,
            reason: String::new(),
        }
    }

    /// What a rule finds in the host's place.
    pub fn of_rule(met: bool, fails: Vec<String>, decision: Uuid) -> Finding {
        Finding {
            met,
            fails,
            by: FoundBy::Rule,
            decision: Some(decision),
            reason: String::new(),
        }
    }

    /// What a person finds where a rule failed.
    pub fn of_person(met: bool, reason: String) -> Finding {
        Finding {
            met,
            fails: Vec::new(),
            by: FoundBy::Person,
            decision: None,
            reason,
        }
    }
}
