//! One command on a negotiation: the chart first, then the step's own conditions.
use chrono::NaiveDate;
use uuid::Uuid;

use super::command::Command;
use super::ending;
use super::follow_up::{self, Progress, Reminder};
use super::intent::{self, Intent};
use super::outcome::{self, Outcome};
use super::{EndingCode, NamedContract, Negotiation, Side, State, Step, Talk, Terms, Word, next};
use crate::domain::actor::Actor;
use crate::domain::capacity;
use crate::domain::form::{Form, NOTE_MAX};
use crate::domain::refused::Refused;

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub terms: &'a Terms,
    /// Whether the event was cancelled: nothing comes of it any more.
    pub is_cancelled: bool,
}

impl Circumstances<'_> {
    /// Holds that a person of one of the sides asks; whose.
    pub(super) fn side(&self, negotiation: &Negotiation) -> Result<Side, Refused> {
        let own = &self.actor.organisation;
        let side = negotiation.side_of(own).ok_or_else(|| {
            Refused::new(
                "NOT_YOUR_STEP",
                "该步骤由洽谈双方办理",
                "one of the two sides takes this step",
            )
        })?;
        capacity::owner(self.actor, own)?;
        Ok(side)
    }

    /// Holds that one of the sides asks, or who runs the event.
    pub(super) fn side_or_organiser(&self, negotiation: &Negotiation) -> Result<Word, Refused> {
        if self.side(negotiation).is_err() {
            capacity::runs(self.actor, &negotiation.organiser, &negotiation.division)?;
        }
        Ok(self.word())
    }

    fn word(&self) -> Word {
        Word {
            by: self.actor.subject.clone(),
            organisation: self.actor.organisation.clone(),
            on: self.today,
        }
    }
}

/// What happened to a negotiation: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    NegotiationAccepted {
        side: Side,
    },
    NegotiationBegun {
        side: Side,
    },
    TalkRecorded {
        held_on: NaiveDate,
    },
    IntentProposed {
        side: Side,
    },
    IntentSigned {
        intent: Intent,
    },
    FollowUpReported {
        months: i32,
        progress: Progress,
    },
    ContractNamed {
        contract: Uuid,
    },
    ContractDropped {
        contract: Uuid,
    },
    NegotiationContracted {
        outcome: Box<Outcome>,
    },
    OutcomeJudgedAgain {
        outcome: Box<Outcome>,
    },
    NegotiationReminded {
        reminder: Reminder,
        months: i32,
        due_on: NaiveDate,
    },
    NegotiationEnded {
        code: EndingCode,
    },
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::NegotiationAccepted { .. } => "NegotiationAccepted",
            Event::NegotiationBegun { .. } => "NegotiationBegun",
            Event::TalkRecorded { .. } => "TalkRecorded",
            Event::IntentProposed { .. } => "IntentProposed",
            Event::IntentSigned { .. } => "IntentSigned",
            Event::FollowUpReported { .. } => "FollowUpReported",
            Event::ContractNamed { .. } => "ContractNamed",
            Event::ContractDropped { .. } => "ContractDropped",
            Event::NegotiationContracted { .. } => "NegotiationContracted",
            Event::OutcomeJudgedAgain { .. } => "OutcomeJudgedAgain",
            Event::NegotiationReminded { .. } => "NegotiationReminded",
            Event::NegotiationEnded { .. } => "NegotiationEnded",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The negotiation after the step, its version one higher.
    pub negotiation: Negotiation,
    pub from: State,
    pub event: Event,
}

/// Takes `command` on `negotiation`, or says why not; the negotiation itself stays as it was.
pub fn decide(
    negotiation: &Negotiation,
    command: Command,
    at: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let step = command.step(negotiation);
    let to = next(negotiation.state, step)?;
    if at.is_cancelled && is_activity(step) {
        return Err(cancelled());
    }
    let mut after = negotiation.clone();
    let event = take(&mut after, command, at)?;
    after.state = to;
    after.version += 1;
    if is_activity(step) {
        after.active_on = at.today;
    }
    Ok(Decided {
        negotiation: after,
        from: negotiation.state,
        event,
    })
}

/// What people do keeps it from ending by itself; what the service does not.
const fn is_activity(step: Step) -> bool {
    match step {
        Step::AcceptFirst
        | Step::AcceptLast
        | Step::Talk
        | Step::ProposeIntent
        | Step::SignIntent
        | Step::FollowUp
        | Step::NameContract => true,
        Step::DropContract
        | Step::LinkContract
        | Step::JudgeAgain
        | Step::Remind
        | Step::End
        | Step::CloseIdle
        | Step::EndWithEvent => false,
    }
}

