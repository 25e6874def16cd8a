//! What the audit of a running suite finds: nothing, each altered row, and a log that was cut off.
use std::path::Path;
use std::time::{Duration, Instant};

use kezhuan::suite::SuiteFile;
use kezhuan_database::prepare::place;
use kezhuan_protocol::contracts::v1::Contract;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Executor};

use crate::program::{run, told};
use crate::proofs::done;

const SOON: Duration = Duration::from_secs(60);

async fn connected(data: &Path, database: &str) -> PgConnection {
    let server = SuiteFile::read(data).expect("a suite").database_url;
    let options: PgConnectOptions = server.parse().expect("an address");
    PgConnection::connect_with(&options.database(database))
        .await
        .expect("the database")
}

/// The audit is clean, and names one altered row of each kind.
pub async fn audited(data: &Path, contract: &Contract, decision: &str) {
    let mut owner = connected(data, "kezhuan_contracts").await;
    owner
        .execute("SET ROLE kezhuan_contracts_owner")
        .await
        .expect("the owner's role");
    let (_, contract_id) = contract.name.split_once('/').expect("a name");
    let entry: String = sqlx::query_scalar(
        "SELECT audit.id::text FROM audit JOIN leaf ON leaf.row_id = audit.id WHERE aggregate_id = $1::uuid LIMIT 1",
    )
    .bind(contract_id)
    .fetch_one(&mut owner)
    .await
    .expect("an audit entry");
    let sound = done(data, &["audit"]);
    for service in [
        "agriculture",
        "contracts",
        "events",
        "financing",
        "incubation",
        "rules",
        "scoreboard",
    ] {
        assert!(sound.contains(service), "{sound}");
    }
    assert!(
        sound.contains("outside the promise") && sound.contains("audit: findings=0"),
        "{sound}"
    );

    for (change, back, id, named) in [
        (
            "UPDATE decision SET fuel = fuel + 1 WHERE id = $1::uuid",
            "UPDATE decision SET fuel = fuel - 1 WHERE id = $1::uuid",
            decision,
            format!("decision {decision} (leaf "),
        ),
        (
            "UPDATE audit SET version = version + 1 WHERE id = $1::uuid",
            "UPDATE audit SET version = version - 1 WHERE id = $1::uuid",
            &entry,
            format!("audit entry {entry} (leaf "),
        ),
        (
            "UPDATE tree_head SET size = size + 1 WHERE number = 1 AND $1 <> ''",
            "UPDATE tree_head SET size = size - 1 WHERE number = 1 AND $1 <> ''",
            decision,
            "tree head 1 does not carry the key's signature".to_owned(),
        ),
        (
            "UPDATE leaf SET kind = 1 WHERE row_id = $1::uuid",
            "UPDATE leaf SET kind = 2 WHERE row_id = $1::uuid",
            decision,
            format!("{decision} (leaf "),
        ),
        (
            "UPDATE rule_package SET bytes = set_byte(bytes, 100, get_byte(bytes, 100) # 1)
              WHERE digest = (SELECT package_digest FROM decision WHERE id = $1::uuid)",
            "UPDATE rule_package SET bytes = set_byte(bytes, 100, get_byte(bytes, 100) # 1)
              WHERE digest = (SELECT package_digest FROM decision WHERE id = $1::uuid)",
            decision,
            "已被改动：以此摘要存放的内容另有摘要".to_owned(),
        ),
        (
            "UPDATE rule_entry SET settings = settings || '{\"altered\": 1}' WHERE (tenant, hook, package_digest) =
              (SELECT rule_tenant, hook, package_digest FROM decision WHERE id = $1::uuid)",
            "UPDATE rule_entry SET settings = settings - 'altered' WHERE (tenant, hook, package_digest) =
              (SELECT rule_tenant, hook, package_digest FROM decision WHERE id = $1::uuid)",
            decision,
            "were altered, or removed from beside others".to_owned(),
        ),
    ] {
        let altered = sqlx::query(change)
            .bind(id)
            .execute(&mut owner)
            .await
            .expect("altered");
        assert_eq!(altered.rows_affected(), 1, "{change}");
        let found = run(data, &["audit", "--service", "contracts"]);
        assert!(!found.status.success(), "{change}: {}", told(&found));
        assert!(told(&found).contains(&named), "{change}: {}", told(&found));
        assert!(!told(&found).contains("│ scoreboard"), "{}", told(&found));
        sqlx::query(back)
            .bind(id)
            .execute(&mut owner)
            .await
            .expect("put back");
    }
    // Removed rows can't be put back: last.
    sqlx::query("DELETE FROM audit WHERE id = $1::uuid")
        .bind(&entry)
        .execute(&mut owner)
        .await
        .expect("removed");
    let began = Instant::now();
    let found = run(data, &["audit", "--service", "contracts"]);
    assert!(
        told(&found).contains(&format!("{entry} (leaf ")) && told(&found).contains("was removed"),
        "{}",
        told(&found)
    );
    assert!(began.elapsed() < SOON);

    // The end of the log with its heads: nothing is wrong with what is left, but others keep a head of it.
    let mut keeper = connected(data, "kezhuan_scoreboard").await;
    let kept = "SELECT coalesce(max(number), 0) FROM kept_head WHERE service = 'contracts'";
    let mut newest = 0_i64;
    while newest == 0 {
        assert!(began.elapsed() < SOON, "no head was kept");
        newest = sqlx::query_scalar(kept)
            .fetch_one(&mut keeper)
            .await
            .expect("heads");
    }
    sqlx::query("UPDATE tree_head SET root = sha256('x') WHERE number = $1")
        .bind(newest)
        .execute(&mut owner)
        .await
        .expect("altered");
    let found = told(&run(data, &["audit", "--service", "contracts"]));
    let named = format!("tree head {newest}, which scoreboard keeps, is not in the log any more");
    assert!(found.contains(&named), "{found}");

    // The same by databases and a key alone, as it is done where no suite runs on this machine.
    let server = SuiteFile::read(data).expect("a suite").database_url;
    let url = |service| place(&server, service).expect("a place").admin_url;
    let key = data.join("contracts.pem");
    let key = key.to_str().expect("a path");
    done(data, &["seal-key", "contracts", "--out", key]);
    let (contracts, kept_in) = (
        url("contracts"),
        format!("scoreboard={}", url("scoreboard")),
    );
    let audit = [
        "audit",
        "--service",
        "contracts",
        "--database",
        &contracts,
        "--key",
        key,
    ];
    let found = told(&run(data, &audit));
    assert!(!found.contains("which scoreboard keeps"), "{found}");
    let found = told(&run(data, &[&audit[..], &["--kept-in", &kept_in]].concat()));
    assert!(found.contains(&named), "{found}");
}
