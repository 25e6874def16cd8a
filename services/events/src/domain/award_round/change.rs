//! What changes of a round that is open.
use chrono::NaiveDate;

use super::form::{ASSOCIATIONS_MAX, EXPERTS_MAX, few, of_associations, of_experts};
use super::{Association, AwardRound, GroupExpert, Step, next, office};
use crate::domain::actor::Actor;
use crate::domain::form::Form;
use crate::domain::refused::{FieldViolation, Refused};

/// What changes while a round is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoundChange {
    /// A later day.
    pub closes_on: Option<NaiveDate>,
    pub city_closes_on: Option<NaiveDate>,
    /// Added, or in place of what was listed of the same organisation.
    pub associations: Vec<Association>,
    /// Added.
    pub experts: Vec<GroupExpert>,
}

impl RoundChange {
    /// Whether it lists experts and changes nothing else.
    fn is_of_experts(&self) -> bool {
        let days = [self.closes_on, self.city_closes_on];
        !self.experts.is_empty() && self.associations.is_empty() && days == [None, None]
    }
}

impl AwardRound {
    /// Associations come in or are graded anew, experts are listed, and days move later: by the award office,
    /// while the round is open. Experts are listed also later, for whoever is missing then.
    pub fn update(&self, change: RoundChange, actor: &Actor) -> Result<AwardRound, Refused> {
        let step = match change.is_of_experts() {
            true => Step::ListExperts,
            false => Step::Update,
        };
        let state = next(self.state, step)?;
        office(actor)?;
        let mut form = Form::default();
        if change == RoundChange::default() {
            let (zh, en) = ("请填写要变更的内容", "say what changes");
            form.wrong(FieldViolation::new("closes_on", "FIELD_MISSING", zh, en));
        }
        let mut associations = self.associations.clone();
        associations.retain(|one| {
            let mut new = change.associations.iter();
            new.all(|given| given.organisation != one.organisation)
        });
        of_associations(&mut form, &change.associations);
        of_experts(&mut form, &self.groups, &change.experts);
        associations.extend(change.associations);
        let mut experts = self.experts.clone();
        experts.extend(change.experts);
        few(
            &mut form,
            "associations",
            associations.len(),
            ASSOCIATIONS_MAX,
        );
        few(&mut form, "experts", experts.len(), EXPERTS_MAX);
        form.check()?;
        let closes_on = change.closes_on.unwrap_or(self.closes_on);
        let city_closes_on = change.city_closes_on.unwrap_or(self.city_closes_on);
        let is_later = closes_on >= self.closes_on;
        if !is_later || !(self.city_closes_on..=closes_on).contains(&city_closes_on) {
            let refused = Refused::new(
                "WINDOW_INVALID",
                "截止日只能延后，市直单位截止日不得晚于截止日",
                "closing days move later only; the city's own units close not after the others",
            );
            return Err(refused.at(if is_later {
                "city_closes_on"
            } else {
                "closes_on"
            }));
        }
        Ok(AwardRound {
            closes_on,
            city_closes_on,
            associations,
            experts,
            state,
            version: self.version + 1,
            ..self.clone()
        })
    }
}
