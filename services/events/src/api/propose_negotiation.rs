//! Brings a provider and a seeker together. SUGGESTED.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Negotiation, ProposeNegotiationRequest};
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::{ACHIEVEMENTS, EVENTS, NEEDS, PROJECTS};
use super::{EventsApi, acting, convert, hanging};
use crate::domain::negotiation::{self, Circumstances};
use crate::domain::of_event::OfEvent;
use crate::domain::submission::Kind;
use crate::error::Error;
use crate::store::{negotiations, projects, submissions};

/// Begins the human numbers of negotiations.
const SERIES: &str = "KZ-EVN";

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ProposeNegotiationRequest,
    key: RequestKey,
) -> Result<Negotiation, Error> {
    let id = EVENTS.parse_field("event", &input.event)?;
    let origin = convert::negotiating::read_origin(&input)?;
    let read = api.database.read(&caller, async |connection| {
        let event = hanging::of(connection, id).await?;
        hold_project(connection, &event, origin.project, &caller.subject).await?;
        Ok::<_, Error>(event)
    });
    let event = read.await?;
    hold_submissions(&api, &event, &input).await?;
    let today = api.clock.today();
    let number = api.numbers.case(SERIES, &event.division, today).await?;
    let new = convert::negotiating::read_new(&input, number)?;
    let actor = acting::actor(&caller);
    let at = Circumstances {
        actor: &actor,
        today,
        terms: &api.parameters.negotiation,
        is_cancelled: event.is_cancelled(),
    };
    let proposed = negotiation::propose(new, &event, &at)?;
    let given = Arc::new((api.clone(), proposed));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, proposed) = &*given;
                let terms = &api.parameters.negotiation;
                let name = convert::event::negotiation::PROPOSED;
                let stored = negotiations::insert(write, terms, proposed.clone(), name).await?;
                convert::event::negotiation::proposed(write, &stored);
                Ok(convert::negotiation::message(&stored, terms))
            })
        })
        .await
}

/// Holds that the project is one of this event that the caller may see.
async fn hold_project(
    connection: &mut PgConnection,
    event: &OfEvent,
    project: Option<Uuid>,
    reader: &str,
) -> Result<(), Error> {
    let Some(id) = project else {
        return Ok(());
    };
    let found = projects::find(connection, id, reader).await?;
    let is_of_event = found.is_some_and(|found| found.body.event == event.id);
    match is_of_event {
        true => Ok(()),
        false => Err(PROJECTS.not_found(id).into()),
    }
}

/// Holds that the need is the seeker's and the achievement the provider's, both of this event. Read as the service: neither side
/// sees by itself what the other submitted.
async fn hold_submissions(
    api: &EventsApi,
    event: &OfEvent,
    input: &ProposeNegotiationRequest,
) -> Result<(), Error> {
    let origin = convert::negotiating::read_origin(input)?;
    let provider = input.provider.as_ref().map(|side| side.organisation.trim());
    let seeker = input.seeker.as_ref().map(|side| side.organisation.trim());
    let service = Caller::service(crate::NAME, "");
    let read = api.database.read(&service, async |connection| {
        for (kind, id, side, collection) in [
            (Kind::Need, origin.need, seeker, NEEDS),
            (
                Kind::Achievement,
                origin.achievement,
                provider,
                ACHIEVEMENTS,
            ),
        ] {
            let Some(id) = id else { continue };
            let found = submissions::find(connection, kind, id).await?;
            let is_theirs = found.is_some_and(|found| {
                found.body.event == event.id && side == Some(found.body.organisation.as_str())
            });
            if !is_theirs {
                return Err(collection.not_found(id).into());
            }
        }
        Ok::<_, Error>(())
    });
    read.await
}
