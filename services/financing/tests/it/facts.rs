//! What contracts tells becomes facts about enterprises: each with its source and time, whatever comes twice.
use std::sync::Arc;

use async_nats::{ConnectOptions, ServerAddr, jetstream};
use kezhuan_auth::Caller;
use kezhuan_bus::{Bus, BusConfig, relay};
use kezhuan_database::restored::{Loss, Reach, set_back};
use kezhuan_database::{Database, Error, Write};
use kezhuan_protocol::contracts::v1::{
    ContractAmended, ContractDeregistered, ContractRegistered, RegisteredVersion,
};
use kezhuan_protocol::financing::v1::{
    self as own, GetDataCardRequest, GiveConsentRequest, RecordFactRequest,
};
use kezhuan_protocol::incubation::v1::{
    TenancyApplied, TenancyMoved, TenantAdmitted, TenantExited,
};
use kezhuan_runtime::Shutdown;
use kezhuan_testkit::{TestDatabase, settled};
use prost::{Message, Name};
use serde_json::Value;
use sqlx::migrate::Migrator;
use uuid::Uuid;

use crate::bank_line::eligible;
use crate::world::{SOON, World, applicant, banker, call, id, service};

const TENANT: &str = "440703";

/// A service as far as others hear it.
struct Source {
    service: &'static str,
    database: Database,
    bus: BusConfig,
    shutdown: Shutdown,
    kept: TestDatabase,
}

impl Source {
    async fn beside(world: &World) -> Source {
        Source::of(world, "contracts").await
    }

    async fn of(world: &World, service: &'static str) -> Source {
        let kept = TestDatabase::for_service(service, Migrator::DEFAULT)
            .await
            .unwrap();
        let database = kept.open_with(world.clock.clone()).unwrap();
        let (bus, shutdown) = (world.config.bus.clone(), Shutdown::new());
        let publishing = relay(
            Bus::connect(&bus).await.unwrap(),
            database.clone(),
            service,
            shutdown.clone(),
        );
        kezhuan_runtime::spawn("a service's relay", publishing);
        Source {
            service,
            database,
            bus,
            shutdown,
            kept,
        }
    }

    async fn announce<E>(&self, case: Uuid, sequence: i64, event: E)
    where
        E: Message + Name + 'static,
    {
        let event = Arc::new(event);
        let aggregate = match self.service {
            "incubation" => "tenancy",
            _ => "contract",
        };
        self.database
            .write_as(
                &Caller::service(self.service, TENANT),
                move |write: &mut Write| {
                    let event = event.clone();
                    Box::pin(async move {
                        write.publish(aggregate, case, sequence, &*event);
                        Ok::<(), Error>(())
                    })
                },
            )
            .await
            .unwrap();
    }

    /// Delivers the first stored event again, under an id the server does not know as a repeat.
    async fn deliver_first_again(&self) {
        let server: ServerAddr = self.bus.nats_url.parse().unwrap();
        let (user, password) = (
            server.username().unwrap().to_owned(),
            server.password().unwrap().to_owned(),
        );
        let options = ConnectOptions::with_user_and_password(user, password);
        let jetstream = jetstream::new(options.connect(server).await.unwrap());
        let name = format!("{}_KEZHUAN_CONTRACTS", self.bus.namespace);
        let stream = jetstream.get_stream(name).await.unwrap();
        let first = stream.get_raw_message(1).await.unwrap();
        let mut headers = first.headers.clone();
        headers.insert("Nats-Msg-Id", Uuid::now_v7().to_string());
        let stored = jetstream
            .publish_with_headers(first.subject, headers, first.payload)
            .await
            .unwrap();
        assert!(
            !stored.await.unwrap().duplicate,
            "the repeat must reach the consumer"
        );
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.shutdown.trigger();
    }
}

fn sold_by(seller: &str, form_version: i32) -> RegisteredVersion {
    RegisteredVersion {
        number: "KZ-TC-2025-440703-000001".to_owned(),
        kind: "KF-WT".to_owned(),
        total_amount_fen: 10_000_000,
        technical_amount_fen: Some(8_000_000),
        registered_on: "2025-03-03".to_owned(),
        in_force_from: "2025-03-03".to_owned(),
        seller_division: TENANT.to_owned(),
        form_version,
        seller_organisation: seller.to_owned(),
        buyer_type: "ENTERPRISE_DOMESTIC".to_owned(),
        ..RegisteredVersion::default()
    }
}

