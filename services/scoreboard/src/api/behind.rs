//! A page of what stands behind a figure counted in heads.
use kezhuan_auth::Caller;
use kezhuan_rpc::page as paging;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{ScoreboardApi, convert};
use crate::domain::counted::Counts;
use crate::domain::cut_off::CutOff;
use crate::error::Error;
use crate::store;
use crate::store::counted::Behind;

/// Which figure, and which page.
pub(super) struct Asked<'a> {
    pub year: i32,
    pub division: &'a str,
    pub page_size: i32,
    pub page_token: &'a str,
}

/// The page, and the token of the next one.
pub(super) async fn page<T: Counts + DeserializeOwned>(
    api: &ScoreboardApi,
    caller: &Caller,
    asked: Asked<'_>,
) -> Result<(Vec<Behind<T>>, String), Error> {
    let year = convert::year(asked.year)?;
    let division = convert::county(asked.division)?;
    let size = paging::size(asked.page_size)?;
    let after: (String, Uuid) = paging::start(asked.page_token)?.unwrap_or_default();
    // Nothing stands behind a year that has not begun.
    let Some(cut) = CutOff::of(year, api.clock.today()) else {
        return Ok((Vec::new(), String::new()));
    };
    let mut rows = api
        .database
        .read(caller, async |connection| {
            store::counted::behind::<T>(connection, cut, division, &after, size + 1).await
        })
        .await?;
    let next = paging::cut(&mut rows, size, |row| {
        (row.fact.counted_as().to_owned(), row.case)
    });
    Ok((rows, next))
}
