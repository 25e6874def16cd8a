//! One command on a project: the chart first, then the step's own conditions.
use chrono::NaiveDate;

use super::command::Command;
use super::form::{self, ProjectForm};
use super::slot::Slot;
use super::{Checked, Project, Refusal, State, next, review};
use crate::domain::actor::Actor;
use crate::domain::of_event::OfEvent;
use crate::domain::project_call::ProjectCall;
use crate::domain::refused::Refused;
use crate::domain::{capacity, duty, words};

/// Who asks, when, and what the project hangs on.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub event: &'a OfEvent,
    pub call: &'a ProjectCall,
    /// Projects of the call that were selected before, counted while the call is held.
    pub selected: i64,
    /// Whether a project of who runs the event stands in the call.
    pub organiser_competes: bool,
    /// Whether people of who runs the event judged a project of the call.
    pub organiser_judged: bool,
}

impl Circumstances<'_> {
    /// Holds that who runs the event decides, or the authority of the place; the authority alone where who runs it competes.
    pub(super) fn decides(&self, project: &mut Project) -> Result<(), Refused> {
        self.event.decided_by(self.actor, &project.organisation)?;
        self.judges(project)
    }

    /// Holds that nobody of who runs the event judges whom it competes with. Where it does not, it is kept that they judged: it
    /// competes in this call no more.
    pub(super) fn judges(&self, project: &mut Project) -> Result<(), Refused> {
        if self.actor.organisation != self.event.organiser {
            return Ok(());
        }
        if !self.organiser_competes {
            project.organiser_judged = true;
            return Ok(());
        }
        Err(Refused::new(
            "ORGANISER_COMPETES",
            "主办单位自己的项目参加本次征集，由活动所在地主管部门办理，其人员不得评审",
            "a project of who runs the event stands in this call: the authority of the place decides in it, and nobody of theirs judges",
        ))
    }
}

/// What happened to a project: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    ProjectReturned {
        reason: String,
        /// The last day on which it may be handed in again.
        until: Option<NaiveDate>,
    },
    ProjectResubmitted,
    ProjectPassed,
    ProjectRefused {
        code: String,
    },
    ProjectExpertsAssigned {
        experts: usize,
    },
    ProjectConflictDeclared {
        experts_left: usize,
    },
    ProjectScored {
        all_in: bool,
    },
    ProjectSelected {
        mean_score_c: i64,
    },
    ProjectDeclined {
        mean_score_c: i64,
    },
    ProjectScheduled {
        slot: Slot,
    },
    ProjectUnscheduled,
    ProjectPresented,
    ProjectWithdrawn {
        by_event: bool,
    },
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::ProjectReturned { .. } => "ProjectReturned",
            Event::ProjectResubmitted => "ProjectResubmitted",
            Event::ProjectPassed => "ProjectPassed",
            Event::ProjectRefused { .. } => "ProjectRefused",
            Event::ProjectExpertsAssigned { .. } => "ProjectExpertsAssigned",
            Event::ProjectConflictDeclared { .. } => "ProjectConflictDeclared",
            Event::ProjectScored { .. } => "ProjectScored",
            Event::ProjectSelected { .. } => "ProjectSelected",
            Event::ProjectDeclined { .. } => "ProjectDeclined",
            Event::ProjectScheduled { .. } => "ProjectScheduled",
            Event::ProjectUnscheduled => "ProjectUnscheduled",
            Event::ProjectPresented => "ProjectPresented",
            Event::ProjectWithdrawn { .. } => "ProjectWithdrawn",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The project after the step, its version one higher.
    pub project: Project,
    pub from: State,
    pub event: Event,
}

/// Takes `command` on `project`, or says why not; the project itself stays as it was.
pub fn decide(
    project: &Project,
    command: Command,
    at: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(project.state, command.step())?;
    let mut after = project.clone();
    let event = take(&mut after, command, at)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        project: after,
        from: project.state,
        event,
    })
}

