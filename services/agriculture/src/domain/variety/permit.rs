//! What a step of another case asks of a variety: refused, by the field that names it, where the law says no.
use super::{Action, HERE, State, Terms, Variety};
use crate::domain::refused::{FieldViolation, Refused};

impl Variety {
    /// Holds that something may be done with it here; `path` is the field that names the variety.
    pub fn permits(&self, path: &str, action: Action, listed: &Terms) -> Result<(), Refused> {
        let answer = self.may(action, HERE, listed);
        let (reason, why) = if self.state == State::Withdrawn {
            ("VARIETY_WITHDRAWN", self.state.name())
        } else if answer.allow {
            return Ok(());
        } else {
            (answer.code.as_str(), answer.code.name())
        };
        let what = action.name();
        let (zh, en) = (
            format!("品种“{}”不得{}：{}", self.title, what.zh, why.zh),
            format!("no {} of {}: {}", what.en, self.title, why.en),
        );
        let violation = FieldViolation::new(path, reason, zh.clone(), en.clone());
        Err(Refused::new(reason, zh, en).with_fields(vec![violation]))
    }
}
