//! Who may see and act in a case: `case_party`, which row security reads.
use kezhuan_database::Write;

use crate::domain::contract::Contract;
use crate::error::Error;

/// Whose application a case is: named first, and named for as long as the case is there.
const APPLICANT: &str = "APPLICANT";

/// The parties of a new case. The applicant's own row goes first, in a statement of its own: only
/// the applicant may name others.
pub async fn insert(write: &mut Write, contract: &Contract, applicant: &str) -> Result<(), Error> {
    if !applicant.is_empty() {
        add(write, contract, &[applicant], &[APPLICANT]).await?;
    }
    let (organisations, capacities) = columns(contract);
    add(write, contract, &organisations, &capacities).await
}

/// The parties of a case whose form changed.
pub async fn replace(write: &mut Write, contract: &Contract) -> Result<(), Error> {
    let (organisations, capacities) = columns(contract);
    let allowed: bool = sqlx::query_scalar("SELECT replace_parties($1, $2, $3)")
        .bind(contract.id)
        .bind(organisations)
        .bind(capacities)
        .fetch_one(&mut **write)
        .await?;
    match allowed {
        true => Ok(()),
        false => Err(anyhow::anyhow!("the caller may not change this case's parties").into()),
    }
}

fn columns(contract: &Contract) -> (Vec<&str>, Vec<&str>) {
    let parties = contract.parties.iter();
    parties
        .map(|party| (party.organisation.as_str(), party.capacity.as_str()))
        .unzip()
}

async fn add(
    write: &mut Write,
    contract: &Contract,
    organisations: &[&str],
    capacities: &[&str],
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO case_party (case_id, organisation, capacity, tenant)
         SELECT $1, organisation, capacity, $2 FROM unnest($3::text[], $4::text[]) AS party(organisation, capacity)",
    )
    .bind(contract.id)
    .bind(&contract.tenant)
    .bind(organisations)
    .bind(capacities)
    .execute(&mut **write)
    .await?;
    Ok(())
}
