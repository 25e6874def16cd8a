//! One command on a nomination: the chart first, then the step's own conditions.
use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};

use super::{
    Command, Failure, Nomination, Reminder, State, Terms, check, committee, filing, next, review,
};
use crate::domain::actor::Actor;
use crate::domain::award_mean::{Band, Mean};
use crate::domain::award_round::AwardRound;
use crate::domain::duty;
use crate::domain::refused::Refused;

/// Who asks, when, and what else has to be known.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub calendar: &'a WorkingCalendar,
    pub terms: &'a Terms,
    pub round: &'a AwardRound,
    pub counted: Counted,
}

/// Other nominations of the round, as far as a step asks for them; counted while the round is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// That hold a place of the band asked for.
    pub taken: i64,
    /// That passed the formal check with the same achievement, and are still under way.
    pub same: i64,
    /// That may still come to a band: a rank within one is final only without them.
    pub undecided: i64,
}

/// What happened to a nomination: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    NominationNoticePosted {
        starts_on: NaiveDate,
        last_day: NaiveDate,
    },
    NominationLocalObjectionRecorded,
    NominationLocalObjectionResolved {
        upheld: bool,
    },
    NominationFiled,
    NominationPassed {
        group: String,
    },
    NominationRefused {
        code: String,
    },
    NominationExpertsAssigned {
        experts: usize,
    },
    NominationConflictDeclared {
        experts_left: usize,
    },
    NominationScoreGiven {
        all_in: bool,
    },
    NominationScored(Mean),
    NominationRuleFailed {
        failure: String,
    },
    NominationAskedAgain,
    NominationProposed {
        band: Band,
    },
    NominationDropped {
        code: String,
    },
    NominationPublished {
        last_day: NaiveDate,
    },
    NominationObjected,
    NominationObjectionResolved {
        upheld: bool,
    },
    NominationAwarded,
    NominationPrizeAssessed {
        amount: Fen,
    },
    AwardRevoked {
        reason: String,
    },
    NominationReminded {
        kind: Reminder,
        due_on: NaiveDate,
    },
    NominationWithdrawn,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::NominationNoticePosted { .. } => "NominationNoticePosted",
            Event::NominationLocalObjectionRecorded => "NominationLocalObjectionRecorded",
            Event::NominationLocalObjectionResolved { .. } => "NominationLocalObjectionResolved",
            Event::NominationFiled => "NominationFiled",
            Event::NominationPassed { .. } => "NominationPassed",
            Event::NominationRefused { .. } => "NominationRefused",
            Event::NominationExpertsAssigned { .. } => "NominationExpertsAssigned",
            Event::NominationConflictDeclared { .. } => "NominationConflictDeclared",
            Event::NominationScoreGiven { .. } => "NominationScoreGiven",
            Event::NominationScored(_) => "NominationScored",
            Event::NominationRuleFailed { .. } => "NominationRuleFailed",
            Event::NominationAskedAgain => "NominationAskedAgain",
            Event::NominationProposed { .. } => "NominationProposed",
            Event::NominationDropped { .. } => "NominationDropped",
            Event::NominationPublished { .. } => "NominationPublished",
            Event::NominationObjected => "NominationObjected",
            Event::NominationObjectionResolved { .. } => "NominationObjectionResolved",
            Event::NominationAwarded => "NominationAwarded",
            Event::NominationPrizeAssessed { .. } => "NominationPrizeAssessed",
            Event::AwardRevoked { .. } => "AwardRevoked",
            Event::NominationReminded { .. } => "NominationReminded",
            Event::NominationWithdrawn => "NominationWithdrawn",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The nomination after the step, its version one higher.
    pub nomination: Nomination,
    pub from: State,
    pub event: Event,
}

/// Takes `command` on `nomination`, or says why not; the nomination itself stays as it was.
pub fn decide(
    nomination: &Nomination,
    command: Command,
    at: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(nomination.state, nomination.block(), command.step())?;
    let mut after = nomination.clone();
    let event = take(&mut after, command, at)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        nomination: after,
        from: nomination.state,
        event,
    })
}

