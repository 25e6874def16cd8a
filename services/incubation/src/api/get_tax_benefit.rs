//! In how many months of a year a carrier's taxes are exempt.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{GetTaxBenefitRequest, TaxBenefit};

use super::names::CARRIERS;
use super::{IncubationApi, convert};
use crate::domain::tax_benefit::benefit;
use crate::error::Error;
use crate::store::carriers;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: GetTaxBenefitRequest,
) -> Result<TaxBenefit, Error> {
    let id = CARRIERS.parse_field("carrier", &input.carrier)?;
    let read = api.database.read(&caller, async |connection| {
        carriers::find(connection, id).await
    });
    let carrier = read.await?.ok_or_else(|| CARRIERS.not_found(id))?;
    let terms = &api.parameters.tax_benefit;
    let benefit = benefit(&carrier.body, input.year, terms);
    Ok(convert::tax_benefit::message(
        Some(id),
        input.year,
        &benefit,
        terms,
    ))
}
