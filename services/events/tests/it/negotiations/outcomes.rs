//! Contracts that the contracts service tells of become outcomes, and are judged again when the register changes.
use kezhuan_auth::Caller;
use kezhuan_bus::{Bus, relay};
use kezhuan_database::restored::{Loss, Reach, set_back};
use kezhuan_database::{Database, Error, Write};
use kezhuan_protocol::contracts::v1::{
    ContractAmended, ContractDeregistered, ContractRegistered, RegisteredVersion,
};
use kezhuan_protocol::events::v1::negotiation::{ContractStatus, Outcome, State};
use kezhuan_protocol::events::v1::*;
use kezhuan_runtime::Shutdown;
use kezhuan_testkit::{TestDatabase, settled};
use sqlx::migrate::Migrator;
use tonic::Code;
use uuid::Uuid;

use super::cast::*;
use crate::projects::cast::{fair, office, open_event};
use crate::world::*;

const TENANT: &str = "440703";

/// The contracts service as far as others hear it.
struct Contracts {
    database: Database,
    shutdown: Shutdown,
    kept: TestDatabase,
}

/// Tells one event of a contract: `tell!(contracts, contract, sequence, Message)`.
macro_rules! tell {
    ($contracts:expr, $contract:expr, $sequence:expr, $message:expr) => {{
        let (contract, sequence) = ($contract, $sequence);
        let writer = Caller::service("contracts", TENANT);
        $contracts
            .database
            .write_as(&writer, move |write: &mut Write| {
                Box::pin(async move {
                    write.publish("contract", contract, sequence, &$message);
                    Ok::<(), Error>(())
                })
            })
            .await
            .unwrap();
    }};
}

impl Contracts {
    async fn beside(world: &World) -> Contracts {
        let kept = TestDatabase::for_service("contracts", Migrator::DEFAULT)
            .await
            .unwrap();
        let database = kept.open_with(world.clock.clone()).unwrap();
        let shutdown = Shutdown::new();
        let publishing = relay(
            Bus::connect(&world.config.bus).await.unwrap(),
            database.clone(),
            "contracts",
            shutdown.clone(),
        );
        kezhuan_runtime::spawn("the relay of contracts", publishing);
        Contracts {
            database,
            shutdown,
            kept,
        }
    }
}

impl Drop for Contracts {
    fn drop(&mut self) {
        self.shutdown.trigger();
    }
}

/// Between the two of the cast, unless the buyer is another.
fn version(buyer: &str, registered_on: &str) -> Option<RegisteredVersion> {
    Some(RegisteredVersion {
        number: "KZ-TC-2025-440703-000009".to_owned(),
        kind: "KF-WT".to_owned(),
        total_amount_fen: 30_000_000,
        technical_amount_fen: Some(25_000_000),
        registered_on: registered_on.to_owned(),
        in_force_from: registered_on.to_owned(),
        seller_division: TENANT.to_owned(),
        form_version: 1,
        seller_organisation: "wyu".to_owned(),
        buyer_organisation: buyer.to_owned(),
        ..RegisteredVersion::default()
    })
}

fn registered(buyer: &str, registered_on: &str) -> ContractRegistered {
    ContractRegistered {
        version: version(buyer, registered_on),
        ..ContractRegistered::default()
    }
}

