//! One request, one answer: the wrapper around every handler that writes.
use std::future::Future;

use kezhuan_auth::Caller;
use kezhuan_protocol::Idempotent;
use tonic::{Code, Request, Response, Status};

use crate::request::{self, RequestKey, Stored};
use crate::{Database, Error};

/// Runs `handler` unless its request has been answered before.
///
/// No look-up stands before the handler: its own write finds the first answer, and every other
/// outcome is checked against what is stored. One whose work is dear looks first itself, by
/// [`answered_before`]. Refusals that the same request would meet again are stored too; those that
/// time may heal (ABORTED, NOT_FOUND, UNAVAILABLE …) are not.
pub async fn once<R, T, E, F>(
    database: &Database,
    request: Request<R>,
    handler: impl FnOnce(Caller, R, RequestKey) -> F,
) -> Result<Response<T>, Status>
where
    R: prost::Message + prost::Name + Idempotent,
    T: prost::Message + Default,
    E: Into<Status>,
    F: Future<Output = Result<T, E>>,
{
    let caller = Caller::of(&request)?;
    let input = request.into_inner();
    let key = RequestKey::of(&caller, input.request_id(), &input)?;
    let work = handler(caller.clone(), input, key.clone());
    Ok(Response::new(
        once_for(database, &caller, &key, work).await?,
    ))
}

/// What an earlier run of the same request came to, for a handler whose work is too dear to be done again only to find
/// that. It asks inside [`once`] or [`once_for`]: two runs at the same time in one process are one.
pub async fn answered_before<T: prost::Message + Default>(
    database: &Database,
    caller: &Caller,
    key: &RequestKey,
) -> Result<Option<T>, Status> {
    let stored = database.read(caller, async |connection| {
        request::stored(connection, key).await
    });
    stored.await?.map(told).transpose()
}

fn told<T: prost::Message + Default>(stored: Stored) -> Result<T, Status> {
    match stored {
        Stored::Answer(answer) => Ok(T::decode(answer.as_slice()).map_err(Error::from)?),
        Stored::Refusal(status) => Err(status),
    }
}

/// The same for a request that came in parts, once its key is known.
pub async fn once_for<T, E>(
    database: &Database,
    caller: &Caller,
    key: &RequestKey,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, Status>
where
    T: prost::Message + Default,
    E: Into<Status>,
{
    let Some(_claimed) = database.in_flight().claim(key) else {
        return Err(Error::RequestInProgress(key.id).into());
    };
    let refusal = match work.await {
        Ok(answer) => return Ok(answer),
        Err(refusal) => refusal.into(),
    };
    let first = match refusal.code() {
        Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted | Code::Cancelled => {
            None
        }
        Code::FailedPrecondition
        | Code::InvalidArgument
        | Code::AlreadyExists
        | Code::OutOfRange
        | Code::PermissionDenied => keep(database, caller, key, &refusal).await?,
        _ => {
            database
                .read(caller, async |connection| {
                    request::stored(connection, key).await
                })
                .await?
        }
    };
    first.map_or(Err(refusal), told)
}

/// Stores the refusal, or returns what an earlier run of the same request stored.
async fn keep(
    database: &Database,
    caller: &Caller,
    key: &RequestKey,
    refusal: &Status,
) -> Result<Option<Stored>, Error> {
    let (key, refusal) = (key.clone(), refusal.clone());
    database
        .write_as(caller, move |write| {
            let (key, refusal) = (key.clone(), refusal.clone());
            Box::pin(async move {
                if request::store_refusal(write, &key, &refusal).await? {
                    return Ok(None);
                }
                request::stored(write, &key).await
            })
        })
        .await
}
