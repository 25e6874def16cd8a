//! This service and the real rules service, each on a database of its own, and a second payer that the test plays by the
//! rules service's interface. Whatever comes at once, and whatever ends in between: a contract is paid once, and what
//! nobody paid is free again.
use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures::future::join_all;
use kezhuan_auth::Claims;
use kezhuan_protocol::contracts::v1::claim::State;
use kezhuan_protocol::contracts::v1::*;
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_protocol::rules::v1::fact_reservation::State as Kept;
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_runtime::{LegalClock, Shutdown};
use kezhuan_testkit::{TestDatabase, settled};
use sqlx::migrate::Migrator;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};

use super::cast::*;
use crate::adoption::announce;
use crate::step;
use crate::world::{self, World, applicant, call, id, reason, service};

const OURS: &str = "tc.incentive";
const THEIRS: &str = "ip.subsidy";

/// The rules service, which may end and start again under the same address.
struct Desk {
    config: kezhuan_rules::Config,
    clock: LegalClock,
    address: SocketAddr,
    client: RulesServiceClient<Channel>,
    running: Option<(Shutdown, JoinHandle<anyhow::Result<()>>)>,
    _database: TestDatabase,
    _folder: TempDir,
}

impl Desk {
    /// Starts it with the keys, the bus and the clock of `world`.
    async fn beside(world: &World, listener: TcpListener) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let migrations = Migrator {
            migrations: Cow::Borrowed(&kezhuan_rules::MIGRATIONS.migrations),
            ..Migrator::DEFAULT
        };
        let database = TestDatabase::for_service(kezhuan_rules::NAME, migrations)
            .await
            .unwrap();
        let defaults = include_str!("../../../../rules/config/default.toml");
        let mut config: kezhuan_rules::Config =
            kezhuan_runtime::load_config(kezhuan_rules::NAME, defaults).unwrap();
        config.database = database.config();
        config.bus = world.config.bus.clone();
        config.auth = world.issuer.auth_config();
        config.seal.key_file = folder.path().join("seal.pem");
        config.rule_host.cache = folder.path().join("cache");
        let address = listener.local_addr().unwrap();
        let way = Endpoint::from_shared(format!("http://{address}")).unwrap();
        let mut desk = Desk {
            config,
            clock: world.clock.clone(),
            address,
            client: RulesServiceClient::new(way.connect_lazy()),
            running: None,
            _database: database,
            _folder: folder,
        };
        desk.run(listener);
        desk
    }

    fn run(&mut self, listener: TcpListener) {
        let (config, clock) = (self.config.clone(), self.clock.clone());
        let shutdown = Shutdown::new();
        let service = kezhuan_rules::run(config, listener, clock, shutdown.clone());
        self.running = Some((shutdown, kezhuan_runtime::spawn("rules", service)));
    }

    async fn end(&mut self) {
        let (shutdown, running) = self.running.take().unwrap();
        shutdown.trigger();
        let ended = tokio::time::timeout(Duration::from_secs(30), running).await;
        ended.expect("it ends in time").unwrap().unwrap();
    }

    async fn start_again(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.run(listener);
    }

    /// Sets what the county may spend on a family, and hands it over as it is handed over after the commit.
    async fn set(&self, world: &World, family: &str, excludes: &[&str]) {
        let request = proto::SetAppropriationRequest {
            tenant: "440703".to_owned(),
            family: family.to_owned(),
            year: YEAR,
            appropriation_fen: 10_000_000,
            when_exhausted: proto::appropriation::WhenExhausted::Refuse.into(),
            excludes: excludes.iter().map(|family| (*family).to_owned()).collect(),
            legal_source: "蓬江财预〔2025〕1号".to_owned(),
            etag: String::new(),
            request_id: id(),
        };
        let request = world.ask(&authority(), request);
        let set = self.client.clone().set_appropriation(request).await;
        announce(world, set.unwrap().into_inner(), false)
            .await
            .unwrap();
    }

    /// Keeps a contract for the other payer until it is paid or released; asks again while nobody is there.
    async fn reserve(&self, world: &World, fact: &str) -> Result<(), Status> {
        let since = Instant::now();
        loop {
            let request = proto::ReserveFactRequest {
                key: Some(theirs(fact)),
                hold_seconds: 0,
                request_id: id(),
            };
            let request = world.ask(&service("financing"), request);
            match self.client.clone().reserve_fact(request).await {
                Err(status) if status.code() != Code::FailedPrecondition => {
                    assert!(since.elapsed() < DEADLINE, "{status:?}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                answer => return answer.map(drop),
            }
        }
    }

    async fn confirm(&self, world: &World, fact: &str) {
        let request = proto::ConfirmFactPaidRequest {
            key: Some(theirs(fact)),
            request_id: id(),
        };
        let request = world.ask(&service("financing"), request);
        let mut client = self.client.clone();
        client.confirm_fact_paid(request).await.unwrap();
    }

    async fn release(&self, world: &World, fact: &str) {
        let request = proto::ReleaseFactRequest {
            key: Some(theirs(fact)),
            request_id: id(),
        };
        let request = world.ask(&service("financing"), request);
        self.client.clone().release_fact(request).await.unwrap();
    }

    /// The facts in a state with their families, sorted.
    async fn facts(&self, world: &World, state: Kept) -> Vec<(String, String)> {
        let request = proto::ListFactReservationsRequest {
            state: state.into(),
            page_size: 1_000,
            ..Default::default()
        };
        let request = world.ask(&authority(), request);
        let answer = self.client.clone().list_fact_reservations(request).await;
        let reservations = answer.unwrap().into_inner().reservations.into_iter();
        let mut facts: Vec<_> = reservations.map(|kept| (kept.fact, kept.family)).collect();
        facts.sort();
        facts
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some((shutdown, _)) = &self.running {
            shutdown.trigger();
        }
    }
}

fn theirs(fact: &str) -> proto::FactKey {
    proto::FactKey {
        tenant: "440703".to_owned(),
        fact: fact.to_owned(),
        family: THEIRS.to_owned(),
        year: YEAR,
        case: format!("loans/of-{fact}"),
    }
}

/// Both services, the rule in force, and a bar that only the other family declares.
async fn joined() -> (World, Desk) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let world = World::with_rules("2025-03-03", &address).await;
    let lifetime = Duration::from_secs(3_600);
    let token = world.issuer.token(&Claims::service("contracts"), lifetime);
    std::fs::write(&world.config.rules_service.token_file, token.unwrap()).unwrap();
    let desk = Desk::beside(&world, listener).await;
    put_in_force(&world, "440703", "pengjiang", "[2025-01-01,)").await;
    desk.set(&world, OURS, &[]).await;
    desk.set(&world, THEIRS, &[OURS]).await;
    (world, desk)
}

