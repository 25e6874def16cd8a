//! The contract a paper is, by its filer's own number of it. The primary key decides who was first.
use kezhuan_database::Write;
use sqlx::types::Json;

use crate::domain::contract::Contract;
use crate::error::Error;

/// A paper as `keeper`, the filing organisation, numbers it.
#[derive(Debug, Clone, Copy)]
pub struct Paper<'a> {
    pub keeper: &'a str,
    pub number: &'a str,
}

/// Makes `contract` the case of a new paper; false where the paper is a case already.
pub async fn add(write: &mut Write, paper: Paper<'_>, contract: &Contract) -> Result<bool, Error> {
    let added = sqlx::query(
        "INSERT INTO contract_paper (keeper, number, contract_id, tenant) VALUES ($1, $2, $3, $4)
         ON CONFLICT (keeper, number) DO NOTHING",
    )
    .bind(paper.keeper)
    .bind(paper.number)
    .bind(contract.id)
    .bind(&contract.tenant)
    .execute(&mut **write)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// The case of a paper, which stays so until the transaction ends; `None` where the caller may not see it.
pub async fn lock(write: &mut Write, paper: Paper<'_>) -> Result<Option<Contract>, Error> {
    let body: Option<Json<Contract>> = sqlx::query_scalar(
        "SELECT contract.body FROM contract_paper JOIN contract ON contract.id = contract_paper.contract_id
          WHERE contract_paper.keeper = $1 AND contract_paper.number = $2 FOR UPDATE OF contract_paper",
    )
    .bind(paper.keeper)
    .bind(paper.number)
    .fetch_optional(&mut **write)
    .await?;
    Ok(body.map(|body| body.0))
}

/// Makes `contract` the case of a paper whose case before ended.
pub async fn hand_over(
    write: &mut Write,
    paper: Paper<'_>,
    contract: &Contract,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE contract_paper SET contract_id = $3, tenant = $4 WHERE keeper = $1 AND number = $2",
    )
    .bind(paper.keeper)
    .bind(paper.number)
    .bind(contract.id)
    .bind(&contract.tenant)
    .execute(&mut **write)
    .await?;
    Ok(())
}
