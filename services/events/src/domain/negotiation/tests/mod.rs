//! Negotiations: who takes which step, what each asks for, and what comes of it.
mod ending;
mod follow_up;
mod outcome;
mod random;

use kezhuan_law::Fen;
use uuid::Uuid;

use super::terms::INTENT_FEN_HIGHEST;
use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::of_event::OfEvent;
use crate::domain::of_event::testing::running;

pub const CONTRACT: Uuid = Uuid::from_u128(77);
/// A code of none of the two.
const STRANGER: &str = "91440300708461136T";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn provider() -> Actor {
    Actor::person("zhang", "wyu", "", [Role::CollegeTto])
}

pub fn seeker() -> Actor {
    Actor::person("li", "acme", "", [Role::Applicant])
}

pub fn organiser() -> Actor {
    Actor::person("an", "fair", "", [Role::Organiser])
}

pub fn county() -> Actor {
    Actor::person("wu", "stb-440703", "440703", [Role::CountyStb])
}

pub fn service() -> Actor {
    Actor::service("events", "440703")
}

pub fn party(organisation: &str) -> Party {
    Party {
        organisation: organisation.to_owned(),
        display_name: organisation.to_owned(),
        credit_code: String::new(),
    }
}

pub fn new() -> NewNegotiation {
    NewNegotiation {
        id: Uuid::from_u128(5),
        number: "KZ-EVN-2025-440703-000001".to_owned(),
        provider: party("wyu"),
        seeker: party("acme"),
        topic: "锂电正极材料".to_owned(),
        origin: Origin::default(),
    }
}

/// What a step is asked in; the event ends on 20 May 2025.
pub struct Desk {
    pub event: OfEvent,
    pub terms: Terms,
    pub today: NaiveDate,
}

impl Desk {
    pub fn on(today: &str) -> Desk {
        Desk {
            event: running(),
            terms: Terms::default(),
            today: day(today),
        }
    }

    pub fn at<'a>(&'a self, actor: &'a Actor) -> Circumstances<'a> {
        Circumstances {
            actor,
            today: self.today,
            terms: &self.terms,
            is_cancelled: self.event.is_cancelled(),
        }
    }

    pub fn propose(&self, actor: &Actor, new: NewNegotiation) -> Result<Negotiation, &'static str> {
        propose(new, &self.event, &self.at(actor)).map_err(|refused| refused.reason)
    }

    pub fn ask(
        &self,
        negotiation: &Negotiation,
        actor: &Actor,
        command: Command,
    ) -> Result<Decided, &'static str> {
        decide(negotiation, command, &self.at(actor)).map_err(|refused| refused.reason)
    }

    pub fn take(&self, negotiation: &Negotiation, actor: &Actor, command: Command) -> Negotiation {
        self.ask(negotiation, actor, command).unwrap().negotiation
    }

    pub fn begun(&self) -> Negotiation {
        let suggested = self.propose(&organiser(), new()).unwrap();
        let one = self.take(&suggested, &provider(), accept());
        self.take(&one, &seeker(), accept())
    }

    pub fn intended(&self) -> Negotiation {
        let proposed = self.take(&self.begun(), &seeker(), intent(20_000_000));
        self.take(&proposed, &provider(), Command::SignIntent)
    }

    pub fn named(&self) -> Negotiation {
        self.take(&self.intended(), &seeker(), Command::NameContract(CONTRACT))
    }
}

pub fn accept() -> Command {
    Command::Accept {
        credit_code: String::new(),
    }
}

pub fn intent(fen: i64) -> Command {
    Command::ProposeIntent(IntentTerms {
        subject: "正极材料联合开发".to_owned(),
        amount: Fen(fen),
        signed_on: day("2025-05-20"),
    })
}

