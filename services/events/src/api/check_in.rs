//! Records who came: each scan has its own result, and the same upload again changes nothing.
use std::collections::BTreeMap;
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::events::v1::check_in_response::Row;
use kezhuan_protocol::events::v1::{CheckInRequest, CheckInResponse};
use uuid::Uuid;

use super::names::EVENTS;
use super::{EventsApi, acting, convert, event_step, registration_step};
use crate::domain::actor::Actor;
use crate::domain::event::Event;
use crate::domain::registration::{
    self, Circumstances, Command, Places, Registration, RowStatus, Scan, check_in, takes_scans,
};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{check_ins, registrations};

/// Everything the write needs; it may run more than once.
struct Given {
    api: EventsApi,
    actor: Actor,
    tenant: String,
    event: Event,
    /// Each scan with the registration that its ticket names; nothing of a ticket that is none.
    scans: Vec<(Scan, Option<Uuid>)>,
}

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: CheckInRequest,
    key: RequestKey,
) -> Result<CheckInResponse, Error> {
    EVENTS.parse_field("event", &input.event)?;
    let opened = event_step::open(&api, &caller, (&input.event, "")).await?;
    let (actor, terms) = (acting::actor(&caller), &api.parameters.registration);
    takes_scans(&opened.body, &actor, terms, api.clock.today())?;
    if input.scans.is_empty() || input.scans.len() > terms.rows_max {
        return Err(Error::field(
            "scans",
            "ROWS_INVALID",
            format!("每次上传 1 至 {} 条", terms.rows_max),
            format!("one upload has from 1 to {} scans", terms.rows_max),
        ));
    }
    let read = input.scans.iter().enumerate().map(|(at, scan)| {
        let claim = api.tickets.read(&scan.ticket);
        let named = claim.map(|claim| claim.registration);
        Ok::<_, Error>((convert::registration::read_scan(at, scan)?, named))
    });
    let given = Given {
        scans: read.collect::<Result<_, Error>>()?,
        api: api.clone(),
        actor,
        tenant: opened.tenant,
        event: opened.body,
    };
    let given = Arc::new(given);
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let rows = take_all(write, &given).await?;
                Ok(CheckInResponse { rows })
            })
        })
        .await
}

async fn take_all(write: &mut Write, given: &Given) -> Result<Vec<Row>, Error> {
    let named: Vec<Uuid> = given.scans.iter().filter_map(|(_, named)| *named).collect();
    let held = registrations::lock_all(write, &named).await?;
    let mut held: BTreeMap<Uuid, Stored<Registration>> =
        held.into_iter().map(|one| (one.body.id, one)).collect();
    let ids: Vec<Uuid> = given.scans.iter().map(|(scan, _)| scan.id).collect();
    let mut scanned = check_ins::scanned(write, &ids).await?;
    let mut rows = Vec::with_capacity(given.scans.len());
    for (scan, named) in &given.scans {
        let found = named.and_then(|id| held.get(&id));
        // A ticket of another event that the door's organiser does not see is none.
        let Some(before) = found else {
            rows.push(convert::registration::row(
                scan,
                RowStatus::TicketInvalid,
                None,
            ));
            continue;
        };
        let id = before.body.id;
        let status = match scanned.get(&scan.id) {
            Some(of) if *of != id => RowStatus::ScanReused,
            Some(_) | None => {
                let today = given.api.clock.today();
                check_in(&before.body, &given.event, scan, today)
            }
        };
        if status == RowStatus::CheckedIn {
            let after = enter(write, given, before, scan).await?;
            scanned.insert(scan.id, id);
            held.insert(id, after);
        }
        let of = held.get(&id).map(|one| &one.body);
        let of = of.filter(|one| one.event == given.event.id);
        rows.push(convert::registration::row(scan, status, of));
    }
    Ok(rows)
}

async fn enter(
    write: &mut Write,
    given: &Given,
    before: &Stored<Registration>,
    scan: &Scan,
) -> Result<Stored<Registration>, Error> {
    let at = Circumstances {
        actor: &given.actor,
        today: given.api.clock.today(),
        tenant: &given.tenant,
    };
    // Nobody's place is given out at the door: the event's row is not needed for it.
    let mut places = Places::of(&given.event);
    let command = Command::CheckIn(scan.clone());
    let decided = registration::decide(&before.body, command, &mut places, &at)?;
    check_ins::insert(write, &before.tenant, &before.body, scan).await?;
    registration_step::save(write, before, decided).await
}
