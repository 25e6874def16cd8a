//! Changes a draft of a nomination, by its nominator.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Nomination, UpdateNominationRequest};

use super::{EventsApi, acting, convert, nomination_step};
use crate::domain::nomination;
use crate::error::Error;
use crate::store::nominations;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: UpdateNominationRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let (before, round) = nomination_step::open(&api, &caller, at).await?;
    let form = convert::nomination::read_form(input.form)?;
    let actor = acting::actor(&caller);
    let edited = nomination::edit(&before.body, form, &round, (&actor, api.clock.today()))?;
    let given = Arc::new((caller.clone(), before, edited));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, before, edited) = &*given;
                let after = nominations::save_edit(write, before, edited.clone()).await?;
                Ok(convert::nomination::message(&after, caller))
            })
        })
        .await
}
