//! Exempt months of a year from dates alone.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{EstimateTaxMonthsRequest, TaxBenefit};

use super::{IncubationApi, convert};
use crate::domain::tax_benefit::estimate;
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    _: Caller,
    input: EstimateTaxMonthsRequest,
) -> Result<TaxBenefit, Error> {
    let accredited_on = convert::day::read("accredited_on", &input.accredited_on)?;
    let revoked_on = convert::day::read_if_given("revoked_on", &input.revoked_on)?;
    let benefit = estimate(accredited_on, revoked_on, input.year);
    let terms = &api.parameters.tax_benefit;
    Ok(convert::tax_benefit::message(
        None, input.year, &benefit, terms,
    ))
}
