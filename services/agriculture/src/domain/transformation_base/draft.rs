//! How a base is drafted, and its draft changed.
use kezhuan_law::regions;
use kezhuan_law::rule_pins::RulePins;
use uuid::Uuid;

use super::{Base, Carrier, Figures, State, guard};
use crate::domain::actor::Actor;
use crate::domain::call::Call;
use crate::domain::field;
use crate::domain::form::{self, NAME_MAX};
use crate::domain::refused::Refused;

/// What its organisation states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub title: String,
    pub carrier: Carrier,
    pub field: String,
    pub figures: Figures,
}

/// What is asked for, and what the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBase {
    pub id: Uuid,
    pub number: String,
    pub organisation: String,
    pub division: String,
    pub form: Form,
}

/// Drafts a base of the actor's organisation for a call.
pub fn draft(
    new: NewBase,
    call: &Call,
    actor: &Actor,
    fields: &field::Terms,
) -> Result<Base, Refused> {
    guard::operator(actor, &new.organisation)?;
    if !regions::COUNTIES.contains(&new.division.as_str()) {
        return Err(Refused::new(
            "NOT_IN_JIANGMEN",
            "基地须位于江门市的县（市、区）",
            "a base lies in one of the city's counties",
        )
        .at("division"));
    }
    check(&new.form, fields)?;
    Ok(Base {
        id: new.id,
        number: new.number,
        title: new.form.title,
        organisation: new.organisation,
        division: new.division,
        carrier: new.form.carrier,
        field: new.form.field,
        call: call.id,
        level: call.level,
        programme_name: call.programme_name.clone(),
        figures: new.form.figures,
        state: State::Draft,
        came_from: None,
        version: 1,
        applicant: actor.subject.clone(),
        applied_on: None,
        recommendation: None,
        panel: None,
        review: None,
        reasons: Vec::new(),
        decision: None,
        failure: None,
        asked_by: None,
        asked_on: None,
        pending: None,
        notice: None,
        objections: Vec::new(),
        refusal: None,
        accreditation: None,
        renewal: None,
        assessments: Vec::new(),
        assess_due_on: None,
        rectify_until: None,
        delisting: None,
        pins: RulePins::default(),
    })
}

/// The draft with another form; no step of the chart.
pub fn edit(
    base: &Base,
    form: Form,
    actor: &Actor,
    fields: &field::Terms,
) -> Result<Base, Refused> {
    guard::operator(actor, &base.organisation)?;
    if base.state != State::Draft {
        return Err(Refused::new(
            "NOT_A_DRAFT",
            "申报后不得修改，请撤回后重新申报",
            "only a draft is changed: withdraw it and apply anew",
        ));
    }
    check(&form, fields)?;
    Ok(Base {
        title: form.title,
        carrier: form.carrier,
        field: form.field,
        figures: form.figures,
        version: base.version + 1,
        ..base.clone()
    })
}

fn check(said: &Form, fields: &field::Terms) -> Result<(), Refused> {
    if said.title.trim().is_empty() {
        return Err(
            Refused::new("TITLE_MISSING", "请填写基地名称", "a base has a name").at("title"),
        );
    }
    let mut written = form::Form::default();
    written.short("title", &said.title, NAME_MAX);
    written.check()?;
    fields.check(&said.field)?;
    said.figures.check()
}
