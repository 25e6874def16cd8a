//! How two are brought together.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::decide::Circumstances;
use super::{Negotiation, Party, Side, State, Word};
use crate::domain::capacity;
use crate::domain::form::{Form, NAME_MAX};
use crate::domain::of_event::OfEvent;
use crate::domain::refused::{FieldViolation, Refused};

/// What of the event it goes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    pub need: Option<Uuid>,
    pub achievement: Option<Uuid>,
    pub project: Option<Uuid>,
}

/// What is asked for, and what the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNegotiation {
    pub id: Uuid,
    pub number: String,
    pub provider: Party,
    pub seeker: Party,
    pub topic: String,
    pub origin: Origin,
}

/// Proposes a negotiation: by one of the two, who thereby accepts it, or by who runs the event.
pub fn propose(
    new: NewNegotiation,
    event: &OfEvent,
    at: &Circumstances<'_>,
) -> Result<Negotiation, Refused> {
    let proposer = at.actor.organisation.as_str();
    let side = match proposer {
        own if own == new.provider.organisation => Some(Side::Provider),
        own if own == new.seeker.organisation => Some(Side::Seeker),
        _ => None,
    };
    match side {
        Some(_) => capacity::owner(at.actor, proposer)?,
        None => event.run_by(at.actor)?,
    }
    event.brings_together()?;
    check(&new)?;
    let word = Word {
        by: at.actor.subject.clone(),
        organisation: proposer.to_owned(),
        on: at.today,
    };
    let accepted = |wanted: Side| (side == Some(wanted)).then(|| word.clone());
    Ok(Negotiation {
        id: new.id,
        number: new.number,
        event: event.id,
        event_title: event.title.clone(),
        division: event.division.clone(),
        organiser: event.organiser.clone(),
        event_starts_on: event.starts_on,
        event_ends_on: event.ends_on,
        provider: new.provider,
        seeker: new.seeker,
        topic: new.topic,
        origin: new.origin,
        state: State::Suggested,
        version: 1,
        proposed_by: proposer.to_owned(),
        proposed_on: at.today,
        provider_accepted: accepted(Side::Provider),
        seeker_accepted: accepted(Side::Seeker),
        talks: Vec::new(),
        proposed_intent: None,
        intent: None,
        follow_ups: Vec::new(),
        contract: None,
        outcome: None,
        ending: None,
        active_on: at.today,
    })
}

fn check(new: &NewNegotiation) -> Result<(), Refused> {
    let mut form = Form::default();
    new.provider.check(&mut form, "provider");
    new.seeker.check(&mut form, "seeker");
    form.needed("topic", &new.topic, NAME_MAX);
    if new.provider.organisation == new.seeker.organisation {
        let (zh, en) = (
            "双方不得为同一单位",
            "is another organisation than the provider",
        );
        form.wrong(FieldViolation::new(
            "seeker.organisation",
            "SAME_ORGANISATION",
            zh,
            en,
        ));
    } else {
        let (seeker, provider) = (&new.seeker, &new.provider);
        seeker.has_another_code(provider, &mut form, "seeker.credit_code");
    }
    form.check()
}
