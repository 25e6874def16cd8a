//! What a proposed entry would have answered, as people see it.
use kezhuan_protocol::replay::v1::Report;
use kezhuan_protocol::rules::v1 as proto;
use prost::Message;
use uuid::Uuid;

use super::timestamp;
use crate::store::previews::PreviewRow;

/// The entry with those of `previews` that are its own.
pub fn previewed(
    entry: proto::TimelineEntry,
    id: Uuid,
    previews: &[PreviewRow],
) -> proto::TimelineEntry {
    let own = previews.iter().filter(|preview| preview.entry_id == id);
    proto::TimelineEntry {
        previews: own.map(preview).collect(),
        ..entry
    }
}

fn preview(row: &PreviewRow) -> proto::Preview {
    let report = row.report.as_deref().map(Report::decode);
    let (report, unreadable) = match report {
        Some(Ok(report)) => (Some(report), None),
        Some(Err(error)) => (
            None,
            Some(format!("the stored report can't be read: {error}")),
        ),
        None => (None, None),
    };
    proto::Preview {
        service: row.service.clone(),
        from: row.period_from.to_string(),
        to: row.period_to.to_string(),
        problem: unreadable.unwrap_or_else(|| row.problem.clone()),
        report,
        create_time: Some(timestamp(row.create_time)),
    }
}