/// Enterprise, state and version of each fact, in order.
async fn facts(world: &World) -> Vec<(String, String, i64)> {
    let mut admin = world.database.admin().await.unwrap();
    let rows: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT enterprise, value, version FROM enterprise_fact
          WHERE kind = 'CONTRACT' AND source = 'contracts' ORDER BY enterprise",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    let told = rows.into_iter().map(|(enterprise, value, version)| {
        let value: Value = serde_json::from_str(&value).unwrap();
        let state = value["state"].as_str().unwrap().to_owned();
        (enterprise, state, version)
    });
    told.collect()
}

fn fact(enterprise: &str, state: &str, version: i64) -> (String, String, i64) {
    (enterprise.to_owned(), state.to_owned(), version)
}

async fn expect(world: &World, expected: Vec<(String, String, i64)>) {
    let shown = settled(SOON, expected.clone(), async || facts(world).await).await;
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn a_contract_is_a_fact_of_the_enterprise_that_sells_it_now() {
    let world = World::on(World::CALM).await;
    let source = Source::beside(&world).await;
    let contract = Uuid::now_v7();
    let registered = ContractRegistered {
        version: Some(sold_by("enterprise-1", 1)),
        ..Default::default()
    };
    source.announce(contract, 1, registered).await;
    expect(&world, vec![fact("enterprise-1", "REGISTERED", 1)]).await;

    let amended = ContractAmended {
        version: Some(sold_by("enterprise-2", 2)),
        ..Default::default()
    };
    source.announce(contract, 2, amended).await;
    let moved = fact("enterprise-1", "SOLD_BY_ANOTHER", 2);
    expect(&world, vec![moved, fact("enterprise-2", "REGISTERED", 2)]).await;

    let left = ContractDeregistered {
        version: Some(sold_by("enterprise-2", 2)),
        ..Default::default()
    };
    source.announce(contract, 3, left).await;
    let moved = fact("enterprise-1", "SOLD_BY_ANOTHER", 3);
    let ended = fact("enterprise-2", "DEREGISTERED", 3);
    expect(&world, vec![moved, ended]).await;
}

#[tokio::test]
async fn what_comes_twice_changes_nothing_and_is_no_failure() {
    let world = World::on(World::CALM).await;
    let source = Source::beside(&world).await;
    let contract = Uuid::now_v7();
    let registered = ContractRegistered {
        version: Some(sold_by("enterprise-1", 1)),
        ..Default::default()
    };
    source.announce(contract, 1, registered).await;
    expect(&world, vec![fact("enterprise-1", "REGISTERED", 1)]).await;

    source.deliver_first_again().await;
    // Comes behind the repeat in order, so the repeat is through when this is known. Its form names no seller here.
    let amended = ContractAmended {
        version: Some(sold_by("", 2)),
        ..Default::default()
    };
    source.announce(contract, 2, amended).await;
    expect(&world, vec![fact("enterprise-1", "SOLD_BY_ANOTHER", 2)]).await;
    let mut admin = world.database.admin().await.unwrap();
    let letters: i64 = sqlx::query_scalar("SELECT count(*) FROM dead_letter")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert_eq!(letters, 0, "a repeat is no failure");
}

#[tokio::test]
async fn what_a_restored_register_forgot_is_no_fact_and_what_it_tells_next_is_one() {
    let world = World::on(World::CALM).await;
    let source = Source::beside(&world).await;
    let contract = Uuid::now_v7();
    let version = |seller, form| Some(sold_by(seller, form));
    let registered = ContractRegistered {
        version: version("enterprise-1", 1),
        ..Default::default()
    };
    source.announce(contract, 1, registered).await;
    for sequence in [2, 3] {
        let amended = ContractAmended {
            version: version("enterprise-2", 2),
            ..Default::default()
        };
        source.announce(contract, sequence, amended).await;
    }
    let moved = fact("enterprise-1", "SOLD_BY_ANOTHER", 3);
    expect(&world, vec![moved, fact("enterprise-2", "REGISTERED", 3)]).await;

    let mut admin = source.kept.admin().await.unwrap();
    let back = sqlx::query("DELETE FROM outbox WHERE aggregate_id = $1 AND sequence > 1");
    back.bind(contract).execute(&mut admin).await.unwrap();
    let loss = Loss {
        source: "contracts",
        reach: vec![Reach {
            aggregate: "contract".to_owned(),
            aggregate_id: contract,
            last: 1,
        }],
        events: Vec::new(),
    };
    let doors = world.database.open_as_admin().unwrap();
    set_back(&doors, &loss, kezhuan_financing::GUARDED)
        .await
        .unwrap();
    let left = ContractDeregistered {
        version: version("enterprise-1", 1),
        ..Default::default()
    };
    source.announce(contract, 2, left).await;
    expect(&world, vec![fact("enterprise-1", "DEREGISTERED", 2)]).await;
}

fn stay(state: &str, left_on: &str) -> Option<TenancyMoved> {
    Some(TenancyMoved {
        carrier: "carriers/1".to_owned(),
        organisation: "enterprise-1".to_owned(),
        entered_on: "2025-03-03".to_owned(),
        left_on: left_on.to_owned(),
        to_state: state.to_owned(),
        ..TenancyMoved::default()
    })
}

#[tokio::test]
async fn a_tenancy_is_a_fact_from_its_admission_to_its_end() {
    let world = World::on(World::CALM).await;
    let source = Source::of(&world, "incubation").await;
    let tenancy = Uuid::now_v7();
    let moved = stay("APPLIED", "");
    source.announce(tenancy, 1, TenancyApplied { moved }).await;
    let admitted = TenantAdmitted {
        moved: stay("INCUBATING", ""),
        ..TenantAdmitted::default()
    };
    source.announce(tenancy, 2, admitted).await;
    let told = async || -> Vec<(String, String, i64)> {
        sqlx::query_as(
            "SELECT enterprise, value, version FROM enterprise_fact WHERE kind = 'TENANCY'",
        )
        .fetch_all(&mut world.database.admin().await.unwrap())
        .await
        .unwrap()
    };
    let fact = |state: &str, left_on: Value, version: i64| {
        let value = serde_json::json!({
            "state": state, "carrier": "carriers/1", "entered_on": "2025-03-03", "left_on": left_on,
        });
        vec![("enterprise-1".to_owned(), value.to_string(), version)]
    };
    let expected = fact("INCUBATING", Value::Null, 2);
    assert_eq!(settled(SOON, expected.clone(), &told).await, expected);
    let exited = TenantExited {
        moved: stay("EXITED", "2025-12-20"),
        ..TenantExited::default()
    };
    source.announce(tenancy, 3, exited).await;
    let expected = fact("EXITED", "2025-12-20".into(), 3);
    assert_eq!(settled(SOON, expected.clone(), &told).await, expected);
}

/// A service tells each version of its fact, the newest first, and all of them twice.
async fn told_twice_and_late(world: &World, teller: &str, kind: own::fact::Kind) {
    for version in [2, 1, 2, 1] {
        let request = RecordFactRequest {
            enterprise: "enterprise-1".to_owned(),
            kind: kind.into(),
            reference: "1".to_owned(),
            version,
            value: format!("{teller} {version}"),
            request_id: id(),
        };
        let known = call!(world, &service(teller), record_fact, request).unwrap();
        assert_eq!(known.version, 2);
    }
}

#[tokio::test]
async fn contract_tenancy_and_award_stand_on_the_card_with_source_time_and_consent() {
    use own::fact::Kind;
    let world = World::on(World::CALM).await;
    let source = Source::beside(&world).await;
    let contract = Uuid::now_v7();
    let registered = ContractRegistered {
        version: Some(sold_by("enterprise-1", 1)),
        ..Default::default()
    };
    source.announce(contract, 1, registered).await;
    expect(&world, vec![fact("enterprise-1", "REGISTERED", 1)]).await;

    told_twice_and_late(&world, "incubation", Kind::Tenancy).await;
    told_twice_and_late(&world, "events", Kind::Award).await;

    let application = eligible(&world).await;
    let request = GiveConsentRequest {
        application: application.name.clone(),
        kind: own::consent::Kind::SendToBank.into(),
        until: World::CALM.to_owned(),
        request_id: id(),
    };
    let consent = call!(world, &applicant(), give_consent, request).unwrap();
    let request = GetDataCardRequest {
        application: application.name,
        kinds: [Kind::Contract, Kind::Tenancy, Kind::Award]
            .map(i32::from)
            .into(),
    };
    let card = call!(world, &banker(), get_data_card, request).unwrap();
    let shown: Vec<_> = card
        .fields
        .iter()
        .map(|field| {
            assert!(field.tell_time.is_some());
            assert_eq!(field.consent, consent.name);
            (field.kind(), field.source.as_str())
        })
        .collect();
    assert_eq!(
        shown,
        [
            (Kind::Contract, "contracts"),
            (Kind::Tenancy, "incubation"),
            (Kind::Award, "events"),
        ]
    );
    let values: Vec<&str> = card
        .fields
        .iter()
        .map(|field| field.value.as_str())
        .collect();
    assert!(values[0].contains("8000000"), "{values:?}");
    assert_eq!(values[1..], ["incubation 2", "events 2"]);
}
