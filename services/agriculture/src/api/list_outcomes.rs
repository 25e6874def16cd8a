//! What each base came to in each season, the latest first, and all of them together.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{
    GetOutcomeRequest, ListOutcomesRequest, ListOutcomesResponse, Outcome,
};
use kezhuan_rpc::page;

use super::{AgricultureApi, convert, get_outcome};
use crate::domain::extension_value::Grown;
use crate::domain::outcome;
use crate::error::Error;
use crate::store::outcomes::{self, Group, GroupKey, Valued};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ListOutcomesRequest,
) -> Result<ListOutcomesResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<GroupKey> = page::start(&input.page_token)?;
    let scope = convert::outcome::read_scope(&GetOutcomeRequest {
        base: input.base,
        season: input.season,
        year: input.year,
        tenant: input.tenant,
    })?;
    let read = api.database.read(&caller, async |connection| {
        let mut groups = outcomes::groups(connection, &scope, after.as_ref(), size).await?;
        let next = page::cut(&mut groups, size, key);
        let keys: Vec<GroupKey> = groups.iter().map(key).collect();
        let valued = outcomes::valued_of(connection, &keys).await?;
        let (total, achieved) = get_outcome::total(connection, &scope).await?;
        let total = convert::outcome::of_scope(&total, &achieved, &scope);
        Ok::<_, Error>((groups, valued, total, next))
    });
    let (groups, valued, total, next_page_token) = read.await?;
    let told = groups.iter().map(|group| of_group(group, &valued));
    Ok(ListOutcomesResponse {
        outcomes: told.collect::<Result<_, Error>>()?,
        total: Some(total),
        next_page_token,
    })
}

fn key(group: &Group) -> GroupKey {
    (group.season.clone(), group.base_id)
}

fn of_group(group: &Group, valued: &[Valued]) -> Result<Outcome, Error> {
    let its = valued
        .iter()
        .filter(|one| one.season == group.season && one.base_id == group.base_id);
    let grown: Vec<Grown> = its.map(Valued::grown).collect();
    let outcome = outcome::outcome(group.reached(), &grown)?;
    Ok(convert::outcome::of_group(&outcome, &key(group)))
}
