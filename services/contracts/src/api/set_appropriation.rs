//! Sets what a tenant's programme may spend in a year; never below what is already bound.
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{Programme, SetAppropriationRequest};
use kezhuan_rpc::etag;

use super::{ContractsApi, acting, convert_claim};
use crate::domain::actor::Role;
use crate::domain::budget::Entry;
use crate::domain::claim::PROGRAMME_FAMILY;
use crate::error::Error;
use crate::store::programmes;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: SetAppropriationRequest,
    key: RequestKey,
) -> Result<Programme, Error> {
    acting::actor(&caller).require_any(&[Role::CountyStb, Role::CityStb])?;
    if input.family != PROGRAMME_FAMILY {
        let known = format!("项目类别应为 {PROGRAMME_FAMILY}");
        return Err(Error::field(
            "family",
            "FAMILY_UNKNOWN",
            known,
            format!("the family is {PROGRAMME_FAMILY}"),
        ));
    }
    if !(2000..=2999).contains(&input.year) {
        return Err(Error::field(
            "year",
            "YEAR_INVALID",
            "应为四位年份",
            "write the year with four digits",
        ));
    }
    let tenant = caller.tenant.clone();
    api.database
        .write(&caller, &key, move |write| {
            let (tenant, input) = (tenant.clone(), input.clone());
            Box::pin(async move { set(write, &tenant, &input).await })
        })
        .await
}

async fn set(
    write: &mut Write,
    tenant: &str,
    input: &SetAppropriationRequest,
) -> Result<Programme, Error> {
    let amount = Fen(input.appropriation_fen);
    let programme = match programmes::lock(write, tenant, &input.family, input.year).await? {
        Some(programme) => {
            etag::check(&input.etag, programme.version)?;
            programmes::book(write, &programme, Entry::Appropriate(amount)).await?
        }
        None => {
            etag::check(&input.etag, 0)?;
            programmes::insert(write, tenant, &input.family, input.year, amount).await?
        }
    };
    write.audit(AuditEntry {
        action: "programme.appropriated",
        aggregate: "programme",
        aggregate_id: programme.id,
        version: programme.version,
        detail: serde_json::json!({ "year": programme.year, "appropriation_fen": amount.get() }),
    });
    Ok(convert_claim::programme(&programme))
}
