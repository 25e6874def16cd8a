//! What happened to a project, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::events::v1;

use crate::api::convert::day;
use crate::api::convert::project::slot as agenda_slot;
use crate::api::names::{EVENTS, PROJECT_CALLS, PROJECTS};
use crate::domain::project::{Event, Project, State};
use crate::store::projects::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a project: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// The name of the first event.
pub const SUBMITTED: &str = "ProjectSubmitted";

/// Publishes that a project was handed in.
pub fn submitted(write: &mut Write, stored: &Stored<Project>) {
    publish!(write, stored, None, ProjectSubmitted);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Project>, from: State, event: &Event) {
    let from = Some(from);
    match event {
        Event::ProjectReturned { reason, until } => publish!(
            write, after, from, ProjectReturned,
            reason: reason.clone(),
            until: day::told(*until)
        ),
        Event::ProjectResubmitted => publish!(write, after, from, ProjectResubmitted),
        Event::ProjectPassed => publish!(write, after, from, ProjectPassed),
        Event::ProjectRefused { code } => publish!(
            write, after, from, ProjectRefused,
            code: code.clone()
        ),
        Event::ProjectExpertsAssigned { experts } => publish!(
            write, after, from, ProjectExpertsAssigned,
            experts: count(*experts)
        ),
        Event::ProjectConflictDeclared { experts_left } => publish!(
            write, after, from, ProjectConflictDeclared,
            experts_left: count(*experts_left)
        ),
        Event::ProjectScored { all_in } => publish!(
            write, after, from, ProjectScored,
            all_in: *all_in
        ),
        Event::ProjectSelected { mean_score_c } => publish!(
            write, after, from, ProjectSelected,
            mean_score_c: *mean_score_c
        ),
        Event::ProjectDeclined { mean_score_c } => publish!(
            write, after, from, ProjectDeclined,
            mean_score_c: *mean_score_c
        ),
        Event::ProjectScheduled { slot } => publish!(
            write, after, from, ProjectScheduled,
            slot: Some(agenda_slot(slot))
        ),
        Event::ProjectUnscheduled => publish!(write, after, from, ProjectUnscheduled),
        Event::ProjectPresented => publish!(write, after, from, ProjectPresented),
        Event::ProjectWithdrawn { by_event } => publish!(
            write, after, from, ProjectWithdrawn,
            by_event: *by_event
        ),
    }
}

fn count(experts: usize) -> i32 {
    i32::try_from(experts).unwrap_or(i32::MAX)
}

fn moved(project: &Project, from: Option<State>) -> Option<v1::ProjectMoved> {
    Some(v1::ProjectMoved {
        project: PROJECTS.name(project.id),
        number: project.number.clone(),
        event: EVENTS.name(project.event),
        event_title: project.event_title.clone(),
        call: PROJECT_CALLS.name(project.call),
        organisation: project.organisation.clone(),
        title: project.form.title.clone(),
        from_state: from.map(State::as_str).unwrap_or_default().to_owned(),
        to_state: project.state.as_str().to_owned(),
        version: project.version,
    })
}
