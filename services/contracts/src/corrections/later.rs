//! What another rule decides on an entry's days after the entry was listed: the one a case is pinned to, the last good one
//! where the entry's package can't be loaded, the one of a process that doesn't know the entry yet. The entry is listed again.
use std::collections::BTreeSet;
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::Write;
use kezhuan_rule_host::Settings;
use uuid::Uuid;

use super::HOOKS;
use crate::api::ContractsApi;
use crate::error::Error;
use crate::rules::in_every_major;
use crate::store::correction_watch::{self, DecidingRow};
use crate::store::rule_entries;

/// Looks at the claims that moved since the last look, whichever process moved them. Every replica may, at the same time:
/// an entry that is listed once too often gets no line twice.
pub async fn look(api: &ContractsApi) -> Result<(), Error> {
    let service = Caller::service(crate::NAME, "");
    let seen = api.database.read(&service, async |connection| {
        let window = correction_watch::window(connection).await?;
        let deciding = match correction_watch::is_busy(connection, &window).await? {
            true => {
                let hooks = in_every_major(&HOOKS);
                Some(correction_watch::deciding(connection, &hooks, &window).await?)
            }
            false => None,
        };
        Ok::<_, Error>((window, deciding))
    });
    let (window, Some(deciding)) = seen.await? else {
        return Ok(());
    };
    let due = deciding.iter().filter(|row| is_another(row));
    let due: BTreeSet<Uuid> = due.map(|row| row.entry).collect();
    let looked = Arc::new((window, due.into_iter().collect::<Vec<_>>()));
    let kept = api.database.write_as(&service, move |write: &mut Write| {
        let looked = looked.clone();
        Box::pin(async move {
            let (window, due) = &*looked;
            rule_entries::list_again(write, due).await?;
            correction_watch::looked(write, window).await
        })
    });
    kept.await
}

/// Whether what decided is not the entry's own rule: another package, other figures, or no rule at all.
fn is_another(row: &DecidingRow) -> bool {
    // An entry whose figures nobody can read is never asked.
    let Ok(settings) = Settings::from_json(&row.settings) else {
        return false;
    };
    let settings = settings.digest();
    row.decided_by.as_deref() != Some(row.package_digest.as_slice())
        || row.decided_under.as_deref() != Some(settings.as_bytes().as_slice())
}
