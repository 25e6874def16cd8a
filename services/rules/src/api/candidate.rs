//! A package that somebody wants to have asked, in force or beside what is: it passed the pipeline, its key holds, and it
//! answers the hook under these figures.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_rule_host::{HookId, Invariants, Owner as AnsweredBy, Package, Settings};

use super::activation::usable;
use super::{RulesApi, convert};
use crate::domain::owner::{Owner, may_answer};
use crate::error::Error;
use crate::store;
use crate::store::packages::PackageRow;

/// The package, the hook, and its figures, complete.
pub struct Candidate {
    pub package: PackageRow,
    pub loaded: Arc<Package>,
    pub hook: HookId,
    pub settings: Settings,
}

/// Looks at it; `settings_json` empty = the package's own figures.
pub async fn candidate(
    api: &RulesApi,
    caller: &Caller,
    name: &str,
    (hook, settings_json): (&str, &str),
) -> Result<Candidate, Error> {
    let digest = convert::digest(name)?;
    // Held until the package is loaded: its bytes are in memory once per tenant.
    let _turn = api.intake.turn(&caller.tenant).await;
    let (package, bytes) = api
        .database
        .read(caller, async |connection| {
            let row = store::packages::get(connection, &digest).await?;
            Ok::<_, Error>((row, store::packages::bytes(connection, &digest).await?))
        })
        .await?;
    let unknown = || Error::UnknownPackage {
        name: name.to_owned(),
    };
    let (package, bytes) = (package.ok_or_else(unknown)?, bytes.ok_or_else(unknown)?);
    usable(&package)?;
    // In the turn of whoever wants it: it may be another tenant's.
    let loaded = api
        .host
        .load_in_turn(&caller.tenant, bytes)
        .await
        .map_err(|error| Error::Check(error.to_string()))?;
    let (hook, settings) = settings(&loaded, hook, settings_json)?;
    may_answer(&caller.tenant, answered_by(&hook))?;
    Ok(Candidate {
        package,
        loaded,
        hook,
        settings,
    })
}

/// Whose rules the hook is put to.
fn answered_by(hook: &HookId) -> Owner {
    match Invariants::of(hook).map(|known| known.owner) {
        Some(AnsweredBy::Organisation) => Owner::Organisation,
        Some(AnsweredBy::Authority) | None => Owner::Authority,
    }
}

/// The hook, and the package's own figures, completed with what the tenant sets.
fn settings(
    package: &Package,
    hook: &str,
    settings_json: &str,
) -> Result<(HookId, Settings), Error> {
    let invalid = |field: &'static str, problem: String| Error::Invalid { field, problem };
    let asked: HookId = hook.parse().map_err(|_| {
        invalid(
            "hook",
            "write name@major, such as tc.incentive@1".to_owned(),
        )
    })?;
    if package.interface_version(&asked).is_none() {
        return Err(Error::HookNotAnswered {
            hook: hook.to_owned(),
        });
    }
    let schema = package.settings_schema();
    if settings_json.is_empty() {
        return Ok((asked, schema.defaults()));
    }
    let given = serde_json::from_str(settings_json)
        .map_err(|error| invalid("settings_json", error.to_string()))?;
    let given =
        Settings::from_json(&given).map_err(|error| invalid("settings_json", error.to_string()))?;
    let settings = schema
        .check(&given)
        .map_err(|error| invalid("settings_json", error.to_string()))?;
    Ok((asked, settings))
}