#[test]
fn either_side_or_who_runs_the_event_proposes() {
    let desk = Desk::on("2025-05-20");
    for (actor, accepted) in [
        (provider(), (true, false)),
        (seeker(), (false, true)),
        (organiser(), (false, false)),
        (county(), (false, false)),
    ] {
        let found = desk.propose(&actor, new()).unwrap();
        let by = (
            found.provider_accepted.is_some(),
            found.seeker_accepted.is_some(),
        );
        assert_eq!((found.state, by), (State::Suggested, accepted));
    }
    let stranger = Actor::person("xu", "third", "", [Role::Applicant]);
    assert_eq!(desk.propose(&stranger, new()), Err("NOT_YOUR_STEP"));
    let with_itself = NewNegotiation {
        seeker: party("wyu"),
        ..new()
    };
    assert_eq!(desk.propose(&organiser(), with_itself), Err("FORM_INVALID"));
    let mut early = Desk::on("2025-05-01");
    early.event.state = crate::domain::event::State::Approved;
    assert_eq!(
        early.propose(&organiser(), new()),
        Err("EVENT_STATE_FORBIDS")
    );
}

#[test]
fn both_accept_before_they_negotiate() {
    let desk = Desk::on("2025-05-20");
    let suggested = desk.propose(&organiser(), new()).unwrap();
    let first = desk.ask(&suggested, &seeker(), accept()).unwrap();
    assert_eq!(first.negotiation.state, State::Suggested);
    assert_eq!(first.event.name(), "NegotiationAccepted");
    assert_eq!(
        desk.ask(&first.negotiation, &seeker(), accept()),
        Err("ACCEPTED_ALREADY")
    );
    assert_eq!(
        desk.ask(&first.negotiation, &organiser(), accept()),
        Err("NOT_YOUR_STEP")
    );
    let second = desk.ask(&first.negotiation, &provider(), accept()).unwrap();
    assert_eq!(second.negotiation.state, State::Negotiating);
    assert_eq!(second.event.name(), "NegotiationBegun");
    // Who proposed it has accepted it.
    let own = desk.propose(&provider(), new()).unwrap();
    let begun = desk.take(&own, &seeker(), accept());
    assert_eq!(begun.state, State::Negotiating);
}

#[test]
fn each_side_says_its_own_code_when_it_accepts() {
    let desk = Desk::on("2025-05-20");
    let mut asked = new();
    asked.seeker.credit_code = STRANGER.to_owned();
    let proposed = desk.propose(&provider(), asked).unwrap();
    // What the provider wrote down of the other side is worth nothing.
    let begun = desk.take(&proposed, &seeker(), accept());
    assert_eq!(begun.seeker.credit_code, "");
    let said = Command::Accept {
        credit_code: STRANGER.to_owned(),
    };
    let own = desk.take(&proposed, &seeker(), said);
    assert_eq!(own.seeker.credit_code, STRANGER);
    let wrong = Command::Accept {
        credit_code: "914407030000000000".to_owned(),
    };
    assert_eq!(desk.ask(&proposed, &seeker(), wrong), Err("FORM_INVALID"));
    let mut both = new();
    both.provider.credit_code = STRANGER.to_owned();
    let proposed = desk.propose(&provider(), both.clone()).unwrap();
    let same = Command::Accept {
        credit_code: STRANGER.to_owned(),
    };
    let refused = decide(&proposed, same, &desk.at(&seeker())).unwrap_err();
    assert_eq!(refused.fields[0].field, "credit_code");
    both.seeker.credit_code = STRANGER.to_owned();
    let refused = propose(both, &desk.event, &desk.at(&organiser())).unwrap_err();
    assert_eq!(refused.fields[0].field, "seeker.credit_code");
}

#[test]
fn nothing_comes_of_a_cancelled_event() {
    let desk = Desk::on("2025-05-20");
    let (begun, named) = (desk.begun(), desk.named());
    assert_eq!(
        desk.ask(&begun, &service(), Command::EndWithEvent),
        Err("NOT_YET_DUE")
    );
    let mut off = Desk::on("2025-05-20");
    off.event.state = crate::domain::event::State::Cancelled;
    assert_eq!(
        off.ask(&begun, &seeker(), intent(1)),
        Err("EVENT_STATE_FORBIDS")
    );
    for open in [&begun, &named] {
        let ended = off.take(open, &service(), Command::EndWithEvent);
        assert_eq!(
            (ended.state, ended.ending.unwrap().code),
            (State::Closed, EndingCode::EventCancelled)
        );
        assert_eq!(
            off.ask(open, &county(), Command::EndWithEvent),
            Err("NOT_BY_A_PERSON")
        );
    }
}

