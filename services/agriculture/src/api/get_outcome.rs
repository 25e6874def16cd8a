//! What confirmed extensions and accepted achievements come to together.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{GetOutcomeRequest, Outcome};
use sqlx::PgConnection;

use super::{AgricultureApi, convert};
use crate::domain::extension_value::Grown;
use crate::domain::outcome::{self, Achieved};
use crate::error::Error;
use crate::store::outcomes::{self, Scope, Valued};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: GetOutcomeRequest,
) -> Result<Outcome, Error> {
    let scope = convert::outcome::read_scope(&input)?;
    let read = api
        .database
        .read(&caller, async |connection| total(connection, &scope).await);
    let (outcome, achieved) = read.await?;
    Ok(convert::outcome::of_scope(&outcome, &achieved, &scope))
}

/// Everything in a scope; achievements are of no season, so none are of one.
pub async fn total(
    connection: &mut PgConnection,
    scope: &Scope,
) -> Result<(outcome::Outcome, Achieved), Error> {
    let reached = outcomes::reached(connection, scope).await?;
    let valued = outcomes::valued(connection, scope).await?;
    let grown: Vec<Grown> = valued.iter().map(Valued::grown).collect();
    let achieved = match scope.season {
        None => outcomes::achieved(connection, scope).await?,
        Some(_) => Achieved::default(),
    };
    Ok((outcome::outcome(reached, &grown)?, achieved))
}
