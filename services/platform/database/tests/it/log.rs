use std::sync::Arc;
use std::time::Duration;

use kezhuan_database::seal::{
    self, Broken, Finding, HeadSigner, NamedKind, Receipt, Report, SealingKey,
};
use kezhuan_database::{Error, StoredDecision};
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::named::Shelf;
use crate::world::*;

pub fn sealing_key() -> SealingKey {
    SealingKey::from_bytes(&[9; 32])
}

fn signer() -> Arc<dyn HeadSigner> {
    Arc::new(sealing_key())
}

pub async fn report(world: &World) -> Report {
    seal::verify_log(&world.database, &sealing_key().verifying_key(), &Shelf)
        .await
        .unwrap()
}

type Expected = fn(&Finding) -> bool;

/// Twelve rows under three heads.
pub async fn sealed() -> World {
    let world = world().await;
    for head in 0..3 {
        for n in 0..2 {
            world
                .database
                .write_as(&registrar(COUNTY), adding(COUNTY, &format!("l{head}{n}")))
                .await
                .unwrap();
        }
        assert_eq!(seal::seal(&world.database, signer()).await.unwrap(), 4);
    }
    assert_eq!(
        seal::seal(&world.database, signer()).await.unwrap(),
        0,
        "nothing is sealed twice"
    );
    world
}

#[tokio::test]
async fn an_untouched_log_verifies() {
    let world = sealed().await;
    let report = report(&world).await;
    assert_eq!(report.findings, []);
    assert_eq!((report.leaves, report.heads), (12, 3));
    let stranger = SealingKey::from_bytes(&[8; 32]).verifying_key();
    let foreign = seal::verify_log(&world.database, &stranger, &Shelf)
        .await
        .unwrap();
    assert!(
        foreign
            .findings
            .contains(&Finding::HeadUnsigned { number: 1 })
    );
}

/// What somebody with the owner's rights may do, and what is found of it.
const TAMPERING: [(&str, Expected); 21] = [
    (
        "UPDATE audit SET actor = 'nobody' WHERE id = (SELECT row_id FROM leaf WHERE kind = 1 LIMIT 1)",
        |f| matches!(f, Finding::RowAltered { .. }),
    ),
    (
        "UPDATE decision SET outcome = 'x' WHERE id = (SELECT row_id FROM leaf WHERE kind = 2 LIMIT 1)",
        |f| matches!(f, Finding::RowAltered { .. }),
    ),
    (
        "UPDATE audit SET occurred_at = occurred_at + interval '1 microsecond' WHERE id = (SELECT row_id FROM leaf WHERE kind = 1 LIMIT 1)",
        |f| matches!(f, Finding::RowAltered { .. }),
    ),
    (
        "UPDATE decision SET settings_digest = '' WHERE id = (SELECT row_id FROM leaf WHERE kind = 2 LIMIT 1)",
        |f| matches!(f, Finding::RowAltered { .. }),
    ),
    (
        "DELETE FROM audit WHERE id = (SELECT row_id FROM leaf WHERE kind = 1 LIMIT 1)",
        |f| matches!(f, Finding::RowMissing { .. }),
    ),
    ("DELETE FROM leaf WHERE leaf_index = 5", |f| {
        matches!(f, Finding::LeafMissing { leaf_index: 5 })
    }),
    (
        "UPDATE leaf SET leaf_index = -1 WHERE leaf_index = 2; UPDATE leaf SET leaf_index = 2 WHERE leaf_index = 3; UPDATE leaf SET leaf_index = 3 WHERE leaf_index = -1",
        |f| matches!(f, Finding::HeadBroken { number: 1 }),
    ),
    (
        "WITH gone AS (DELETE FROM leaf WHERE leaf_index = 11 RETURNING row_id) DELETE FROM audit WHERE id IN (SELECT row_id FROM gone)",
        |f| matches!(f, Finding::HeadBroken { number: 3 }),
    ),
    (
        "UPDATE tree_head SET root = sha256('x') WHERE number = 2",
        |f| matches!(f, Finding::HeadUnsigned { number: 2 }),
    ),
    ("DELETE FROM tree_head WHERE number = 2", |f| {
        matches!(f, Finding::HeadMissing { number: 2 })
    }),
    (
        "UPDATE tree_head SET frontier = sha256('x') || frontier WHERE number = 3",
        |f| matches!(f, Finding::HeadBroken { number: 3 }),
    ),
    (
        "UPDATE decision SET digest = sha256('x') WHERE id = (SELECT row_id FROM leaf WHERE kind = 2 LIMIT 1)",
        |f| matches!(f, Finding::RowAltered { .. }),
    ),
    (
        "INSERT INTO log_node (level, place, hash) VALUES (8, 0, sha256('x'))",
        |f| matches!(f, Finding::NodeAltered { level: 8, place: 0 }),
    ),
    ("DELETE FROM tree_head WHERE number = 3", |f| {
        matches!(f, Finding::LeavesBeyondHead { leaves: 4 })
    }),
    (
        "INSERT INTO audit SELECT gen_random_uuid(), tenant, organisation, actor, action, aggregate, aggregate_id, 9, request_id, detail, legal_date, occurred_at - interval '1 hour', digest, txid FROM audit LIMIT 1",
        |f| matches!(f, Finding::RowUnsealed { .. }),
    ),
    (
        "UPDATE rule_file SET bytes = set_byte(bytes, 3, get_byte(bytes, 3) # 1)",
        |f| is_altered(f, NamedKind::Package),
    ),
    ("DELETE FROM rule_file", |f| {
        is_missing(f, NamedKind::Package)
    }),
    (
        "UPDATE rule_figures SET settings = '{\"rate_bp\":101}'",
        |f| is_altered(f, NamedKind::Settings),
    ),
    ("DELETE FROM rule_figures", |f| {
        is_missing(f, NamedKind::Settings)
    }),
    // The same settings of somebody else, or for another question, stand for nothing.
    ("UPDATE rule_figures SET hook = 'tc.split@1'", |f| {
        is_missing(f, NamedKind::Settings)
    }),
    ("UPDATE rule_figures SET tenant = '440705'", |f| {
        is_missing(f, NamedKind::Settings)
    }),
];

