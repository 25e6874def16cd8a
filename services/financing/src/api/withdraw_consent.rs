//! Takes a consent back: nothing is shown under it from today on.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Consent, WithdrawConsentRequest};

use super::names::CONSENTS;
use super::{FinancingApi, acting, convert};
use crate::error::Error;
use crate::store::consents;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: WithdrawConsentRequest,
    key: RequestKey,
) -> Result<Consent, Error> {
    let id = CONSENTS.parse(&input.name)?;
    let (actor, today) = (acting::actor(&caller), api.clock.today());
    api.database
        .write(&caller, &key, move |write| {
            let actor = actor.clone();
            Box::pin(async move {
                let found = consents::find(write, id).await?;
                let before = found.ok_or_else(|| CONSENTS.not_found(id))?;
                before.consent.withdrawable_by(&actor)?;
                let after = consents::withdraw(write, &before, today).await?;
                convert::event::consent::withdrawn(write, &after);
                Ok(convert::consent::consent(&after.consent))
            })
        })
        .await
}
