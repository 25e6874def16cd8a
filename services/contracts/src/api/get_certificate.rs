//! The registration certificate (登记证明) of the version in force.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{Certificate, GetCertificateRequest};

use super::transition::open;
use super::{ContractsApi, convert};
use crate::domain::certificate::certificate;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: GetCertificateRequest,
) -> Result<Certificate, Error> {
    let contract = open(api, caller, &input.name, "").await?.case.contract;
    Ok(convert::certificate::answer(
        contract.id,
        certificate(&contract)?,
    ))
}