fn is_altered(finding: &Finding, of: NamedKind) -> bool {
    matches!(finding, Finding::NamedAltered { kind, .. } if *kind == of)
}

fn is_missing(finding: &Finding, of: NamedKind) -> bool {
    matches!(finding, Finding::NamedMissing { kind, .. } if *kind == of)
}

#[tokio::test]
async fn every_kind_of_tampering_is_found() {
    let world = sealed().await;
    for (tampering, expected) in TAMPERING {
        let name = fresh_name();
        let copy = copy_of(&world, name).await;
        copy.admin().await.execute(tampering).await.unwrap();
        let report = report(&copy).await;
        assert!(
            report.findings.iter().any(expected),
            "{tampering}\n{:?}",
            report.findings
        );
        copy.database.close().await;
    }
}

// Heads are signed for a service's name: the copy keeps it.
async fn copy_of(world: &World, name: &str) -> World {
    let mut admin = PgConnection::connect(&admin_url().await).await.unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    let _: Vec<bool> = sqlx::query_scalar(cut)
        .bind(&world.prepared.database)
        .fetch_all(&mut admin)
        .await
        .unwrap();
    let prepared = kezhuan_database::prepare::cloned(&admin_url().await, &world.prepared, name)
        .await
        .unwrap();
    let config = kezhuan_database::DatabaseConfig::new(&prepared.app_url, &prepared.relay_url);
    let database =
        kezhuan_database::Database::connect_lazy(&config, world.database.service()).unwrap();
    World { database, prepared }
}

async fn receipt(world: &World, row: Uuid) -> Result<Option<Receipt>, Error> {
    let service = world.database.service();
    let read = world
        .database
        .relay_read(async |connection| seal::receipt(connection, service, row).await);
    read.await
}

#[tokio::test]
async fn a_receipt_holds_offline_and_a_forged_one_does_not() {
    let world = sealed().await;
    let rows: Vec<Uuid> = sqlx::query_scalar("SELECT row_id FROM leaf")
        .fetch_all(&mut world.admin().await)
        .await
        .unwrap();
    let key = sealing_key().verifying_key();
    let stranger = SealingKey::from_bytes(&[8; 32]).verifying_key();
    for row in rows {
        let receipt = receipt(&world, row).await.unwrap().expect("sealed");
        assert_eq!(receipt.check(&key), Ok(()));
        let forged = |change: fn(&mut Receipt)| {
            let mut forged = receipt.clone();
            change(&mut forged);
            forged.check(&key).unwrap_err()
        };
        assert_eq!(forged(|it| it.digest[0] ^= 1), Broken::Proof(3));
        assert_eq!(
            forged(|it| it.leaf_index = (it.leaf_index + 1) % 12),
            Broken::Proof(3)
        );
        assert_eq!(forged(|it| it.proof[0] ^= 1), Broken::Proof(3));
        assert_eq!(forged(|it| it.head.size += 1), Broken::Signature(3));
        assert_eq!(forged(|it| it.head.root[0] ^= 1), Broken::Signature(3));
        assert_eq!(forged(|it| it.service.push('x')), Broken::Signature(3));
        assert!(matches!(
            receipt.check(&stranger),
            Err(Broken::OtherKey { .. })
        ));
    }
    assert_eq!(receipt(&world, Uuid::now_v7()).await.unwrap(), None);
}

