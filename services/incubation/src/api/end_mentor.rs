//! Ends a mentor's appointment.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{EndMentorRequest, Mentor};
use kezhuan_rpc::etag;

use super::names::MENTORS;
use super::{IncubationApi, acting, convert};
use crate::domain::support::Mentor as Appointment;
use crate::error::Error;
use crate::store::records;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: EndMentorRequest,
    key: RequestKey,
) -> Result<Mentor, Error> {
    let id = MENTORS.parse(&input.name)?;
    let until = convert::day::read("until", &input.until)?;
    let given = Arc::new((caller.clone(), input.etag));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, seen) = &*given;
                let held = records::lock::<Appointment>(write, id).await?;
                let before = held.ok_or_else(|| MENTORS.not_found(id))?;
                etag::check(seen, before.body.version)?;
                let ended = before.body.end(until, &acting::actor(caller))?;
                let after = records::save(write, &before, ended, "MentorEnded").await?;
                convert::event::record::mentor_ended(write, &after);
                Ok(convert::support::mentor(&after, caller))
            })
        })
        .await
}
