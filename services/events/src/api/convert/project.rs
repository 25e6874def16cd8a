//! A project as its readers see it, and what is said of it.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_law::panel::Panel;
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;

use super::{day, instant};
use crate::api::names::{EVENTS, PROJECT_CALLS, PROJECTS};
use crate::domain::project::{Assigned, Project, ProjectForm, Refusal, Review, Slot};
use crate::error::Error;
use crate::store::agenda::Line;
use crate::store::stored::Stored;

/// A project, to `reader`; `organiser` runs its event.
pub fn message(stored: &Stored<Project>, organiser: &str, reader: &Caller) -> v1::Project {
    let project = &stored.body;
    let form = &project.form;
    let official = is_of_authority(reader, &stored.tenant);
    let runs_it = official || reader.organisation == organiser;
    let is_own = reader.organisation == project.organisation;
    let state = v1::project::State::from_str_name(project.state.as_str());
    let panel = project.panel.as_ref();
    v1::Project {
        name: PROJECTS.name(project.id),
        number: project.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(project.version),
        state: state.unwrap_or_default().into(),
        event: EVENTS.name(project.event),
        call: PROJECT_CALLS.name(project.call),
        organisation: project.organisation.clone(),
        organisation_name: form.organisation_name.clone(),
        credit_code: form.credit_code.clone(),
        title: form.title.clone(),
        summary: form.summary.clone(),
        maturity: i32::try_from(form.maturity).unwrap_or_default(),
        submitted_by: shown(Some(&project.submitted_by), official || is_own),
        submitted_on: project.submitted_on.to_string(),
        checked_on: day::told(project.checked.as_ref().map(|checked| checked.on)),
        return_reason: project.return_reason.clone(),
        refusal: project.refusal.as_ref().map(refusal),
        seats: panel.map_or_else(Vec::new, |panel| seats(panel, reader, runs_it)),
        review: project.review.as_ref().map(|found| review(found, runs_it)),
        slot: project.slot.as_ref().map(slot),
        presented_on: day::told(project.presented_on),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn refusal(refusal: &Refusal) -> v1::Refusal {
    v1::Refusal {
        code: refusal.code.clone(),
        note: refusal.note.clone(),
        refused_on: refusal.refused_on.to_string(),
    }
}

fn review(review: &Review, may_see: bool) -> v1::project::Review {
    v1::project::Review {
        mean_score_c: review.mean_score_c,
        experts: i32::try_from(review.experts).unwrap_or(i32::MAX),
        decided_by: shown(Some(&review.by), may_see),
        decided_on: review.on.to_string(),
        note: review.note.clone(),
    }
}

/// Every seat, also of who was recused. One's own scores always; others' only to who runs the event, once the decision has closed
/// the panel: until then a score may still be changed, and nobody changes it knowing the others'.
fn seats(panel: &Panel, reader: &Caller, runs_it: bool) -> Vec<v1::project::Seat> {
    let sheets = panel.sheets(&reader.subject);
    let seats = panel.seats.iter().map(|seat| {
        let id = seat.expert.id.as_str();
        let is_own = id == reader.subject;
        let sheet = sheets.iter().find(|sheet| sheet.expert == id);
        let scores = sheet.and_then(|sheet| sheet.scores);
        let scores = scores.filter(|_| is_own || (runs_it && panel.closed_on.is_some()));
        let recusal = seat.recusal.as_ref();
        let reasons = recusal.map(|recusal| recusal.reasons.clone());
        v1::project::Seat {
            expert: shown(Some(id), runs_it || is_own),
            organisation: seat.expert.organisation.clone(),
            recused: recusal.is_some(),
            recusal_reasons: reasons.unwrap_or_default(),
            complete: sheet.is_some_and(|sheet| sheet.is_complete),
            scores: scores
                .into_iter()
                .flatten()
                .map(|(criterion, points)| (criterion.clone(), *points))
                .collect(),
        }
    });
    seats.collect()
}

/// A place in the agenda.
pub fn slot(slot: &Slot) -> v1::AgendaSlot {
    v1::AgendaSlot {
        stage: slot.stage.clone(),
        day: slot.day.to_string(),
        starts_at: slot.starts_at,
        ends_at: slot.ends_at,
    }
}

/// One line of an agenda.
pub fn line(line: &Line) -> v1::AgendaItem {
    v1::AgendaItem {
        event: EVENTS.name(line.event_id),
        project: PROJECTS.name(line.project_id),
        title: line.title.clone(),
        organisation_name: line.organisation_name.clone(),
        slot: Some(v1::AgendaSlot {
            stage: line.stage.clone(),
            day: line.day.to_string(),
            starts_at: line.starts_at,
            ends_at: line.ends_at,
        }),
    }
}

/// What a project says of itself.
pub fn read_form(form: Option<v1::submit_project_request::Form>) -> Result<ProjectForm, Error> {
    let form = form.ok_or_else(|| {
        Error::field(
            "form",
            "FIELD_MISSING",
            "请填写项目内容",
            "say what the project is",
        )
    })?;
    Ok(ProjectForm {
        organisation_name: form.organisation_name,
        credit_code: form.credit_code,
        title: form.title,
        summary: form.summary,
        maturity: form.maturity.into(),
    })
}

/// Where and when a project is presented.
pub fn read_slot(slot: Option<v1::AgendaSlot>) -> Result<Slot, Error> {
    let slot = slot.ok_or_else(|| {
        Error::field(
            "slot",
            "FIELD_MISSING",
            "请填写会场和时间",
            "say where and when",
        )
    })?;
    Ok(Slot {
        stage: slot.stage.trim().to_owned(),
        day: day::read("slot.day", &slot.day)?,
        starts_at: slot.starts_at,
        ends_at: slot.ends_at,
    })
}

/// Experts as they are assigned.
pub fn read_experts(given: &[v1::AssignedExpert]) -> Result<Vec<Assigned>, Error> {
    let read = given.iter().enumerate().map(|(place, one)| {
        if one.expert.trim().is_empty() || one.organisation.trim().is_empty() {
            return Err(Error::field(
                &format!("experts[{place}]"),
                "EXPERT_INCOMPLETE",
                "请填写专家及其单位",
                "name the expert and their organisation",
            ));
        }
        Ok(Assigned {
            expert: kezhuan_law::panel::Expert {
                id: one.expert.clone(),
                organisation: one.organisation.clone(),
            },
            declaration: kezhuan_law::panel::Declaration {
                coauthors_3y: one.coauthors_3y.clone(),
                relatives: one.relatives.clone(),
            },
        })
    });
    read.collect()
}
