//! ListTimeline: which package answers when, what is proposed or stopped, and the days nobody covers.
use std::collections::BTreeMap;

use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rpc::page;
use uuid::Uuid;

use super::placing::{ENTRIES_MAX, span};
use super::{RulesApi, convert};
use crate::domain::proposal::State;
use crate::domain::timeline::{Span, gaps};
use crate::error::Error;
use crate::store;
use crate::store::timeline::{EVERY, EntryRow, IN_FORCE};

/// Proposals of one page that come with their previews: an answer stays below a message's bound.
const PREVIEWED_MAX: usize = 50;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    input: proto::ListTimelineRequest,
) -> Result<proto::ListTimelineResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Uuid = page::start(&input.page_token)?.unwrap_or_default();
    let tenant = if input.tenant.is_empty() {
        caller.tenant.clone()
    } else {
        input.tenant
    };
    api.database
        .read(caller, async |connection| {
            let which = (tenant.as_str(), input.hook.as_str());
            let states: &[&str] = match input.with_proposals {
                true => &EVERY,
                false => &IN_FORCE,
            };
            let rows = store::timeline::list(connection, which, states, after, size).await?;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            let approvals = store::approvals::of(connection, &ids).await?;
            let proposed = rows
                .iter()
                .filter(|row| row.state == State::Proposed.code());
            let proposed: Vec<Uuid> = proposed.take(PREVIEWED_MAX).map(|row| row.id).collect();
            let previews = store::previews::of(connection, &proposed).await?;
            let shadows = store::activation_shadows::of(connection, &proposed).await?;
            // Days look uncovered beside a page that ends: gaps are those of the whole timelines.
            let all = store::timeline::list(connection, which, &IN_FORCE, Uuid::nil(), ENTRIES_MAX)
                .await?;
            let restrained = convert::Restrained {
                // A package may be another tenant's.
                revoked: store::signing_keys::revoked(connection).await?,
                stops: store::stops::all(connection, &tenant).await?,
            };
            let full = i64::try_from(rows.len()).is_ok_and(|count| count == size);
            let next = rows.last().filter(|_| full).map(|row| page::token(&row.id));
            let told = |row: &EntryRow| {
                let entry = restrained.told(convert::entry(row, &approvals));
                let entry = convert::previewed(entry, row.id, &previews);
                convert::shadowed(entry, row.id, &shadows)
            };
            let stopped = restrained.stops.iter().filter(|stop| {
                stop.fallback.is_some() && (which.1.is_empty() || stop.hook == which.1)
            });
            Ok(proto::ListTimelineResponse {
                entries: rows.iter().map(told).collect(),
                gaps: uncovered(&all),
                next_page_token: next.unwrap_or_default(),
                stops: stopped.map(convert::stop).collect(),
            })
        })
        .await
}

fn uncovered(rows: &[EntryRow]) -> Vec<proto::Gap> {
    let mut timelines: BTreeMap<(&str, &str), Vec<Span>> = BTreeMap::new();
    for row in rows {
        let timeline = timelines.entry((&row.tenant, &row.hook)).or_default();
        timeline.push(span(row));
    }
    timelines
        .iter()
        .flat_map(|((tenant, hook), spans)| {
            gaps(spans).into_iter().map(move |(from, to)| proto::Gap {
                tenant: (*tenant).to_owned(),
                hook: (*hook).to_owned(),
                from: from.to_string(),
                to: to.map(|day| day.to_string()).unwrap_or_default(),
            })
        })
        .collect()
}
