//! LOGGED → SIGNED with the second signature.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Mentoring, SignMentoringRequest};
use kezhuan_rpc::etag;

use super::names::MENTORINGS;
use super::{IncubationApi, acting, convert};
use crate::domain::support::{Mentoring as Log, State};
use crate::error::Error;
use crate::store::records;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: SignMentoringRequest,
    key: RequestKey,
) -> Result<Mentoring, Error> {
    let id = MENTORINGS.parse(&input.name)?;
    let today = api.clock.today();
    let given = Arc::new((acting::actor(&caller), input.etag));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (actor, seen) = &*given;
                let held = records::lock::<Log>(write, id).await?;
                let before = held.ok_or_else(|| MENTORINGS.not_found(id))?;
                etag::check(seen, before.body.version)?;
                let signed = before.body.sign(actor, today)?;
                let event = match signed.state {
                    State::Logged => "MentoringSignedFirst",
                    State::Signed => "MentoringSigned",
                };
                let after = records::save(write, &before, signed, event).await?;
                convert::event::record::mentoring_signed(write, &after);
                Ok(convert::support::mentoring(&after))
            })
        })
        .await
}