/// Files; what is too busy now is filed again, as its applicant is told to.
async fn files(world: &World, draft: &Claim) -> Claim {
    let since = Instant::now();
    loop {
        match file(world, draft).await {
            Ok(claim) => return claim,
            Err(status) => assert_eq!(status.code(), Code::Aborted, "{status:?}"),
        }
        assert!(since.elapsed() < DEADLINE, "too busy for too long");
    }
}

/// Pays as soon as the rules service can be reached; `false` = the contract is another's.
async fn pays(world: &World, claim: &Claim) -> bool {
    let since = Instant::now();
    loop {
        match pay(world, claim).await {
            Ok(paid) => return paid.state() == State::Paid,
            Err(status) if reason(&status) == "FACT_TAKEN" => return false,
            Err(status) => {
                assert_eq!(status.code(), Code::Unavailable, "{status:?}");
                assert!(since.elapsed() < DEADLINE, "{status:?}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// Asks about a claim again that went to a person, now that its contract is free.
async fn asked_again(world: &World, claim: &Claim) -> Claim {
    let request = AskClaimAgainRequest {
        name: claim.name.clone(),
        etag: claim.etag.clone(),
        request_id: id(),
    };
    call!(world, &authority(), ask_claim_again, request).unwrap()
}

#[tokio::test]
async fn the_real_two_pay_a_contract_once_whatever_comes_at_once_and_ends_in_between() {
    let (mut world, mut desk) = joined().await;
    let contract = world.registered(world::form()).await;
    let gone = filed(&world, &contract.name).await;
    assert_eq!(gone.state(), State::Computed);
    let mut drafts = Vec::new();
    for _ in 0..7 {
        let contract = world.registered(world::form()).await;
        drafts.push(create(&world, &contract.name).await);
    }
    // One is the other payer's before anybody files here, one is ours before it asks, and the rest come at once.
    desk.reserve(&world, &drafts[0].contract).await.unwrap();
    let ours = file(&world, &drafts[1]).await.unwrap();
    assert_eq!(ours.state(), State::Computed);
    let rest = [&drafts[..1], &drafts[2..]].concat();
    let (filed, reserved) = tokio::join!(
        join_all(rest.iter().map(|draft| files(&world, draft))),
        join_all(
            drafts
                .iter()
                .map(|draft| desk.reserve(&world, &draft.contract))
        ),
    );
    // Killed before it could tell anything.
    world.restarted(async |_| {}).await;
    let mut claims = filed;
    claims.insert(1, ours);
    let mut published = Vec::new();
    let mut let_go = false;
    for (claim, reserved) in claims.iter().zip(&reserved) {
        let is_ours = claim.state() == State::Computed;
        assert_eq!(is_ours, reserved.is_err(), "{claim:?} {reserved:?}");
        match reserved {
            Err(status) => {
                assert_eq!(reason(status), "FACT_TAKEN");
                published.push(approved_and_published(&world, claim).await);
            }
            // Of those that are the other payer's, every second is let go, but not the first.
            Ok(()) => {
                assert_eq!(claim.reasons[0], "FACT_TAKEN");
                if let_go {
                    desk.release(&world, &claim.contract).await;
                    let again = asked_again(&world, claim).await;
                    assert_eq!(again.state(), State::Computed, "{again:?}");
                    published.push(approved_and_published(&world, &again).await);
                }
                let_go = !let_go;
            }
        }
    }
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    desk.end().await;
    let away = pay(&world, &published[0]).await.unwrap_err();
    assert_eq!(away.code(), Code::Unavailable);
    desk.start_again().await;

    // Everybody pays whatever it is given to pay, at once; nobody has told the rules service of a payment yet.
    let (ours, theirs) = tokio::join!(
        join_all(published.iter().map(|claim| pays(&world, claim))),
        join_all(
            drafts
                .iter()
                .map(|draft| desk.reserve(&world, &draft.contract))
        ),
    );
    world.restarted(async |_| {}).await;
    let ours = published.iter().zip(ours).filter(|(_, paid)| *paid);
    let mut paid: Vec<(String, String)> = ours
        .map(|(claim, _)| (claim.contract.clone(), OURS.to_owned()))
        .collect();
    let by_us = paid.len();
    for (draft, theirs) in drafts.iter().zip(theirs) {
        if theirs.is_ok() {
            desk.confirm(&world, &draft.contract).await;
            paid.push((draft.contract.clone(), THEIRS.to_owned()));
        }
    }
    paid.sort();
    let mut facts: Vec<&String> = paid.iter().map(|(fact, _)| fact).collect();
    facts.dedup();
    assert_eq!(facts.len(), paid.len(), "paid twice: {paid:?}");
    assert_eq!(facts.len(), drafts.len(), "each could be paid: {paid:?}");
    assert!(by_us > 0 && by_us < paid.len(), "{paid:?}");

    // What was paid is known, and what ended unpaid is free, though the service was ended before it told so.
    let now = get(&world, &authority(), &gone.name).await;
    step!(
        world,
        applicant(),
        now,
        withdraw_claim,
        WithdrawClaimRequest {}
    )
    .unwrap();
    world.restarted(async |_| {}).await;
    let known = settled(DEADLINE, paid.clone(), async || {
        desk.facts(&world, Kept::Paid).await
    });
    assert_eq!(known.await, paid);
    let kept = settled(DEADLINE, Vec::new(), async || {
        desk.facts(&world, Kept::Reserved).await
    });
    let kept = kept.await;
    assert!(kept.is_empty(), "{kept:?}");
}
