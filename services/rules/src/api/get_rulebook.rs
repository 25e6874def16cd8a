//! GetRulebook: every entry of every timeline, for a service that starts or fell behind.
use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1 as proto;
use uuid::Uuid;

use super::{RulesApi, convert};
use crate::error::Error;
use crate::store;

const ENTRIES_MAX: i64 = 100_000;

pub(super) async fn handle(api: &RulesApi, caller: &Caller) -> Result<proto::Rulebook, Error> {
    let rows = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(
                store::timeline::list(connection, "", "", Uuid::nil(), ENTRIES_MAX).await?,
            )
        })
        .await?;
    Ok(proto::Rulebook {
        entries: rows.iter().map(convert::entry).collect(),
    })
}
