//! Projects the caller may read, newest first unless order_by says otherwise.
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::events::v1::{ListProjectsRequest, ListProjectsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::{EVENTS, PROJECT_CALLS};
use super::{EventsApi, convert, hanging};
use crate::domain::project::{Project, State};
use crate::error::{DOMAIN, Error};
use crate::store::projects::{self, Filter, HandedIn};
use crate::store::stored::Stored;

const TERMS: &str =
    "state=\"…\", event=\"events/…\", call=\"projectCalls/…\", organisation=\"…\", tenant=\"…\"";
const ORDERS: [(&str, HandedIn); 1] = [("create_time", HandedIn)];
const NEWEST_FIRST: page::Order<HandedIn> = page::Order {
    key: HandedIn,
    descending: true,
};

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListProjectsRequest,
) -> Result<ListProjectsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        let of = (&filter, caller.subject.as_str());
        let rows = projects::list(connection, of, order, after.as_ref(), size).await?;
        let organisers = organisers(connection, &rows).await?;
        Ok::<_, Error>((rows, organisers))
    });
    let (mut rows, organisers) = read.await?;
    let next_page_token = page::cut(&mut rows, size, |last| SortedPlace {
        create_time: last.create_time,
        day: None,
        id: last.body.id,
    });
    let shown = rows.iter().map(|row| {
        let organiser = organisers.get(&row.body.event);
        let organiser = organiser.map(String::as_str).unwrap_or_default();
        convert::project::message(row, organiser, &caller)
    });
    Ok(ListProjectsResponse {
        projects: shown.collect(),
        next_page_token,
    })
}

/// Who runs the events of a page: mostly one.
async fn organisers(
    connection: &mut PgConnection,
    rows: &[Stored<Project>],
) -> Result<BTreeMap<Uuid, String>, Error> {
    let mut organisers = BTreeMap::new();
    for row in rows {
        let event = row.body.event;
        if let Entry::Vacant(unknown) = organisers.entry(event) {
            unknown.insert(hanging::of(connection, event).await?.organiser);
        }
    }
    Ok(organisers)
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("event", "=") => filter.event = Some(EVENTS.parse(&value).ok()?),
        ("call", "=") => filter.call = Some(PROJECT_CALLS.parse(&value).ok()?),
        ("organisation", "=") => filter.organisation = Some(value),
        ("tenant", "=") => filter.tenant = Some(value),
        _ => return None,
    }
    Some(())
}
