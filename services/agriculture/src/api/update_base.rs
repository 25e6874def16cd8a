//! Changes a draft.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Base, UpdateBaseRequest};

use super::{AgricultureApi, acting, base_step, convert};
use crate::domain::transformation_base::{self, Form};
use crate::error::Error;
use crate::store::bases;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: UpdateBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = base_step::open(&api, &caller, at).await?;
    let form = Form {
        title: input.title,
        carrier: convert::transformation_base::read_carrier(input.carrier)?,
        field: input.field,
        figures: convert::transformation_base::read_figures(input.figures)?,
    };
    let (actor, fields) = (acting::actor(&caller), &api.parameters.fields);
    let edited = transformation_base::edit(&before.body, form, &actor, fields)?;
    let given = Arc::new((before, edited, caller.clone()));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (before, edited, caller) = &*given;
                let after = bases::save_edit(write, before, edited.clone()).await?;
                Ok(convert::transformation_base::message(&after, caller))
            })
        })
        .await
}