fn take(
    nomination: &mut Nomination,
    command: Command,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    match command {
        Command::PostNotice {
            place,
            starts_on,
            last_day,
        } => filing::post_notice(nomination, place, (starts_on, last_day), at),
        Command::RecordObjection { text } => filing::record_objection(nomination, text, at),
        Command::ResolveLocally { upheld, reason } => {
            filing::resolve(nomination, upheld, reason, at)
        }
        Command::File => filing::file(nomination, at),
        Command::Pass { group } => check::pass(nomination, group, at),
        Command::Refuse { code, note } => check::refuse(nomination, code, note, at),
        Command::AssignExperts { experts, by_hand } => {
            review::assign(nomination, experts, by_hand.as_deref(), at)
        }
        Command::DeclareConflict {
            expert,
            reasons,
            note,
        } => review::declare_conflict(nomination, &expert, (reasons, note), at),
        Command::Score {
            dimension,
            points,
            reason,
        } => review::score(nomination, (&dimension, points), &reason, at),
        Command::Conclude { scoring, decision } => {
            review::conclude(nomination, scoring, decision, at)
        }
        Command::ReportFailure(failure) => report_failure(nomination, failure, at),
        Command::AskAgain => ask_again(nomination, at),
        Command::Propose {
            band,
            note,
            members,
        } => committee::propose(nomination, band, (note, members), at),
        Command::Drop { code, note } => committee::leave_out(nomination, code, note, at),
        Command::Publish => committee::publish(nomination, at),
        Command::Object { text } => committee::object(nomination, text, at),
        Command::ResolveObjection { upheld, reason } => {
            committee::resolve(nomination, upheld, reason, at)
        }
        Command::Award { certificate } => committee::award(nomination, certificate, at),
        Command::AssessPrize(assessed) => committee::assess(nomination, assessed, at),
        Command::Revoke { reason } => committee::revoke(nomination, reason, at),
        Command::Remind(reminder) => remind(nomination, reminder, at),
        Command::Withdraw => {
            filing::nominator(nomination, at)?;
            nomination.clear_failure();
            Ok(Event::NominationWithdrawn)
        }
    }
}

fn report_failure(
    nomination: &mut Nomination,
    failed: Failure,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    nomination.blocked = Some(failed.blocked);
    nomination.failure = Some(failed.failure.clone());
    nomination.decision = failed.decision;
    nomination.asked_by = Some(failed.asked_by);
    nomination.asked_on = nomination.asked_on.or(Some(at.today));
    Ok(Event::NominationRuleFailed {
        failure: failed.failure,
    })
}

/// By a person of the office, or because a newer rule came into force. Who asked before stays known.
fn ask_again(nomination: &mut Nomination, at: &Circumstances<'_>) -> Result<Event, Refused> {
    if !at.actor.is_service {
        check::office(nomination, at)?;
        nomination.asked_by = Some(at.actor.subject.clone());
    }
    nomination.failure = None;
    nomination.blocked = None;
    Ok(Event::NominationAskedAgain)
}

fn remind(
    nomination: &Nomination,
    kind: Reminder,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    let due_on = match (kind, nomination.state) {
        (Reminder::NoticeOver, State::Published) => {
            let notice = nomination.notice.as_ref();
            notice.and_then(super::PublicNotice::over_on)
        }
        (Reminder::ScoringOverdue, State::Valid) => {
            nomination.score_due_on.and_then(|day| day.succ_opt())
        }
        (Reminder::NoticeOver | Reminder::ScoringOverdue, _) => None,
    };
    match due_on {
        Some(due_on) if at.today >= due_on => Ok(Event::NominationReminded { kind, due_on }),
        Some(_) | None => Err(Refused::new("NOT_YET_DUE", "尚未到期", "it is not due yet")),
    }
}
