//! Records an investment in a tenant.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Investment, RecordInvestmentRequest};

use super::{IncubationApi, acting, convert, record_page};
use crate::domain::support::Investment as Paid;
use crate::error::Error;
use crate::store::records;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: RecordInvestmentRequest,
    key: RequestKey,
) -> Result<Investment, Error> {
    let message = input.investment.unwrap_or_default();
    let named = ("investment.tenancy", message.tenancy.as_str());
    let tenancy = record_page::tenancy(&api, &caller, named).await?;
    let new = convert::support::read_investment(message)?;
    let actor = acting::actor(&caller);
    let body = Paid::record(new, &tenancy.body, &actor, api.clock.today())?;
    let given = Arc::new((body, tenancy.tenant));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (body, tenant) = &*given;
                let after = records::insert(write, tenant, body.clone()).await?;
                convert::event::record::investment(write, &after);
                Ok(convert::support::investment(&after))
            })
        })
        .await
}
