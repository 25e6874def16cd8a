//! What was acknowledged is there, whole and once.
use anyhow::ensure;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::system::load::Acknowledged;
use crate::system::seed::copy_id;

/// Each acknowledged registration has one state, version, decision, audit entry, event and stored answer.
pub async fn each_once(
    contracts: &mut PgConnection,
    acknowledged: &[Acknowledged],
) -> anyhow::Result<()> {
    let ids: Vec<Uuid> = acknowledged.iter().map(|done| done.contract).collect();
    let requests: Vec<Uuid> = acknowledged.iter().map(|done| done.request).collect();
    let whole: i64 = sqlx::query_scalar(
        "SELECT count(*)
           FROM unnest($1::uuid[], $2::uuid[]) AS done(id, request)
           JOIN contract ON contract.id = done.id AND contract.state = 'REGISTERED'
          WHERE 1 = (SELECT count(*) FROM contract_version WHERE contract_id = done.id)
            AND 1 = (SELECT count(*) FROM decision WHERE case_id = done.id AND outcome_kind = 'ANSWERED')
            AND 1 = (SELECT count(*) FROM audit WHERE aggregate_id = done.id AND request_id = done.request
                        AND version = contract.version)
            AND 1 = (SELECT count(*) FROM audit WHERE aggregate_id = done.id)
            AND 1 = (SELECT count(*) FROM outbox WHERE aggregate = 'contract' AND aggregate_id = done.id
                        AND sequence = contract.event_sequence)
            AND 1 = (SELECT count(*) FROM request WHERE request_id = done.request AND answer IS NOT NULL)",
    )
    .bind(&ids)
    .bind(&requests)
    .fetch_one(contracts)
    .await?;
    ensure!(
        whole == i64::try_from(acknowledged.len())?,
        "{whole} of {} acknowledged registrations are whole",
        ids.len()
    );
    Ok(())
}

/// pgbench did its part too: as many rows of each kind.
pub async fn all_registered(
    contracts: &mut PgConnection,
    first: i64,
    count: i64,
) -> anyhow::Result<()> {
    let ids: Vec<Uuid> = (first..first + count).map(copy_id).collect();
    let whole: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM unnest($1::uuid[]) AS done(id)
           JOIN contract ON contract.id = done.id AND contract.state = 'REGISTERED'
          WHERE 1 = (SELECT count(*) FROM contract_version WHERE contract_id = done.id)
            AND 1 = (SELECT count(*) FROM decision WHERE case_id = done.id)
            AND 1 = (SELECT count(*) FROM audit WHERE aggregate_id = done.id)
            AND 1 = (SELECT count(*) FROM outbox WHERE aggregate = 'contract' AND aggregate_id = done.id)",
    )
    .bind(&ids)
    .fetch_one(contracts)
    .await?;
    ensure!(whole == count, "pgbench registered {whole} of {count}");
    Ok(())
}
