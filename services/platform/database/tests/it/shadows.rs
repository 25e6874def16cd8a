//! Shadows: what is asked next, and a ledger that has each decision once.
use std::sync::Arc;
use std::time::{Duration, Instant};

use kezhuan_auth::Caller;
use kezhuan_database::seal::{self, HeadSigner, SealingKey};
use kezhuan_database::shadow::{self, Adopted, Asked, LedgerRow, ShadowRow};
use kezhuan_database::{Alone, DecisionRow, Error, Write};
use uuid::Uuid;

use crate::world::*;

const HOOK: &str = "tc.incentive";

fn told(running: bool, version: i64) -> Adopted {
    Adopted {
        id: Uuid::from_u128(1),
        tenant: COUNTY.to_owned(),
        hook: HOOK.to_owned(),
        package_digest: vec![7; 32],
        settings: serde_json::json!({}),
        running,
        version,
        since: "2025-03-03".parse().unwrap(),
    }
}

fn service(world: &World, tenant: &str) -> Caller {
    Caller::service(world.database.service(), tenant)
}

async fn adopt(world: &World, by: &Caller, told: Adopted) -> Result<bool, Error> {
    let told = Arc::new(told);
    let write = world.database.write_as(by, move |write: &mut Write| {
        let told = told.clone();
        Box::pin(async move { Ok::<_, Error>(shadow::adopt(write, &told).await?) })
    });
    write.await
}

/// Decisions of a tenant's rule, and of the cases of its own office.
async fn decided(world: &World, tenant: &str, decisions: Vec<DecisionRow>) {
    let office = registrar(tenant);
    let write = world.database.write_as(&office, move |write: &mut Write| {
        let decisions = decisions.clone();
        Box::pin(async move {
            decisions
                .into_iter()
                .for_each(|decision| write.decide(decision));
            Ok::<_, Error>(())
        })
    });
    write.await.unwrap();
}

fn several(count: usize, tenant: &str, hook: &str) -> Vec<DecisionRow> {
    let one = || DecisionRow {
        hook: hook.to_owned(),
        ..decision(Uuid::now_v7(), tenant)
    };
    (0..count).map(|_| one()).collect()
}

async fn sealed(world: &World) {
    let signer: Arc<dyn HeadSigner> = Arc::new(SealingKey::from_bytes(&[9; 32]));
    while seal::seal(&world.database, signer.clone()).await.unwrap() > 0 {}
}

async fn running(world: &World) -> Vec<ShadowRow> {
    let reader = service(world, "");
    let read = world.database.read(&reader, async |connection| {
        Ok::<_, Error>(shadow::running(connection).await?)
    });
    read.await.unwrap()
}

async fn asked(world: &World, shadow: &ShadowRow) -> Asked {
    let reader = service(world, "");
    let read = world.database.read(&reader, async |connection| {
        Ok::<_, Error>(shadow::asked(connection, shadow).await?)
    });
    read.await.unwrap()
}

fn lines(asked: &Asked) -> Vec<LedgerRow> {
    let line = |(leaf_index, past): &(i64, kezhuan_database::PastDecision)| LedgerRow {
        decision_id: past.id,
        leaf_index: *leaf_index,
        case_id: past.case_id,
        tenant: String::from_utf8(past.tenant.to_vec()).unwrap(),
        legal_date: past.legal_date,
        verdict: "CHANGED".to_owned(),
        before_answered: true,
        before_ok: true,
        before_fen: 3,
        before_reasons: vec!["BASE".to_owned(), "又\"一".to_owned()],
        after_answered: false,
        after_ok: false,
        after_fen: i64::MIN,
        after_reasons: vec![],
        outdone: false,
    };
    asked.decisions.iter().map(line).collect()
}

async fn record(
    world: &World,
    by: &Caller,
    shadow: &ShadowRow,
    asked: &Asked,
) -> Result<bool, Error> {
    let kept = Arc::new((shadow.clone(), asked.next_leaf, lines(asked)));
    let write = world.database.write_as(by, move |write: &mut Write| {
        let kept = kept.clone();
        Box::pin(async move {
            let (shadow, next_leaf, rows) = &*kept;
            Ok::<_, Error>(shadow::record(write, shadow, *next_leaf, rows).await?)
        })
    });
    write.await
}

async fn entries(world: &World, by: &Caller) -> Vec<LedgerRow> {
    let span = (0, i64::MAX);
    let read = world.database.read(by, async |connection| {
        Ok::<_, Error>(shadow::entries(connection, told(true, 1).id, span, 10_000).await?)
    });
    read.await.unwrap()
}

/// Follows the log to its end as a worker does; answers how many batches it took.
async fn followed(world: &World) -> usize {
    let mut batches = 0;
    loop {
        let shadow = running(world).await.remove(0);
        let asked = asked(world, &shadow).await;
        if asked.next_leaf == shadow.next_leaf {
            return batches;
        }
        let service = service(world, COUNTY);
        assert!(record(world, &service, &shadow, &asked).await.unwrap());
        // Whoever asked the same meanwhile, or comes again after a crash, writes nothing.
        assert!(!record(world, &service, &shadow, &asked).await.unwrap());
        batches += 1;
    }
}

