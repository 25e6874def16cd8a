//! Appoints a mentor to a carrier.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Mentor, RegisterMentorRequest};

use super::{IncubationApi, acting, convert, record_page};
use crate::domain::support::Mentor as Appointment;
use crate::error::Error;
use crate::store::record_kinds;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: RegisterMentorRequest,
    key: RequestKey,
) -> Result<Mentor, Error> {
    let message = input.mentor.unwrap_or_default();
    let carrier = record_page::carrier(&api, &caller, ("mentor.carrier", &message.carrier)).await?;
    let new = convert::support::read_mentor(message)?;
    let (host, actor) = (record_page::host(&carrier), acting::actor(&caller));
    let body = Appointment::register(new, host, &actor, api.clock.today())?;
    let given = Arc::new((body, carrier.tenant, caller.clone()));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (body, tenant, caller) = &*given;
                let after = record_kinds::add_mentor(write, tenant, body.clone()).await?;
                convert::event::record::mentor(write, &after);
                Ok(convert::support::mentor(&after, caller))
            })
        })
        .await
}