fn take(
    negotiation: &mut Negotiation,
    command: Command,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    match command {
        Command::Accept { credit_code } => accept(negotiation, credit_code, at),
        Command::Talk { held_on, note } => talk(negotiation, held_on, note, at),
        Command::ProposeIntent(terms) => intent::propose(negotiation, terms, at),
        Command::SignIntent => intent::sign(negotiation, at),
        Command::Report(report) => follow_up::report(negotiation, report, at),
        Command::NameContract(contract) => {
            at.side(negotiation)?;
            Ok(name(negotiation, contract, at))
        }
        Command::NameRegistered(known) => {
            at.side(negotiation)?;
            outcome::of_these(negotiation, &known)?;
            Ok(name(negotiation, known.id, at))
        }
        Command::Judge(known) => outcome::judge(negotiation, *known, at),
        Command::Remind { reminder, due_on } => {
            follow_up::remind(negotiation, (reminder, due_on), at)
        }
        Command::End { note } => ending::by_a_side(negotiation, note, at),
        Command::CloseIdle => ending::close_idle(negotiation, at),
        Command::EndWithEvent => ending::with_event(negotiation, at),
    }
}

fn name(negotiation: &mut Negotiation, contract: Uuid, at: &Circumstances<'_>) -> Event {
    let named = at.word();
    negotiation.contract = Some(NamedContract { contract, named });
    Event::ContractNamed { contract }
}

/// Once both have accepted, they negotiate, and it is followed up from then on. Each says its own code: what whoever proposed wrote
/// down of the other side is nobody's word.
fn accept(
    negotiation: &mut Negotiation,
    credit_code: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let side = at.side(negotiation)?;
    let word = at.word();
    let accepted = match side {
        Side::Provider => &mut negotiation.provider_accepted,
        Side::Seeker => &mut negotiation.seeker_accepted,
    };
    if accepted.is_some() {
        return Err(Refused::new(
            "ACCEPTED_ALREADY",
            "本方已接受，等待另一方接受",
            "this side has accepted: the other accepts now",
        ));
    }
    *accepted = Some(word);
    let (own, other) = match side {
        Side::Provider => (&mut negotiation.provider, &negotiation.seeker),
        Side::Seeker => (&mut negotiation.seeker, &negotiation.provider),
    };
    own.credit_code = credit_code;
    let mut form = Form::default();
    own.check_code(&mut form, "credit_code");
    own.has_another_code(other, &mut form, "credit_code");
    form.check()?;
    if negotiation.provider_accepted.is_none() || negotiation.seeker_accepted.is_none() {
        return Ok(Event::NegotiationAccepted { side });
    }
    negotiation.follow_ups = follow_up::planned(negotiation.event_ends_on, at.today, at.terms);
    Ok(Event::NegotiationBegun { side })
}

fn talk(
    negotiation: &mut Negotiation,
    held_on: NaiveDate,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let recorded = at.side_or_organiser(negotiation)?;
    let mut form = Form::default();
    form.needed("note", &note, NOTE_MAX);
    form.happened("held_on", held_on, at.today);
    form.not_before("held_on", held_on, earliest_talk(negotiation));
    form.check()?;
    if negotiation.talks.len() >= at.terms.talks_max {
        return Err(Refused::new(
            "TALKS_TOO_MANY",
            format!("洽谈记录最多 {} 条", at.terms.talks_max),
            format!("{} rounds of talks are kept at most", at.terms.talks_max),
        ));
    }
    negotiation.talks.push(Talk {
        held_on,
        note,
        recorded,
    });
    Ok(Event::TalkRecorded { held_on })
}

/// The event's first day, or the day they began to negotiate where that was before it.
fn earliest_talk(negotiation: &Negotiation) -> NaiveDate {
    let accepted = negotiation.provider_accepted.iter();
    let accepted = accepted.chain(&negotiation.seeker_accepted);
    let begun = accepted.map(|word| word.on).max();
    let first = negotiation.event_starts_on;
    begun.map_or(first, |begun| begun.min(first))
}

fn cancelled() -> Refused {
    Refused::new(
        "EVENT_STATE_FORBIDS",
        "活动已取消，洽谈不再继续",
        "the event is cancelled, and its negotiations go on no more",
    )
    .with("state", "CANCELLED")
}
