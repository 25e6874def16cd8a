//! Many contracts like one that was brought so far over the public interface: rows copied, with ids
//! that can be computed from a number on either side.
use std::ops::Range;

use indicatif::ProgressBar;
use sqlx::PgConnection;
use uuid::Uuid;

/// Copied in one statement.
const CHUNK: i64 = 5_000;

/// The id of the copy with this number; `registration.sql` computes the same.
pub fn copy_id(number: i64) -> Uuid {
    // A version 7 id of a distant day: in order, as ids given by the service are.
    Uuid::from_u128(
        (0x0b00_0000_0000_7000_8000_0000_0000_0000_u128) | u128::from(number.unsigned_abs()),
    )
}

/// Copies a contract with its parties and documents.
pub async fn copies(
    contracts: &mut PgConnection,
    template: Uuid,
    numbers: Range<i64>,
) -> anyhow::Result<()> {
    let progress = ProgressBar::new(numbers.end.saturating_sub(numbers.start).unsigned_abs());
    progress.set_prefix("contracts to register");
    for first in numbers.clone().step_by(CHUNK as usize) {
        let numbers: Vec<i64> = (first..numbers.end.min(first + CHUNK)).collect();
        let ids: Vec<Uuid> = numbers.iter().map(|number| copy_id(*number)).collect();
        copy(contracts, template, &numbers, &ids).await?;
        progress.inc(numbers.len() as u64);
    }
    progress.finish_and_clear();
    // As if they had come one by one: no leftovers of the copying, and a planner that knows them.
    for table in ["contract", "case_party", "attachment"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("VACUUM ANALYZE {table}")))
            .execute(&mut *contracts)
            .await?;
    }
    sqlx::query("CHECKPOINT").execute(contracts).await?;
    Ok(())
}

async fn copy(
    contracts: &mut PgConnection,
    template: Uuid,
    numbers: &[i64],
    ids: &[Uuid],
) -> anyhow::Result<()> {
    for statement in [
        "INSERT INTO contract (id, tenant, number, version, event_sequence, state, kind, total_amount_fen,
                technical_amount_fen, registered_on, due_on, lapses_on, certificate_number, search, body,
                create_time, update_time, fingerprint)
         SELECT new.id, tenant, contract.number || '-' || new.number, version, event_sequence, state, kind,
                total_amount_fen, technical_amount_fen, registered_on, due_on, lapses_on, certificate_number, search,
                jsonb_set(body || jsonb_build_object('id', new.id, 'number', contract.number || '-' || new.number),
                          '{form,project_name}', to_jsonb(body->'form'->>'project_name' || new.number)),
                create_time, update_time, encode(sha256(convert_to(fingerprint || new.number, 'UTF8')), 'hex')
           FROM contract, unnest($2::uuid[], $3::bigint[]) AS new(id, number) WHERE contract.id = $1",
        "INSERT INTO case_party (case_id, organisation, capacity, tenant)
         SELECT new.id, organisation, capacity, tenant
           FROM case_party, unnest($2::uuid[], $3::bigint[]) AS new(id, number) WHERE case_id = $1",
        "INSERT INTO attachment (id, contract_id, tenant, material, file_name, media_type, size_bytes, sha256, create_time)
         SELECT gen_random_uuid(), new.id, tenant, material, file_name, media_type, size_bytes, sha256, create_time
           FROM attachment, unnest($2::uuid[], $3::bigint[]) AS new(id, number) WHERE contract_id = $1",
    ] {
        sqlx::query(statement).bind(template).bind(ids).bind(numbers).execute(&mut *contracts).await?;
    }
    Ok(())
}
