//! Enters a right, as its registry's extract says.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::regions;
use kezhuan_protocol::financing::v1::{Asset, RegisterAssetRequest};

use super::{FinancingApi, acting, convert};
use crate::domain::asset;
use crate::error::Error;
use crate::store::assets;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RegisterAssetRequest,
    key: RequestKey,
) -> Result<Asset, Error> {
    let division = division(&input.division)?;
    let new = convert::asset::read_new(input)?;
    let actor = acting::actor(&caller);
    let asset = asset::register(new, &actor)?;
    asset::entered_in(&division, &asset, &actor)?;
    let entered = Arc::new((api.clone(), caller.clone(), division, asset));
    api.database
        .write(&caller, &key, move |write| {
            let entered = entered.clone();
            Box::pin(async move {
                let (api, caller, division, asset) = &*entered;
                let stored = assets::insert(write, division, asset.clone(), 1).await?;
                convert::event::asset::registered(write, &stored);
                let viewer = api.asset_viewer(caller);
                Ok(convert::asset::answer(viewer, &stored, &[]))
            })
        })
        .await
}

/// Whose case it is: a division of the city, whose offices act in it.
fn division(code: &str) -> Result<String, Error> {
    let known = regions::division(code).map(|division| division.code.to_owned());
    known.ok_or_else(|| {
        Error::field(
            "division",
            "DIVISION_INVALID",
            "请填写权利人登记地的区划代码（江门市及所属县区）",
            "the code of the city's division the owner is registered in",
        )
    })
}
