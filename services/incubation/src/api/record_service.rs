//! Records a service that a tenant got.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{RecordServiceRequest, ServiceRecord};

use super::{IncubationApi, acting, convert, record_page};
use crate::domain::support::ServiceRecord as Got;
use crate::error::Error;
use crate::store::records;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: RecordServiceRequest,
    key: RequestKey,
) -> Result<ServiceRecord, Error> {
    let message = input.service.unwrap_or_default();
    let named = ("service.tenancy", message.tenancy.as_str());
    let tenancy = record_page::tenancy(&api, &caller, named).await?;
    let new = convert::support::read_service(message)?;
    let actor = acting::actor(&caller);
    let body = Got::record(new, &tenancy.body, &actor, api.clock.today())?;
    let given = Arc::new((body, tenancy.tenant));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (body, tenant) = &*given;
                let after = records::insert(write, tenant, body.clone()).await?;
                convert::event::record::service(write, &after);
                Ok(convert::support::service(&after))
            })
        })
        .await
}
