//! Who may see and act in a case: `case_party`, which row security reads.
use kezhuan_database::Write;

use crate::domain::contract::Contract;
use crate::error::Error;

/// The parties of a new case. The applicant's own row goes first, in a statement of its own: only
/// who is a party may name others.
pub async fn insert(write: &mut Write, contract: &Contract, applicant: &str) -> Result<(), Error> {
    let (own, others): (Vec<_>, Vec<_>) = contract
        .parties
        .iter()
        .partition(|party| party.organisation == applicant);
    for parties in [own, others] {
        if parties.is_empty() {
            continue;
        }
        let organisations: Vec<&str> = parties
            .iter()
            .map(|party| party.organisation.as_str())
            .collect();
        let capacities: Vec<&str> = parties
            .iter()
            .map(|party| party.capacity.as_str())
            .collect();
        add(write, contract, &organisations, &capacities).await?;
    }
    Ok(())
}

/// The parties of a case whose form changed.
pub async fn replace(write: &mut Write, contract: &Contract) -> Result<(), Error> {
    let organisations: Vec<&str> = contract
        .parties
        .iter()
        .map(|party| party.organisation.as_str())
        .collect();
    let capacities: Vec<&str> = contract
        .parties
        .iter()
        .map(|party| party.capacity.as_str())
        .collect();
    sqlx::query("DELETE FROM case_party WHERE case_id = $1")
        .bind(contract.id)
        .execute(&mut **write)
        .await?;
    add(write, contract, &organisations, &capacities).await
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
