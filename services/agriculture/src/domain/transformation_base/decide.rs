//! One command on one base: the chart first, then the step's own conditions.
use chrono::NaiveDate;
use kezhuan_law::WorkingCalendar;

use super::lifecycle::Code;
use super::{
    Base, Blocked, Command, Failure, Reminder, State, Terms, assess, guard, next, publication,
    review, term,
};
use crate::domain::actor::Actor;
use crate::domain::duty;
use crate::domain::refused::Refused;
use crate::domain::score::{self, Grade};

/// Who asks, when, and what else has to be known.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub calendar: &'a WorkingCalendar,
    pub terms: &'a Terms,
    pub scoring: &'a score::Terms,
}

/// What happened to a base: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    BaseApplied,
    BaseRecommended,
    BaseRefused {
        code: String,
    },
    BaseExpertsAssigned {
        experts: usize,
    },
    BaseConflictDeclared {
        experts_left: usize,
    },
    BaseScored {
        all_in: bool,
    },
    BaseProposed {
        mean_score_c: i64,
        notice_last_day: NaiveDate,
    },
    BaseFoundUnfit {
        reasons: Vec<String>,
    },
    BaseRuleFailed {
        failure: String,
    },
    BaseAskedAgain,
    BaseObjected,
    BaseObjectionResolved {
        upheld: bool,
    },
    BaseAccredited {
        plate_number: String,
        accredited_on: NaiveDate,
        valid_until: NaiveDate,
        renewed: bool,
    },
    BaseAssessed {
        year: i32,
        score_c: i64,
        grade: Grade,
        code: Code,
    },
    BaseRectificationChecked {
        passed: bool,
    },
    BaseDelisted {
        code: Code,
        delisted_on: NaiveDate,
    },
    BaseRenewalFiled,
    BaseTermEnded {
        valid_until: NaiveDate,
    },
    BaseExpired {
        valid_until: NaiveDate,
    },
    BaseReminded {
        kind: Reminder,
        due_on: NaiveDate,
    },
    BaseWithdrawn,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::BaseApplied => "BaseApplied",
            Event::BaseRecommended => "BaseRecommended",
            Event::BaseRefused { .. } => "BaseRefused",
            Event::BaseExpertsAssigned { .. } => "BaseExpertsAssigned",
            Event::BaseConflictDeclared { .. } => "BaseConflictDeclared",
            Event::BaseScored { .. } => "BaseScored",
            Event::BaseProposed { .. } => "BaseProposed",
            Event::BaseFoundUnfit { .. } => "BaseFoundUnfit",
            Event::BaseRuleFailed { .. } => "BaseRuleFailed",
            Event::BaseAskedAgain => "BaseAskedAgain",
            Event::BaseObjected => "BaseObjected",
            Event::BaseObjectionResolved { .. } => "BaseObjectionResolved",
            Event::BaseAccredited { .. } => "BaseAccredited",
            Event::BaseAssessed { .. } => "BaseAssessed",
            Event::BaseRectificationChecked { .. } => "BaseRectificationChecked",
            Event::BaseDelisted { .. } => "BaseDelisted",
            Event::BaseRenewalFiled => "BaseRenewalFiled",
            Event::BaseTermEnded { .. } => "BaseTermEnded",
            Event::BaseExpired { .. } => "BaseExpired",
            Event::BaseReminded { .. } => "BaseReminded",
            Event::BaseWithdrawn => "BaseWithdrawn",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The base after the step, its version one higher.
    pub base: Base,
    pub from: State,
    pub event: Event,
}

/// Takes `command` on `base`, or says why not; the base itself stays as it was.
pub fn decide(base: &Base, command: Command, at: &Circumstances<'_>) -> Result<Decided, Refused> {
    let step = command.step_on(base, at)?;
    let to = next(base.state, base.came_from, step)?;
    let mut after = base.clone();
    let event = take(&mut after, command, at)?;
    after.came_from = (to == State::Manual).then_some(base.state);
    after.state = to;
    if to.is_over() {
        after.assess_due_on = None;
    }
    after.version += 1;
    Ok(Decided {
        base: after,
        from: base.state,
        event,
    })
}

fn take(base: &mut Base, command: Command, at: &Circumstances<'_>) -> Result<Event, Refused> {
    match command {
        Command::Apply(call) => {
            guard::operator(at.actor, &base.organisation)?;
            call.takes(&base.division, at.today)?;
            base.applied_on = Some(at.today);
            Ok(Event::BaseApplied)
        }
        Command::Recommend { note } => review::recommend(base, note, at),
        Command::Refuse { code, note } => review::refuse(base, code, note, at),
        Command::AssignExperts(assigned) => review::assign(base, assigned, at),
        Command::DeclareConflict {
            expert,
            reasons,
            note,
        } => review::declare_conflict(base, &expert, (reasons, note), at),
        Command::Score {
            round,
            points,
            reason,
        } => review::score(base, (round, points), &reason, at),
        Command::Propose(finding) => review::propose(base, finding, at),
        Command::Assess(assessing) => assess::assess(base, assessing, at),
        Command::ReportFailure(failure) => report_failure(base, failure, at),
        Command::AskAgain => ask_again(base, at),
        Command::Object { text } => publication::object(base, text, at),
        Command::ResolveObjection { upheld, reason } => {
            publication::resolve(base, upheld, reason, at)
        }
        Command::Accredit { plate_number } => publication::accredit(base, plate_number, at),
        Command::CheckRectification { passed, note } => {
            assess::check_rectification(base, passed, note, at)
        }
        Command::Delist { reason } => term::delist(base, reason, at),
        Command::Renew(figures) => term::renew(base, figures, at),
        Command::EndTerm => term::end(base, at),
        Command::Remind(reminder) => term::remind(base, reminder, at),
        Command::Withdraw => {
            guard::operator(at.actor, &base.organisation)?;
            base.clear_failure();
            Ok(Event::BaseWithdrawn)
        }
    }
}

fn report_failure(
    base: &mut Base,
    failed: Failure,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    base.failure = Some(failed.failure.clone());
    base.decision = failed.decision;
    base.asked_by = Some(failed.asked_by);
    base.asked_on = base.asked_on.or(Some(at.today));
    base.pending = match failed.blocked {
        Blocked::Review => None,
        Blocked::Assessment(pending) => Some(pending),
    };
    Ok(Event::BaseRuleFailed {
        failure: failed.failure,
    })
}

/// By a person of the authority, or because a newer rule came into force. Who asked before stays known.
fn ask_again(base: &mut Base, at: &Circumstances<'_>) -> Result<Event, Refused> {
    if !at.actor.is_service {
        guard::authority(base, at)?;
        base.asked_by = Some(at.actor.subject.clone());
    }
    base.failure = None;
    Ok(Event::BaseAskedAgain)
}

impl Base {
    /// It waits for nobody any more.
    pub(super) fn clear_failure(&mut self) {
        self.failure = None;
        self.asked_by = None;
        self.asked_on = None;
        self.pending = None;
    }
}
