//! GetRulebook: every entry of every timeline, what restrains them, what is tried beside them, and what programmes may
//! spend, for a service that starts or fell behind.
use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1 as proto;
use uuid::Uuid;

use super::{RulesApi, convert};
use crate::error::Error;
use crate::store;
use crate::store::timeline::ADOPTED;

const ENTRIES_MAX: i64 = 100_000;

pub(super) async fn handle(api: &RulesApi, caller: &Caller) -> Result<proto::Rulebook, Error> {
    api.database
        .read(caller, async |connection| {
            let everybody = ("", "");
            let entries =
                store::timeline::list(connection, everybody, &ADOPTED, Uuid::nil(), ENTRIES_MAX)
                    .await?;
            let stops = store::stops::all(connection, "").await?;
            let revoked = store::signing_keys::revoked(connection).await?;
            let programmes =
                store::appropriations::list(connection, ("", 0), None, ENTRIES_MAX).await?;
            let shadows = store::shadows::list(connection, everybody, None, ENTRIES_MAX).await?;
            Ok(proto::Rulebook {
                entries: entries.iter().map(|row| convert::entry(row, &[])).collect(),
                stops: stops.iter().map(convert::stop).collect(),
                revoked_keys: revoked.iter().map(convert::key).collect(),
                appropriations: programmes.iter().map(convert::appropriation).collect(),
                shadows: shadows.iter().map(convert::shadow).collect(),
            })
        })
        .await
}
