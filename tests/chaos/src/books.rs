//! What the contracts database holds, read past the suite by its administrator.
use anyhow::Context;
use kezhuan_database::prepare::Passwords;
use kezhuan_database::seal::{Report, SealingKey, verify_log};
use kezhuan_database::{Database, DatabaseConfig};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

use crate::check::Stored;
use crate::suite::Place;

const SERVICE: &str = "contracts";
const DATABASE: &str = "kezhuan_contracts";

/// The contracts with their traces in the audit log and the outbox.
pub struct Books {
    pub contracts: Vec<Stored>,
}

type Row = (
    String,
    String,
    String,
    i64,
    i64,
    i64,
    Vec<i64>,
    Vec<i64>,
    Vec<String>,
);

impl Books {
    /// Reads them in one snapshot.
    pub async fn read(place: &Place) -> anyhow::Result<Books> {
        let mut connection = connect(place).await?;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT 'contracts/' || contract.id, contract.body->'form'->>'project_name', contract.state,
                    contract.version, contract.event_sequence, contract.total_amount_fen,
                    ARRAY(SELECT audit.version FROM audit WHERE audit.aggregate = 'contract'
                             AND audit.aggregate_id = contract.id AND audit.version > 0 ORDER BY audit.version),
                    ARRAY(SELECT outbox.sequence FROM outbox WHERE outbox.aggregate_id = contract.id
                           ORDER BY outbox.sequence),
                    ARRAY(SELECT split_part(decision.hook, '@', 1) || ' ' || decision.outcome_kind FROM decision
                           WHERE decision.case_id = contract.id ORDER BY 1)
               FROM contract",
        )
        .fetch_all(&mut connection)
        .await?;
        connection.close().await?;
        let stored = |(
            contract,
            case,
            state,
            version,
            event_sequence,
            total_amount_fen,
            versions,
            events,
            decisions,
        ): Row| Stored {
            contract,
            case,
            state,
            version,
            event_sequence,
            total_amount_fen,
            audited_versions: versions,
            event_sequences: events,
            decisions,
        };
        Ok(Books {
            contracts: rows.into_iter().map(stored).collect(),
        })
    }
}

/// When the stream that the suite publishes into was made, by the suite's own account.
pub async fn stream_created(place: &Place) -> anyhow::Result<Option<String>> {
    let mut connection = connect(place).await?;
    let created = sqlx::query_scalar("SELECT created_at::text FROM stream_state")
        .fetch_optional(&mut connection)
        .await?;
    connection.close().await?;
    Ok(created)
}

/// Recomputes the contracts service's log and checks every signed head.
pub async fn verified_log(place: &Place) -> anyhow::Result<Report> {
    let passwords = Passwords::derived(&place.database_url, SERVICE)?;
    let server = place
        .database_url
        .rsplit_once('@')
        .context("a database url names its server")?
        .1;
    let server = server.split('/').next().unwrap_or_default();
    let url = |role: &str, password: Option<String>| {
        format!(
            "postgres://kezhuan_{SERVICE}_{role}:{}@{server}/{DATABASE}",
            password.unwrap_or_default()
        )
    };
    let config = DatabaseConfig::new(url("app", passwords.app), url("relay", passwords.relay));
    let database = Database::connect_lazy(&config, SERVICE)?;
    let key = SealingKey::create_or_load(&place.keys.join("contracts-seal.pem"))?;
    let rules = &kezhuan_contracts::KeptRules;
    let report = verify_log(&database, &key.verifying_key(), rules).await;
    database.close().await;
    Ok(report?)
}

async fn connect(place: &Place) -> anyhow::Result<PgConnection> {
    let options: PgConnectOptions = place.database_url.parse()?;
    PgConnection::connect_with(&options.database(DATABASE))
        .await
        .context("the contracts database can't be reached")
}