#[tokio::test]
async fn each_decision_of_the_rule_stands_in_the_ledger_once_and_in_the_logs_order() {
    let world = world().await;
    decided(&world, COUNTY, several(3, COUNTY, HOOK)).await;
    sealed(&world).await;
    assert!(
        adopt(&world, &service(&world, COUNTY), told(true, 1))
            .await
            .unwrap()
    );
    assert_eq!(running(&world).await[0].first_leaf, 3);

    let mut expected = Vec::new();
    for _ in 0..7 {
        let own = several(100, COUNTY, HOOK);
        expected.extend(own.iter().map(|decision| decision.id));
        decided(&world, COUNTY, own).await;
        decided(&world, COUNTY, several(2, COUNTY, "tc.sla")).await;
        decided(&world, OTHER_COUNTY, several(2, OTHER_COUNTY, HOOK)).await;
        // Another county's case may ask this county's rule.
        let abroad = several(1, COUNTY, HOOK);
        expected.extend(abroad.iter().map(|decision| decision.id));
        decided(&world, OTHER_COUNTY, abroad).await;
        sealed(&world).await;
    }
    assert!(followed(&world).await >= 2, "it is not read at once");
    let ledger = entries(&world, &service(&world, COUNTY)).await;
    let mut found: Vec<Uuid> = ledger.iter().map(|line| line.decision_id).collect();
    assert!(ledger.is_sorted_by_key(|line| line.leaf_index));
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(ledger[0].before_reasons, ["BASE", "又\"一"]);
    assert_eq!(ledger[0].after_fen, i64::MIN);
    assert!(ledger[0].after_reasons.is_empty());

    // Who sees a decision sees its line.
    assert_eq!(entries(&world, &registrar(OTHER_COUNTY)).await.len(), 7);
    assert_eq!(entries(&world, &registrar(COUNTY)).await.len(), 700);
    assert_eq!(entries(&world, &city()).await.len(), 707);
    assert!(entries(&world, &applicant("", "nobody")).await.is_empty());
}

#[tokio::test]
async fn large_decisions_are_read_few_at_a_time_and_none_is_left_out() {
    let world = world().await;
    assert!(
        adopt(&world, &service(&world, COUNTY), told(true, 1))
            .await
            .unwrap()
    );
    let large = several(9, COUNTY, HOOK)
        .into_iter()
        .map(|decision| DecisionRow {
            input: vec![b'1'; 400_000],
            ..decision
        });
    decided(&world, COUNTY, large.collect()).await;
    sealed(&world).await;
    assert_eq!(followed(&world).await, 3);
    assert_eq!(entries(&world, &city()).await.len(), 9);
}

#[tokio::test]
async fn what_ended_takes_nothing_more_and_older_news_do_not_start_it_again() {
    let world = world().await;
    let own = service(&world, COUNTY);
    assert!(adopt(&world, &own, told(true, 1)).await.unwrap());
    assert!(!adopt(&world, &own, told(true, 1)).await.unwrap());
    decided(&world, COUNTY, several(2, COUNTY, HOOK)).await;
    sealed(&world).await;
    // Answered, and not written down yet when the end comes.
    let shadow = running(&world).await.remove(0);
    let under_way = asked(&world, &shadow).await;
    assert_eq!(under_way.decisions.len(), 2);
    assert!(adopt(&world, &own, told(false, 2)).await.unwrap());
    assert!(!record(&world, &own, &shadow, &under_way).await.unwrap());
    assert!(!adopt(&world, &own, told(true, 1)).await.unwrap());
    assert!(running(&world).await.is_empty() && entries(&world, &city()).await.is_empty());

    let late = |running, version| Adopted {
        id: Uuid::from_u128(2),
        ..told(running, version)
    };
    assert!(adopt(&world, &own, late(false, 2)).await.unwrap());
    assert!(!adopt(&world, &own, late(true, 1)).await.unwrap());
    assert!(running(&world).await.is_empty());
}

/// Row security says the same a second time.
#[tokio::test]
async fn services_alone_keep_shadows_and_only_their_own_tenant_sees_them() {
    let world = world().await;
    assert!(
        adopt(&world, &registrar(COUNTY), told(true, 1))
            .await
            .is_err()
    );
    let foreign = service(&world, OTHER_COUNTY);
    assert!(adopt(&world, &foreign, told(true, 1)).await.is_err());
    let own = service(&world, COUNTY);
    assert!(adopt(&world, &own, told(true, 1)).await.unwrap());
    decided(&world, COUNTY, several(1, COUNTY, HOOK)).await;
    sealed(&world).await;
    let shadow = running(&world).await.remove(0);
    let next = asked(&world, &shadow).await;
    assert!(
        !record(&world, &registrar(COUNTY), &shadow, &next)
            .await
            .unwrap()
    );
    for (by, sees) in [
        (registrar(COUNTY), true),
        (city(), true),
        (registrar(OTHER_COUNTY), false),
        (applicant("", "nobody"), false),
    ] {
        let read = world.database.read(&by, async |connection| {
            Ok::<_, Error>(shadow::find(connection, told(true, 1).id).await?)
        });
        assert_eq!(read.await.unwrap().is_some(), sees, "{by:?}");
    }
}

#[tokio::test]
async fn one_process_has_a_right_until_its_connection_ends() {
    let world = world().await;
    let mut first = Alone::new(&world.database, "test");
    let mut second = Alone::new(&world.database, "test");
    let mut other = Alone::new(&world.database, "another");
    assert!(first.is_mine().await.unwrap() && first.is_mine().await.unwrap());
    assert!(!second.is_mine().await.unwrap() && other.is_mine().await.unwrap());
    drop(first);
    let since = Instant::now();
    while !second.is_mine().await.unwrap() {
        assert!(
            since.elapsed() < Duration::from_secs(10),
            "it is never free"
        );
    }
    let mut admin = world.admin().await;
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks
          WHERE locktype = 'advisory' AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    )
    .execute(&mut admin)
    .await
    .unwrap();
    // Whoever lost it is told, one way or the other, and may take it again.
    while !matches!(second.is_mine().await, Ok(true)) {
        assert!(
            since.elapsed() < Duration::from_secs(20),
            "it never comes back"
        );
    }
}
