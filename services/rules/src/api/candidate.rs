//! A package that somebody wants to have asked, in force or beside what is: it passed the pipeline, its key holds, it is the
//! caller's own, and it answers the hook under these figures.
use kezhuan_auth::Caller;
use kezhuan_rule_host::{HookId, Settings};

use super::activation::usable;
use super::{RulesApi, convert, own_tenant};
use crate::error::Error;
use crate::store;
use crate::store::packages::PackageRow;

/// The package, and its figures, complete.
pub struct Candidate {
    pub package: PackageRow,
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
    own_tenant(caller, &package.tenant)?;
    let settings = settings(api, &package.tenant, bytes, (hook, settings_json)).await?;
    Ok(Candidate { package, settings })
}

/// The package's own figures, completed with what the owner sets.
async fn settings(
    api: &RulesApi,
    owner: &str,
    bytes: Vec<u8>,
    (hook, settings_json): (&str, &str),
) -> Result<Settings, Error> {
    let package = api
        .host
        .load_in_turn(owner, bytes)
        .await
        .map_err(|error| Error::Check(error.to_string()))?;
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
        return Ok(schema.defaults());
    }
    let given = serde_json::from_str(settings_json)
        .map_err(|error| invalid("settings_json", error.to_string()))?;
    let given =
        Settings::from_json(&given).map_err(|error| invalid("settings_json", error.to_string()))?;
    schema
        .check(&given)
        .map_err(|error| invalid("settings_json", error.to_string()))
}