/// The outcome once it is judged so.
async fn judged(world: &World, negotiation: &Negotiation, reasons: &[&str]) -> Outcome {
    let expected: Option<Vec<String>> =
        Some(reasons.iter().map(|code| (*code).to_owned()).collect());
    let found = settled(SOON, expected.clone(), async || {
        let outcome = get(world, negotiation).await.outcome;
        outcome.map(|outcome| outcome.reasons)
    });
    assert_eq!(found.await, expected);
    get(world, negotiation).await.outcome.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_named_contract_is_linked_when_it_is_registered() {
    let world = World::on(World::CALM).await;
    let contracts = Contracts::beside(&world).await;
    let event = open_event(&world).await;
    world.advance_to("2025-04-11");
    let contract = Uuid::now_v7();
    let signed = intended(&world, &event).await;
    let named = name_contract(&world, &signed, &contract.to_string()).await;
    let named = named.unwrap();
    assert_eq!(named.state(), State::Intent);
    // Who waits for the register does not end by itself.
    assert_eq!(named.idle_until, "");

    tell!(contracts, contract, 1, registered("acme", "2025-04-11"));
    let outcome = judged(&world, &named, &[]).await;
    assert!(outcome.counts && outcome.same_parties);
    assert_eq!(get(&world, &named).await.state(), State::Contracted);
    let found = results(&world, &office(), &event).await;
    assert_eq!((found.intents, found.contracts_counted), (1, 1));
    assert_eq!(
        (found.intent_amount_fen, found.counted_total_amount_fen),
        (20_000_000, 30_000_000)
    );

    // The contract left the register.
    let gone = || ContractDeregistered {
        version: version("acme", "2025-04-11"),
        ..ContractDeregistered::default()
    };
    tell!(contracts, contract, 2, gone());
    let outcome = judged(&world, &named, &["STATUS"]).await;
    assert_eq!(outcome.status(), ContractStatus::Deregistered);
    let found = results(&world, &fair(), &event).await;
    assert_eq!(
        (
            found.contracts_linked,
            found.contracts_counted,
            found.counted_total_amount_fen
        ),
        (1, 0, 0)
    );
    let events = world.events_of(&named.name).await;
    assert_eq!(
        events[events.len() - 3..],
        [
            "ContractNamed",
            "NegotiationContracted",
            "OutcomeJudgedAgain"
        ]
    );
}

/// Brought back to a contract's first event; what it tells next has a number that was judged before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contract_is_judged_by_what_its_restored_register_tells_next() {
    let world = World::on(World::CALM).await;
    let contracts = Contracts::beside(&world).await;
    let event = open_event(&world).await;
    world.advance_to("2025-04-11");
    let contract = Uuid::now_v7();
    let signed = intended(&world, &event).await;
    let named = name_contract(&world, &signed, &contract.to_string()).await;
    let named = named.unwrap();
    tell!(contracts, contract, 1, registered("acme", "2025-04-11"));
    judged(&world, &named, &[]).await;
    let gone = || ContractDeregistered {
        version: version("acme", "2025-04-11"),
        ..ContractDeregistered::default()
    };
    tell!(contracts, contract, 2, gone());
    judged(&world, &named, &["STATUS"]).await;

    let mut admin = contracts.kept.admin().await.unwrap();
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
    let set_back = set_back(&doors, &loss, kezhuan_events::GUARDED);
    set_back.await.unwrap();
    let dearer = || ContractAmended {
        version: version("acme", "2025-04-11").map(|version| RegisteredVersion {
            total_amount_fen: 40_000_000,
            ..version
        }),
        ..ContractAmended::default()
    };
    tell!(contracts, contract, 2, dearer());
    let total = settled(SOON, 40_000_000, async || {
        let outcome = get(&world, &named).await.outcome;
        outcome.map_or(0, |outcome| outcome.total_amount_fen)
    });
    assert_eq!(total.await, 40_000_000);
    judged(&world, &named, &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contract_of_strangers_is_dropped_and_blocks_nobody() {
    let world = World::on(World::CALM).await;
    let contracts = Contracts::beside(&world).await;
    let event = open_event(&world).await;
    world.advance_to("2025-04-11");
    let contract = Uuid::now_v7();
    let signed = intended(&world, &event).await;
    let named = name_contract(&world, &signed, &contract.to_string()).await;
    let named = named.unwrap();
    tell!(contracts, contract, 1, registered("third", "2025-04-11"));
    let dropped = settled(SOON, String::new(), async || {
        get(&world, &named).await.contract
    });
    assert_eq!(dropped.await, "");
    let after = get(&world, &named).await;
    assert_eq!((after.state(), after.outcome), (State::Intent, None));
    // What the register has said already is refused at once.
    let again = name_contract(&world, &get(&world, &named).await, &contract.to_string()).await;
    assert_eq!(reason(&again.unwrap_err()), "CONTRACT_OF_OTHERS");
    // Once it was amended to be theirs, it is linked; and dropped when it is theirs no more.
    let amended = |buyer: &'static str| ContractAmended {
        version: version(buyer, "2025-04-11"),
        ..ContractAmended::default()
    };
    tell!(contracts, contract, 2, amended("acme"));
    let linked = settled(SOON * 4, true, async || {
        let current = get(&world, &named).await;
        let linked = name_contract(&world, &current, &contract.to_string()).await;
        linked.is_ok()
    });
    assert!(linked.await);
    judged(&world, &named, &[]).await;
    tell!(contracts, contract, 3, amended("third"));
    let state = settled(SOON, State::Intent, async || {
        get(&world, &named).await.state()
    });
    assert_eq!(state.await, State::Intent);
    let found = results(&world, &fair(), &event).await;
    assert_eq!((found.contracts_linked, found.contracts_counted), (0, 0));
    let events = world.events_of(&named.name).await;
    assert_eq!(events.last().unwrap(), "ContractDropped");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_registered_already_is_linked_when_it_is_named_and_by_one_only() {
    let world = World::on(World::CALM).await;
    let contracts = Contracts::beside(&world).await;
    let event = open_event(&world).await;
    world.advance_to("2025-04-11");
    let contract = Uuid::now_v7();
    tell!(contracts, contract, 1, registered("acme", "2025-04-10"));
    let known = settled(SOON, 1, async || {
        let mut admin = world.database.admin().await.unwrap();
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM known_contract")
            .fetch_one(&mut admin)
            .await
            .unwrap();
        count
    });
    assert_eq!(known.await, 1);
    let first = intended(&world, &event).await;
    let linked = name_contract(&world, &first, &contract.to_string()).await;
    let linked = linked.unwrap();
    assert_eq!(linked.state(), State::Contracted);
    // Registered on the first of two days: before the last one, so it is not what came of the event.
    assert_eq!(linked.outcome.unwrap().reasons, ["BEFORE_EVENT"]);
    let second = intended(&world, &event).await;
    let twice = name_contract(&world, &second, &contract.to_string()).await;
    let twice = twice.unwrap_err();
    assert_eq!(
        (twice.code(), reason(&twice).as_str()),
        (Code::AlreadyExists, "CONTRACT_NAMED_BEFORE")
    );
    let wrong = name_contract(&world, &second, "7").await.unwrap_err();
    assert_eq!(wrong.code(), Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_not_be_read_is_a_dead_letter_and_stops_nothing_else() {
    let world = World::on(World::CALM).await;
    let contracts = Contracts::beside(&world).await;
    let event = open_event(&world).await;
    world.advance_to("2025-04-11");
    tell!(contracts, Uuid::now_v7(), 1, ContractRegistered::default());
    let contract = Uuid::now_v7();
    let signed = intended(&world, &event).await;
    let named = name_contract(&world, &signed, &contract.to_string()).await;
    tell!(contracts, contract, 1, registered("acme", "2025-04-11"));
    judged(&world, &named.unwrap(), &[]).await;
    let operator = person("op", "platform", "", &["operator"]);
    // It is tried again for some time.
    let letters = settled(SOON * 4, 1, async || {
        let request = ListDeadLettersRequest::default();
        let found = call!(world, &operator, list_dead_letters, request);
        found.unwrap().dead_letters.len()
    });
    assert_eq!(letters.await, 1);
}
