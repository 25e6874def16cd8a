//! Drafts a base of the caller's organisation for a call. Its tenant is the county it lies in.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::regions;
use kezhuan_protocol::agriculture::v1::{Base, CreateBaseRequest};
use uuid::Uuid;

use super::names::CALLS;
use super::{AgricultureApi, acting, convert, get_call};
use crate::domain::transformation_base::{self, Form, NewBase};
use crate::error::Error;
use crate::store::bases;

/// What tells the numbers of bases from others.
const SERIES: &str = "KZ-AGR";

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: CreateBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let call = get_call::named(&api, &caller, CALLS.parse_field("call", &input.call)?).await?;
    let new = new(&api, input).await?;
    let (actor, fields) = (acting::actor(&caller), &api.parameters.fields);
    let drafted = transformation_base::draft(new, &call.body, &actor, fields)?;
    let given = Arc::new((drafted, caller.clone()));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (base, caller) = &*given;
                let stored = bases::insert(write, base.clone()).await?;
                Ok(convert::transformation_base::message(&stored, caller))
            })
        })
        .await
}

async fn new(api: &AgricultureApi, input: CreateBaseRequest) -> Result<NewBase, Error> {
    if !regions::is_division_code(&input.division) {
        return Err(Error::field(
            "division",
            "DIVISION_INVALID",
            "请填写六位行政区划代码",
            "write the six digits of the division",
        ));
    }
    let form = Form {
        title: input.title,
        carrier: convert::transformation_base::read_carrier(input.carrier)?,
        field: input.field,
        figures: convert::transformation_base::read_figures(input.figures)?,
    };
    let today = api.clock.today();
    Ok(NewBase {
        id: Uuid::now_v7(),
        number: api.numbers.case(SERIES, &input.division, today).await?,
        organisation: input.organisation,
        division: input.division,
        form,
    })
}
