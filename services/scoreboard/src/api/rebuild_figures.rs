//! RebuildFigures: forgets what was counted, and has every event come again.
use kezhuan_auth::{Caller, CallerKind};
use kezhuan_bus::consume::from_the_beginning;
use kezhuan_bus::inbox;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_protocol::scoreboard::v1 as proto;

use super::ScoreboardApi;
use crate::consumers;
use crate::domain::bases::Base;
use crate::domain::held::{Attendees, Held, PersonTimes, Submitted};
use crate::domain::outcomes::{Intent, Outcome};
use crate::domain::tenants::Stay;
use crate::error::Error;
use crate::store;

pub(super) async fn handle(
    api: &ScoreboardApi,
    caller: &Caller,
    key: &RequestKey,
) -> Result<proto::RebuildFiguresResponse, Error> {
    // The projection is the service's own; the operator asks for it and is kept as who did.
    let service = Caller {
        kind: CallerKind::Service,
        ..caller.clone()
    };
    let asked = key.id;
    let answer = api
        .database
        .write(&service, key, move |write: &mut Write| {
            Box::pin(async move {
                let forgotten_contracts = store::standings::forget(write).await?;
                let forgotten_tenancies = store::counted::forget::<Stay>(write).await?;
                let forgotten_bases = store::counted::forget::<Base>(write).await?;
                let forgotten_outcomes = store::counted::forget::<Outcome>(write).await?;
                let forgotten_intents = store::counted::forget::<Intent>(write).await?;
                let forgotten_events = store::counted::forget::<Held>(write).await?;
                store::counted::forget::<Attendees>(write).await?;
                store::counted::forget::<PersonTimes>(write).await?;
                let forgotten_projects = store::counted::forget::<Submitted>(write).await?;
                for durable in consumers::DURABLES {
                    inbox::forget(write, durable).await?;
                }
                write.audit(AuditEntry {
                    action: "figures.rebuilt",
                    aggregate: "figures",
                    aggregate_id: asked,
                    version: 1,
                    detail: serde_json::json!({
                        "contracts": forgotten_contracts,
                        "tenancies": forgotten_tenancies,
                        "bases": forgotten_bases,
                        "outcomes": forgotten_outcomes,
                        "intents": forgotten_intents,
                        "events": forgotten_events,
                        "projects": forgotten_projects,
                    }),
                });
                Ok::<_, Error>(proto::RebuildFiguresResponse {
                    forgotten_contracts,
                    forgotten_tenancies,
                    forgotten_bases,
                    forgotten_outcomes,
                    forgotten_intents,
                    forgotten_events,
                    forgotten_projects,
                })
            })
        })
        .await?;
    // A repeat comes here again, so that a bus that was away is no reason to forget twice.
    for consumer in consumers::all() {
        from_the_beginning(&api.bus, &consumer)
            .await
            .map_err(Error::EventsAway)?;
    }
    Ok(answer)
}
