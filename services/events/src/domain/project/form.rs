//! What a project says of itself, and how it is handed in.
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::decide::Circumstances;
use super::{Project, State};
use crate::domain::capacity;
use crate::domain::form::{Form, NAME_MAX, NOTE_MAX};
use crate::domain::refused::{FieldViolation, Refused};

/// The highest technology readiness level.
const MATURITY_MAX: i64 = 9;

/// What its organisation writes down.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProjectForm {
    /// As the agenda shows it.
    pub organisation_name: String,
    /// Empty where there is none.
    pub credit_code: String,
    pub title: String,
    pub summary: String,
    /// Technology readiness level; 0 where none is stated.
    pub maturity: i64,
}

/// What the edge gives beside the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProject {
    pub id: Uuid,
    pub number: String,
    pub form: ProjectForm,
}

/// Hands a project in to the call of the circumstances, for the actor's own organisation.
pub fn submit(new: NewProject, at: &Circumstances<'_>) -> Result<Project, Refused> {
    capacity::owner(at.actor, &at.actor.organisation)?;
    at.event.prepares()?;
    at.call.takes(at.today)?;
    unbiased(at)?;
    check(&new.form)?;
    Ok(Project {
        id: new.id,
        number: new.number,
        event: at.event.id,
        event_title: at.event.title.clone(),
        call: at.call.id,
        organisation: at.actor.organisation.clone(),
        form: new.form,
        state: State::Submitted,
        version: 1,
        submitted_by: at.actor.subject.clone(),
        submitted_on: at.today,
        checked: None,
        return_reason: String::new(),
        refusal: None,
        panel: None,
        review: None,
        slot: None,
        presented_on: None,
        organiser_judged: false,
    })
}

/// Holds that who runs the event did not judge those it would compete with.
fn unbiased(at: &Circumstances<'_>) -> Result<(), Refused> {
    if !at.organiser_judged || at.actor.organisation != at.event.organiser {
        return Ok(());
    }
    Err(Refused::new(
        "ORGANISER_JUDGED",
        "主办单位已办理或评审本次征集中其他单位的项目，不能再提交自己的项目；如需参加，请在此之前提交，并由活动所在地主管部门办理",
        "who runs the event judged projects of this call and submits none of its own any more: it submits before that, and leaves the call to the authority of the place",
    ))
}

/// Holds that everything it needs is said, field by field.
pub(super) fn check(given: &ProjectForm) -> Result<(), Refused> {
    let mut form = Form::default();
    form.needed("form.organisation_name", &given.organisation_name, NAME_MAX);
    let code = given.credit_code.as_str();
    if !code.is_empty() && UnifiedSocialCreditCode::parse(code).is_err() {
        let (zh, en) = (
            "统一社会信用代码有误，请核对",
            "is no unified social credit code: check it",
        );
        let path = "form.credit_code";
        form.wrong(FieldViolation::new(path, "CREDIT_CODE_INVALID", zh, en));
    }
    form.needed("form.title", &given.title, NAME_MAX);
    form.needed("form.summary", &given.summary, NOTE_MAX);
    form.between("form.maturity", given.maturity, (0, MATURITY_MAX));
    form.check()
}
