//! Alerts.
use kezhuan_protocol::rules::v1 as proto;

use super::{name, timestamp};
use crate::store::alerts::AlertRow;

/// An alert as people see it. Its kinds are stored under the names of the interface.
pub fn alert(row: &AlertRow) -> proto::Alert {
    let kind = proto::alert::Kind::from_str_name(&row.kind).unwrap_or_default();
    proto::Alert {
        name: format!("alerts/{}", row.id),
        kind: kind.into(),
        tenant: row.tenant.clone(),
        hook: row.hook.clone(),
        package: row.package_digest.as_deref().map(name).unwrap_or_default(),
        source: row.source.clone(),
        since: row.since.to_string(),
        text_zh: row.text_zh.clone(),
        text_en: row.text_en.clone(),
        open_time: Some(timestamp(row.open_time)),
        close_time: row.close_time.map(timestamp),
    }
}