#[test]
fn an_intent_takes_two_signatures_on_the_same_terms() {
    let desk = Desk::on("2025-05-20");
    let begun = desk.begun();
    assert_eq!(
        desk.ask(&begun, &provider(), Command::SignIntent),
        Err("NO_INTENT_PROPOSED")
    );
    let proposed = desk.take(&begun, &seeker(), intent(20_000_000));
    assert_eq!(
        desk.ask(&proposed, &seeker(), Command::SignIntent),
        Err("SIGNED_ALREADY")
    );
    // Other terms, another proposal: the first signature is worth nothing any more.
    let other = desk.take(&proposed, &provider(), intent(18_000_000));
    let signed = desk.ask(&other, &seeker(), Command::SignIntent).unwrap();
    assert_eq!(signed.negotiation.state, State::Intent);
    let intent_signed = signed.negotiation.intent.unwrap();
    assert_eq!(
        (intent_signed.amount, intent_signed.proposed_by),
        (Fen(18_000_000), Side::Provider)
    );
    assert_eq!(signed.negotiation.proposed_intent, None);
    // Whatever is signed, the sum of many is a number.
    for wrong in [
        intent(-1),
        intent(i64::MIN),
        intent(i64::MAX),
        intent(INTENT_FEN_HIGHEST + 1),
    ] {
        assert_eq!(desk.ask(&begun, &seeker(), wrong), Err("FORM_INVALID"));
    }
    assert!(
        desk.ask(&begun, &seeker(), intent(INTENT_FEN_HIGHEST))
            .is_ok()
    );
    let early = Desk::on("2025-05-19");
    assert_eq!(
        early.ask(&early.begun(), &seeker(), intent(1)),
        Err("FORM_INVALID")
    );
    let older = Command::ProposeIntent(IntentTerms {
        subject: "旧意向".to_owned(),
        amount: Fen::ZERO,
        signed_on: day("2025-05-18"),
    });
    assert_eq!(desk.ask(&begun, &seeker(), older), Err("FORM_INVALID"));
    assert_eq!(
        desk.ask(&begun, &organiser(), intent(1)),
        Err("NOT_YOUR_STEP")
    );
}

#[test]
fn talks_are_recorded_by_who_takes_part_or_runs_the_event() {
    let mut desk = Desk::on("2025-05-20");
    let talk = |held_on: &str| Command::Talk {
        held_on: day(held_on),
        note: "现场洽谈".to_owned(),
    };
    let begun = desk.begun();
    for actor in [provider(), seeker(), organiser(), county()] {
        let after = desk.take(&begun, &actor, talk("2025-05-20"));
        assert_eq!(after.talks.len(), 1);
    }
    let elsewhere = Actor::person("he", "stb-440705", "440705", [Role::CountyStb]);
    assert_eq!(
        desk.ask(&begun, &elsewhere, talk("2025-05-20")),
        Err("NOT_YOUR_STEP")
    );
    assert_eq!(
        desk.ask(&begun, &seeker(), talk("2025-05-21")),
        Err("FORM_INVALID")
    );
    let older = decide(&begun, talk("2025-05-18"), &desk.at(&seeker())).unwrap_err();
    assert_eq!(older.fields[0].reason, "DATE_TOO_EARLY");
    let early = Desk::on("2025-05-02");
    let talked = early.ask(&early.begun(), &seeker(), talk("2025-05-02"));
    assert!(talked.is_ok());
    desk.terms.talks_max = 1;
    let full = desk.take(&begun, &seeker(), talk("2025-05-20"));
    assert_eq!(
        desk.ask(&full, &seeker(), talk("2025-05-20")),
        Err("TALKS_TOO_MANY")
    );
}