fn take(project: &mut Project, command: Command, at: &Circumstances<'_>) -> Result<Event, Refused> {
    match command {
        Command::Return { reason } => {
            words::reasoned("reason", &reason)?;
            checking(project, at)?;
            project.return_reason.clone_from(&reason);
            let eve = at.event.starts_on.pred_opt();
            let until = eve.filter(|until| *until >= at.today);
            Ok(Event::ProjectReturned { reason, until })
        }
        Command::Resubmit(form) => resubmit(project, *form, at),
        Command::Pass => {
            checking(project, at)?;
            project.checked = Some(Checked {
                by: at.actor.subject.clone(),
                on: at.today,
            });
            Ok(Event::ProjectPassed)
        }
        Command::Refuse { code, note } => refuse(project, code, note, at),
        Command::AssignExperts(assigned) => review::assign(project, assigned, at),
        Command::DeclareConflict {
            expert,
            reasons,
            note,
        } => review::declare_conflict(project, &expert, (reasons, note), at),
        Command::Score {
            criterion,
            points,
            reason,
        } => review::score(project, (&criterion, points), &reason, at),
        Command::Select { note } => select(project, note, at),
        Command::Decline { note } => {
            words::reasoned("note", &note)?;
            let mean_score_c = review::decided(project, note, at)?;
            Ok(Event::ProjectDeclined { mean_score_c })
        }
        Command::Schedule(slot) => schedule(project, slot, at),
        Command::Unschedule => {
            at.event.run_by(at.actor)?;
            project.slot.take().ok_or_else(no_slot)?;
            Ok(Event::ProjectUnscheduled)
        }
        Command::Present => present(project, at),
        Command::Withdraw => {
            capacity::owner(at.actor, &project.organisation)?;
            project.slot = None;
            Ok(Event::ProjectWithdrawn { by_event: false })
        }
        Command::WithdrawWithEvent => withdraw_with_event(project, at),
    }
}

/// What was cancelled has no agenda.
fn withdraw_with_event(project: &mut Project, at: &Circumstances<'_>) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    if !at.event.is_cancelled() {
        return Err(Refused::new(
            "NOT_YET_DUE",
            "活动未取消",
            "the event is not cancelled",
        ));
    }
    project.slot = None;
    Ok(Event::ProjectWithdrawn { by_event: true })
}

/// By another person than the one who handed it in.
fn checking(project: &mut Project, at: &Circumstances<'_>) -> Result<(), Refused> {
    at.decides(project)?;
    duty::another_person(at.actor, Some(&project.submitted_by))
}

fn refuse(
    project: &mut Project,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    checking(project, at)?;
    duty::stable_code("code", &code)?;
    words::reasoned("note", &note)?;
    project.refusal = Some(Refusal {
        code: code.clone(),
        note,
        refused_on: at.today,
    });
    Ok(Event::ProjectRefused { code })
}

/// What was returned may be handed in again until the event begins, also after the call has closed.
fn resubmit(
    project: &mut Project,
    given: ProjectForm,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    capacity::owner(at.actor, &project.organisation)?;
    at.event.prepares()?;
    if at.today >= at.event.starts_on {
        return Err(Refused::new(
            "EVENT_BEGUN",
            "活动已开始，不能再提交项目",
            "the event has begun and takes no project any more",
        ));
    }
    form::check(&given)?;
    project.form = given;
    project.submitted_by.clone_from(&at.actor.subject);
    project.submitted_on = at.today;
    project.return_reason.clear();
    Ok(Event::ProjectResubmitted)
}

fn select(project: &mut Project, note: String, at: &Circumstances<'_>) -> Result<Event, Refused> {
    let mean_score_c = review::decided(project, note, at)?;
    if at.call.places > 0 && at.selected >= at.call.places {
        return Err(Refused::new(
            "PLACES_TAKEN",
            format!("入选名额 {} 个已满", at.call.places),
            format!("all {} places of the call are taken", at.call.places),
        ));
    }
    Ok(Event::ProjectSelected { mean_score_c })
}

fn schedule(project: &mut Project, slot: Slot, at: &Circumstances<'_>) -> Result<Event, Refused> {
    at.event.run_by(at.actor)?;
    at.event.prepares()?;
    slot.check(at.event)?;
    project.slot = Some(slot.clone());
    Ok(Event::ProjectScheduled { slot })
}

fn present(project: &mut Project, at: &Circumstances<'_>) -> Result<Event, Refused> {
    at.event.run_by(at.actor)?;
    at.event.takes_place()?;
    let slot = project.slot.as_ref().ok_or_else(no_slot)?;
    if at.today < slot.day {
        return Err(Refused::new(
            "NOT_YET_DUE",
            format!("路演安排在 {}，尚未到期", slot.day),
            format!("it is presented on {}, which has not come", slot.day),
        ));
    }
    project.presented_on = Some(slot.day);
    Ok(Event::ProjectPresented)
}

fn no_slot() -> Refused {
    Refused::new(
        "SLOT_MISSING",
        "项目尚未排入议程",
        "the project has no place in the agenda",
    )
}
