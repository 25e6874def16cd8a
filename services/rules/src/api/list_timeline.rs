//! ListTimeline: which package answers when, and the days nobody covers.
use std::collections::BTreeMap;

use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rpc::page;
use uuid::Uuid;

use super::{RulesApi, convert};
use crate::domain::{Span, gaps};
use crate::error::Error;
use crate::store;
use crate::store::timeline::EntryRow;

/// Entries that are looked at for gaps.
const ENTRIES_MAX: i64 = 10_000;

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
    let (rows, all) = api
        .database
        .read(caller, async |connection| {
            let hook = &input.hook;
            let rows = store::timeline::list(connection, &tenant, hook, after, size).await?;
            // Days look uncovered beside a page that ends: gaps are those of the whole timelines.
            let all =
                store::timeline::list(connection, &tenant, hook, Uuid::nil(), ENTRIES_MAX).await?;
            Ok::<_, Error>((rows, all))
        })
        .await?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == size);
    let next = rows.last().filter(|_| full).map(|row| page::token(&row.id));
    Ok(proto::ListTimelineResponse {
        entries: rows.iter().map(convert::entry).collect(),
        gaps: uncovered(&all),
        next_page_token: next.unwrap_or_default(),
    })
}

fn uncovered(rows: &[EntryRow]) -> Vec<proto::Gap> {
    let mut timelines: BTreeMap<(&str, &str), Vec<Span>> = BTreeMap::new();
    for row in rows {
        let span = Span {
            from: row.first,
            to: row.until.and_then(|until| until.pred_opt()),
        };
        timelines
            .entry((&row.tenant, &row.hook))
            .or_default()
            .push(span);
    }
    let gap =
        |tenant: &str, hook: &str, from: chrono::NaiveDate, to: chrono::NaiveDate| proto::Gap {
            tenant: tenant.to_owned(),
            hook: hook.to_owned(),
            from: from.to_string(),
            to: to.to_string(),
        };
    timelines
        .iter()
        .flat_map(|((tenant, hook), spans)| {
            gaps(spans)
                .into_iter()
                .map(move |(from, to)| gap(tenant, hook, from, to))
        })
        .collect()
}