#[tokio::test]
async fn a_receipts_digest_can_be_worked_out_from_the_row() {
    let world = sealed().await;
    let stored: Vec<StoredDecision> = sqlx::query_as(
        "SELECT id, case_id, tenant, rule_tenant, hook, interface_version, legal_date, package_digest,
                settings_digest, input, outcome, outcome_kind, reasons::text AS reasons, fuel, created_at FROM decision",
    )
    .fetch_all(&mut world.admin().await)
    .await
    .unwrap();
    assert_eq!(stored.len(), 6);
    for row in stored {
        let receipt = receipt(&world, row.id).await.unwrap().expect("sealed");
        assert_eq!(receipt.digest, row.digest());
        let other = StoredDecision {
            fuel: row.fuel + 1,
            ..row
        };
        assert_ne!(receipt.digest, other.digest());
    }
}

/// More leaves than a node of the second kept level covers.
const MANY: i64 = 70_000;

/// Rows of leaf and log_node that this connection has read.
async fn rows_read(connection: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint
           FROM pg_stat_xact_user_tables WHERE relname IN ('leaf', 'log_node')",
    )
    .fetch_one(connection)
    .await
    .unwrap()
}

/// How many of them a receipt reads, and the receipt.
async fn counted(world: &World, row: Uuid) -> (i64, Receipt) {
    let service = world.database.service();
    let read = world.database.relay_read(async |connection| {
        let before = rows_read(&mut *connection).await;
        let receipt = seal::receipt(&mut *connection, service, row).await?;
        let read = rows_read(connection).await - before;
        Ok::<_, Error>((read, receipt.expect("sealed")))
    });
    read.await.unwrap()
}

async fn nodes(world: &World) -> Vec<(i16, i64, Vec<u8>)> {
    sqlx::query_as("SELECT level, place, hash FROM log_node ORDER BY level, place")
        .fetch_all(&mut world.admin().await)
        .await
        .unwrap()
}

pub async fn seal_all(world: &World) {
    while seal::seal(&world.database, signer()).await.unwrap() > 0 {}
}

