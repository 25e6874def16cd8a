//! One server for the run, one freshly prepared database per test, and callers to enter it.
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::future::BoxFuture;
use kezhuan_auth::{Caller, CallerKind, Role};
use kezhuan_database::{
    Database, DatabaseConfig, Error, OnConstraint, Prepared, RequestKey, Write, prepare,
};
use kezhuan_servers::Ephemeral;
use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection};
use tokio::sync::OnceCell;
use uuid::Uuid;

static SERVERS: OnceCell<Ephemeral> = OnceCell::const_new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

pub const COUNTY: &str = "440703";
pub const OTHER_COUNTY: &str = "440705";

/// What decisions here name; the migrations store both.
pub const PACKAGE: &[u8] = b"a package";
pub const SETTINGS: &[u8] = br#"{"rate_bp":100}"#;

/// A prepared database with the `thing` table.
pub struct World {
    pub database: Database,
    pub prepared: Prepared,
}

pub async fn admin_url() -> String {
    let servers = SERVERS
        .get_or_init(async || Ephemeral::start().await.expect("servers start"))
        .await;
    servers.postgres.admin_url()
}

/// A name no other test or earlier run uses.
pub fn fresh_name() -> &'static str {
    let number = DATABASES.fetch_add(1, Ordering::Relaxed);
    format!("t{}_{number}", std::process::id()).leak()
}

pub async fn world() -> World {
    world_with(|_| {}).await
}

pub async fn world_with(change: impl FnOnce(&mut DatabaseConfig)) -> World {
    let service = fresh_name();
    let prepared = prepare(
        &admin_url().await,
        service,
        sqlx::migrate!("./tests/it/migrations"),
    )
    .await
    .expect("the database can be prepared");
    let mut config = DatabaseConfig::new(&prepared.app_url, &prepared.relay_url);
    change(&mut config);
    let database = Database::connect_lazy(&config, service).expect("the urls are well formed");
    World { database, prepared }
}

impl World {
    /// A connection that sees everything, for the test's own eyes.
    pub async fn admin(&self) -> PgConnection {
        PgConnection::connect(&self.prepared.admin_url)
            .await
            .expect("the admin can connect")
    }

    pub async fn count(&self, table: &'static str) -> i64 {
        let count = format!("SELECT count(*) FROM {table}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(count))
            .fetch_one(&mut self.admin().await)
            .await
            .unwrap()
    }

    pub async fn labels(&self) -> BTreeSet<String> {
        let labels: Vec<String> = sqlx::query_scalar("SELECT label FROM thing")
            .fetch_all(&mut self.admin().await)
            .await
            .unwrap();
        labels.into_iter().collect()
    }
}

/// What a handler can answer in these tests.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("the label is taken")]
    LabelTaken,
    #[error("the test said no")]
    Told,
    #[error(transparent)]
    Database(#[from] Error),
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Refused::Database(error.into())
    }
}

impl From<Refused> for tonic::Status {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::LabelTaken => tonic::Status::already_exists("label taken"),
            Refused::Told => tonic::Status::failed_precondition("told"),
            Refused::Database(error) => error.into(),
        }
    }
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct AddThing {
    #[prost(string, tag = "1")]
    pub request_id: String,
    #[prost(string, tag = "2")]
    pub label: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Thing {
    #[prost(string, tag = "1")]
    pub id: String,
    #[prost(string, tag = "2")]
    pub label: String,
}

impl prost::Name for AddThing {
    const NAME: &'static str = "AddThing";
    const PACKAGE: &'static str = "kezhuan.test.v1";
}

impl prost::Name for Thing {
    const NAME: &'static str = "ThingAdded";
    const PACKAGE: &'static str = "kezhuan.test.v1";
}

impl kezhuan_protocol::Idempotent for AddThing {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

fn person(tenant: &str, organisation: &str, roles: &[Role]) -> Caller {
    Caller {
        kind: CallerKind::Person,
        subject: format!("someone@{organisation}"),
        organisation: organisation.to_owned(),
        tenant: tenant.to_owned(),
        roles: roles.iter().copied().collect(),
    }
}

pub fn registrar(tenant: &str) -> Caller {
    person(tenant, &format!("office:{tenant}"), &[Role::Registrar])
}

pub fn applicant(tenant: &str, organisation: &str) -> Caller {
    person(tenant, organisation, &[Role::Applicant])
}

pub fn city() -> Caller {
    person("440700", "office:440700", &[Role::CityStb])
}

pub fn key(caller: &Caller, id: Uuid, label: &str) -> RequestKey {
    let body = AddThing {
        request_id: id.to_string(),
        label: label.to_owned(),
    };
    RequestKey::of(caller, &body.request_id, &body).unwrap()
}

/// A body that adds a thing with all that goes with it.
pub fn adding(
    tenant: &str,
    label: &str,
) -> impl for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<Thing, Refused>> + Send + 'static {
    let (tenant, label) = (tenant.to_owned(), label.to_owned());
    move |write| {
        let (tenant, label) = (tenant.clone(), label.clone());
        Box::pin(async move { add(write, &tenant, &label).await })
    }
}

pub async fn add(write: &mut Write, tenant: &str, label: &str) -> Result<Thing, Refused> {
    let id = Uuid::now_v7();
    sqlx::query("INSERT INTO thing (id, tenant, label) VALUES ($1, $2, $3)")
        .bind(id)
        .bind(tenant)
        .bind(label)
        .execute(&mut **write)
        .await
        .on_constraint("thing_label_key", Refused::LabelTaken)?;
    let thing = Thing {
        id: id.to_string(),
        label: label.to_owned(),
    };
    write.audit(kezhuan_database::AuditEntry {
        action: "thing.added",
        aggregate: "thing",
        aggregate_id: id,
        version: 1,
        detail: serde_json::json!({ "label": label }),
    });
    write.publish("thing", id, 1, &thing);
    write.decide(decision(id, tenant));
    Ok(thing)
}

pub fn decision(case_id: Uuid, tenant: &str) -> kezhuan_database::DecisionRow {
    kezhuan_database::DecisionRow {
        id: Uuid::now_v7(),
        case_id,
        rule_tenant: tenant.to_owned(),
        hook: "tc.incentive".to_owned(),
        interface_version: "1.0.0".to_owned(),
        legal_date: chrono::NaiveDate::from_ymd_opt(2025, 6, 1).unwrap(),
        package_digest: Some(Sha256::digest(PACKAGE).to_vec()),
        settings_digest: Some(Sha256::digest(SETTINGS).to_vec()),
        input: br#"{"amount_fen":100}"#.to_vec(),
        outcome: br#"{"amount_fen":3}"#.to_vec(),
        outcome_kind: "ANSWERED".to_owned(),
        reasons: serde_json::json!([{ "code": "BASE" }]),
        fuel: 42,
    }
}
