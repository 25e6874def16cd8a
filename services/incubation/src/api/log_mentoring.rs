//! Logs what a mentor did for a tenant.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{LogMentoringRequest, Mentoring};

use super::names::{MENTORS, TENANCIES};
use super::{IncubationApi, acting, convert};
use crate::domain::support::{Mentor, Mentoring as Log};
use crate::error::Error;
use crate::store::{record_kinds, records, tenancies};

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: LogMentoringRequest,
    key: RequestKey,
) -> Result<Mentoring, Error> {
    let message = input.mentoring.unwrap_or_default();
    let mentor = MENTORS.parse_field("mentoring.mentor", &message.mentor)?;
    let tenancy = TENANCIES.parse_field("mentoring.tenancy", &message.tenancy)?;
    // As the service: each side sees its own part only, and the domain holds that the caller is one.
    let reader = Caller::service(crate::NAME, "");
    let read = api.database.read(&reader, async |connection| {
        let found_mentor = records::find::<Mentor>(connection, mentor).await?;
        let found_tenancy = tenancies::find(connection, tenancy).await?;
        Ok::<_, Error>((found_mentor, found_tenancy))
    });
    let (found_mentor, found_tenancy) = read.await?;
    let mentor = found_mentor.ok_or_else(|| MENTORS.not_found(mentor))?;
    let tenancy = found_tenancy.ok_or_else(|| TENANCIES.not_found(tenancy))?;
    let new = convert::support::read_mentoring(message)?;
    let (on, actor) = ((&mentor.body, &tenancy.body), acting::actor(&caller));
    let log = Log::log(new, on, &actor, api.clock.today())?;
    let given = Arc::new((log, tenancy.tenant, caller.clone()));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (log, tenant, caller) = &*given;
                let by = caller.organisation.as_str();
                let after = record_kinds::add_mentoring(write, tenant, log.clone(), by).await?;
                convert::event::record::mentoring_logged(write, &after);
                Ok(convert::support::mentoring(&after))
            })
        })
        .await
}