#[tokio::test]
async fn a_receipt_of_a_long_log_reads_some_hundred_rows() {
    let world = world().await;
    let mut admin = world.admin().await;
    for first in (1..MANY).step_by(10_000) {
        sqlx::query(
            "INSERT INTO audit (id, tenant, organisation, actor, action, aggregate, aggregate_id, version, detail,
                                legal_date, occurred_at, digest)
             SELECT lpad(to_hex(n), 32, '0')::uuid, '440703', 'o', 'a', 'thing.added', 'thing', gen_random_uuid(), 1,
                    '{}', '2025-01-01', now(), sha256(int8send(n)) FROM generate_series($1, $1 + 9999) AS n",
        )
        .bind(first)
        .execute(&mut admin)
        .await
        .unwrap();
    }
    seal_all(&world).await;
    let kept = nodes(&world).await;
    assert_eq!(kept.len(), 273 + 1, "every 256 and every 65,536 leaves");

    let key = sealing_key().verifying_key();
    let rows = [1, 2, 255, 256, 257, 40_000, 65_536, 65_537, MANY - 1, MANY];
    let rows = rows.map(|n| Uuid::from_u128(u128::try_from(n).unwrap()));
    for row in rows {
        let (read, receipt) = counted(&world, row).await;
        assert_eq!(receipt.check(&key), Ok(()), "{row}");
        assert!(read < 2_000, "{read} rows are read for {row}");
    }

    // A log from before the nodes were kept: right at once, and quick again after some batches.
    admin.execute("DELETE FROM log_node").await.unwrap();
    let (_, computed) = counted(&world, rows[5]).await;
    assert_eq!(computed.check(&key), Ok(()));
    for _ in 0..6 {
        seal::seal(&world.database, signer()).await.unwrap();
    }
    assert_eq!(nodes(&world).await, kept);

    // A node that was altered makes no receipt, and says so.
    admin
        .execute("UPDATE log_node SET hash = sha256('x') WHERE level = 8 AND place = 1")
        .await
        .unwrap();
    let refused = receipt(&world, rows[0]).await;
    assert!(matches!(refused, Err(Error::LogBroken(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sealers_side_by_side_seal_every_row_once_within_a_second() {
    let world = world().await;
    let shutdown = kezhuan_runtime::Shutdown::new();
    let sealers: Vec<_> = (0..3)
        .map(|_| {
            kezhuan_runtime::spawn(
                "sealer",
                seal::run(world.database.clone(), signer(), shutdown.clone()),
            )
        })
        .collect();
    let caller = registrar(COUNTY);
    for n in 0..50 {
        world
            .database
            .write_as(&caller, adding(COUNTY, &format!("l{n}")))
            .await
            .unwrap();
    }
    let written = tokio::time::Instant::now();
    while seal::backlog(&world.database).await.unwrap().0 > 0 {
        assert!(written.elapsed() < Duration::from_secs(5), "sealing lags");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    shutdown.trigger();
    for sealer in sealers {
        sealer.await.unwrap().unwrap();
    }
    let report = report(&world).await;
    assert_eq!(report.findings, []);
    assert_eq!(report.leaves, 100);
}

#[tokio::test]
async fn the_newest_head_is_told_once_and_kept_elsewhere_it_shows_what_was_cut_off() {
    use kezhuan_protocol::seal::v1::TreeHeadSealed;
    use prost::Message as _;
    let world = sealed().await;
    assert!(seal::announce(&world.database).await.unwrap());
    assert!(!seal::announce(&world.database).await.unwrap(), "no news");
    let write = adding(COUNTY, "more");
    world
        .database
        .write_as(&registrar(COUNTY), write)
        .await
        .unwrap();
    seal_all(&world).await;
    assert!(seal::announce(&world.database).await.unwrap());
    let events: Vec<(i64, Vec<u8>)> = sqlx::query_as(
        "SELECT sequence, payload FROM outbox WHERE aggregate = 'tree_head' ORDER BY sequence",
    )
    .fetch_all(&mut world.admin().await)
    .await
    .unwrap();
    let events = events.iter().map(|(sequence, payload)| {
        (
            *sequence,
            TreeHeadSealed::decode(payload.as_slice()).unwrap(),
        )
    });
    let events: Vec<_> = events.collect();
    let numbers = events
        .iter()
        .map(|(sequence, event)| (*sequence, event.tree_head.as_ref().unwrap().number));
    assert_eq!(numbers.collect::<Vec<_>>(), [(1, 3), (2, 4)]);

    // Another service keeps them, each once.
    let keeper = crate::world::world().await;
    for (_, event) in events.iter().chain(&events) {
        let event = event.clone();
        let caller = kezhuan_auth::Caller::service("keeper", "-");
        let kept = keeper.database.write_as(&caller, move |write| {
            let event = event.clone();
            Box::pin(async move { Ok::<_, Error>(seal::keep_head(write, &event).await?) })
        });
        assert!(kept.await.unwrap());
    }
    let service = world.database.service();
    let kept = seal::kept_heads(&keeper.database, service).await.unwrap();
    assert_eq!(
        kept.iter().map(|head| head.number).collect::<Vec<_>>(),
        [3, 4]
    );
    assert!(
        kept.iter()
            .all(|head| head.is_signed_by(service, &sealing_key().verifying_key()))
    );
    let forgotten = async || seal::forgotten(&world.database, &kept).await.unwrap();
    assert!(forgotten().await.is_empty());

    // Cut off to the end, the log looks whole; only the keeper knows better.
    let mut admin = world.admin().await;
    for cut in [
        "WITH gone AS (DELETE FROM leaf WHERE leaf_index >= 12 RETURNING row_id), rows AS
             (DELETE FROM audit WHERE id IN (SELECT row_id FROM gone))
         DELETE FROM decision WHERE id IN (SELECT row_id FROM gone)",
        "DELETE FROM tree_head WHERE number = 4",
    ] {
        admin.execute(cut).await.unwrap();
    }
    assert_eq!(report(&world).await.findings, []);
    assert_eq!(forgotten().await, [4]);
}

#[test]
fn a_sealing_key_is_made_once_and_kept_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seal.pem");
    let made = SealingKey::create_or_load(&file).unwrap();
    let found = SealingKey::create_or_load(&file).unwrap();
    assert_eq!(made.verifying_key(), found.verifying_key());
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
}
