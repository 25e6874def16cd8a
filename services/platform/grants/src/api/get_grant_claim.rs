//! One grant claim.
use kezhuan_auth::Caller;
use kezhuan_protocol::grants::v1::{GetGrantClaimRequest, GrantClaim};

use super::{Grants, convert, names};
use crate::store::claims;
use crate::{Benefits, Error};

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: GetGrantClaimRequest,
) -> Result<GrantClaim, Error> {
    let id = names::claims::<B>().parse(&input.name)?;
    let read = grants.database.read(&caller, async |connection| {
        claims::find(connection, id).await
    });
    let stored = read.await?;
    let stored = stored.ok_or_else(|| names::claims::<B>().not_found(id))?;
    Ok(convert::claim::message(&stored, &caller))
}
