//! What was paid: a fact once per programme family, level and tenant.
use kezhuan_database::{OnConstraint, Write};

use crate::domain::budget::FactKey;
use crate::domain::claim::{Claim, PROGRAMME_FAMILY};
use crate::domain::refused::Refused;
use crate::error::Error;

/// Records that `claim` is paid, or refuses where its fact was paid before.
pub async fn insert(write: &mut Write, claim: &Claim) -> Result<(), Error> {
    let key = FactKey::new(claim.contract.to_string(), PROGRAMME_FAMILY, &claim.tenant);
    sqlx::query(
        "INSERT INTO paid_fact (fact, family, level, tenant, claim_id) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&key.fact_id)
    .bind(&key.programme_family)
    .bind(key.level.as_str())
    .bind(&key.tenant)
    .bind(claim.id)
    .execute(&mut **write)
    .await
    .on_constraint(
        "paid_fact_pkey",
        Error::from(Refused::new(
            "PAID_BEFORE",
            "该合同已由该地区同类项目拨付过奖补,不得重复拨付",
            "this contract was paid by the same tenant's programme before; a fact is paid once",
        )),
    )?;
    Ok(())
}
