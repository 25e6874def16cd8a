//! Registers a person: the rule is asked, then the event's places are held, and the registration has one or waits.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_law::rule_pins::RulePins;
use kezhuan_protocol::events::v1::{RegisterRequest, Registration};
use uuid::Uuid;

use super::names::EVENTS;
use super::registration_question::{Applicant, ask, is_local, known};
use super::{EventsApi, acting, convert, registering, registration_step};
use crate::domain::registration::{self, Answer, Newcomer, Places};
use crate::error::Error;
use crate::store::registrations;
use crate::store::stored::Stored;

/// Everything the write needs; it may run more than once.
struct Given {
    api: EventsApi,
    caller: Caller,
    tenant: String,
    event: Uuid,
    newcomer: Newcomer,
    answer: Answer,
    heard: Heard,
}

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: RegisterRequest,
    key: RequestKey,
) -> Result<Registration, Error> {
    let event = EVENTS.parse_field("event", &input.event)?;
    let mut newcomer = newcomer(&caller, input)?;
    let actor = acting::actor(&caller);
    registration::registering(&newcomer, &actor)?;
    let whose = (newcomer.organisation.as_str(), newcomer.person.as_str());
    let known = known(&api, event, whose).await?;
    if !known.event.body.is_public() {
        return Err(EVENTS.not_found(event).into());
    }
    let tenant = known.event.tenant.clone();
    registration::within_share(known.colleagues, &api.parameters.registration)?;
    // What the event itself refuses is refused before a rule is asked, and before anybody waits for a place.
    let places = Places::of(&known.event.body);
    places.takes(api.clock.today())?;
    places.role(newcomer.role)?;
    let of = Applicant {
        organisation: &newcomer.organisation,
        division: newcomer.division.as_deref(),
        tenant: &caller.tenant,
        role: newcomer.role,
        on: api.clock.today(),
        pins: &RulePins::default(),
    };
    let at_home = is_local(&tenant, &known.event.body.organiser, &of);
    let (answer, heard) = ask(&api, &known, of, newcomer.id).await?;
    newcomer.is_local = at_home;
    let scope = registering::scope(event, &tenant);
    let given = Arc::new(Given {
        api: api.clone(),
        caller: caller.clone(),
        tenant,
        event,
        newcomer,
        answer,
        heard,
    });
    api.database
        .write_for(&scope, &caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let stored = admit(write, &given).await?;
                Ok(convert::registration::message(&stored, &given.caller))
            })
        })
        .await
}

fn newcomer(caller: &Caller, input: RegisterRequest) -> Result<Newcomer, Error> {
    let role = convert::event_message::read_role("role", input.role)?;
    // Where they are at home is nobody's own word: without a code it is unknown.
    let coded = UnifiedSocialCreditCode::parse(&caller.organisation);
    let division = coded.ok().map(|code| code.division().to_owned());
    Ok(Newcomer {
        id: Uuid::now_v7(),
        person: match input.person.is_empty() {
            true => caller.subject.clone(),
            false => input.person,
        },
        person_name: input.person_name,
        organisation: caller.organisation.clone(),
        organisation_name: input.organisation_name,
        division,
        is_local: false,
        role,
    })
}

/// Who is registered already stays where they are. Nothing else of the event is read: its places say all.
async fn admit(
    write: &mut Write,
    given: &Given,
) -> Result<Stored<crate::domain::registration::Registration>, Error> {
    let newcomer = &given.newcomer;
    let mut places = registration_step::held(write, given.event).await?;
    let whose = (newcomer.organisation.as_str(), newcomer.person.as_str());
    let (there, of_all) = registrations::of_organisation(write, given.event, whose).await?;
    if let Some(there) = there {
        return Ok(there);
    }
    registration::within_share(of_all, &given.api.parameters.registration)?;
    let actor = acting::actor(&given.caller);
    let at = (&actor, given.api.clock.today());
    let mut decided = registration::register(newcomer.clone(), &given.answer, &mut places, at)?;
    given.heard.pin(&mut decided.registration.pins);
    let stored = registrations::insert(write, &given.tenant, &decided, &places).await?;
    let (from, happened) = (decided.from, &decided.happened);
    convert::event::registration::publish(write, &stored, from, happened);
    given.heard.store(write);
    Ok(stored)
}
