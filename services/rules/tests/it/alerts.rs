//! Alerts: opened once per cause, closed by themselves, and listed in one place whoever found them.
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_bus::{Bus, relay};
use kezhuan_database::{Database, Error, Write};
use kezhuan_protocol::adoption::v1::{RuleTrouble, RuleTroubleEnded, RuleTroubleFound};
use kezhuan_protocol::rules::v1::alert::Kind;
use kezhuan_protocol::rules::v1::{Alert, ListAlertsRequest, RevokeKeyRequest};
use kezhuan_rule_host::signature::PrivateKey;
use kezhuan_runtime::Shutdown;
use kezhuan_testkit::{TestDatabase, settled};
use sqlx::migrate::Migrator;
use tonic::Request;
use uuid::Uuid;

use crate::world::{COUNTY, INCENTIVE, NEIGHBOUR, World, activation, request_id};

const SOON: Duration = Duration::from_secs(30);

impl World {
    fn wanted(tenant: &str, with_closed: bool) -> ListAlertsRequest {
        ListAlertsRequest {
            tenant: tenant.to_owned(),
            with_closed,
            ..ListAlertsRequest::default()
        }
    }

    async fn listed(&self, request: Request<ListAlertsRequest>) -> Vec<Alert> {
        let answer = self.client.clone().list_alerts(request).await;
        answer.unwrap().into_inner().alerts
    }

    async fn alerts(&self, with_closed: bool) -> Vec<Alert> {
        let request = World::wanted(COUNTY, with_closed);
        let request = self.ask_in("author", COUNTY, &["rule_author"], request);
        self.listed(request).await
    }

    /// The kinds that are open, once they are these.
    pub async fn open(&self, expected: &[Kind]) -> Vec<Alert> {
        let kinds = settled(SOON, expected.to_vec(), async || {
            let alerts = self.alerts(false).await;
            alerts.iter().map(Alert::kind).collect()
        });
        assert_eq!(kinds.await, expected);
        self.alerts(false).await
    }

    fn advance(&self, to: &str) {
        self.clock.advance_to(to.parse().unwrap()).unwrap();
    }
}

#[tokio::test]
async fn a_timeline_that_ends_and_a_sunset_are_told_until_a_version_follows() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let ending = activation(&package, "2025-01-01", "2025-03-20");
    world.put_in_force(&ending).await.unwrap();
    let told = world.open(&[Kind::TimelineEnds]).await.remove(0);
    assert_eq!(
        (
            told.hook.as_str(),
            told.package.as_str(),
            told.since.as_str(),
            told.source.as_str()
        ),
        (INCENTIVE, package.name.as_str(), "2025-03-21", "rules")
    );
    assert!(
        !told.text_zh.is_ascii() && told.text_en.contains("2025-03-21"),
        "{told:?}"
    );

    // The next day finds the same cause, and opens no other.
    world.advance("2025-03-04");
    let following = activation(&package, "2025-03-21", "");
    world.put_in_force(&following).await.unwrap();
    world.open(&[]).await;
    let closed = world.alerts(true).await;
    assert_eq!((closed.len(), &closed[0].name), (1, &told.name));
    assert!(closed[0].close_time.is_some());
    assert_eq!(
        world.events_of("alert").await,
        ["AlertOpened", "AlertClosed"]
    );

    // The package's sunset is the last day of 2027.
    world.advance("2027-10-03");
    let near = world.open(&[Kind::SunsetNear]).await.remove(0);
    assert_eq!(near.since, "2028-01-01");
    world.advance("2028-01-01");
    world.open(&[Kind::SunsetPassed]).await;

    // It is the county's and the city's; another county's author is shown nothing of it.
    let of = async |tenant: &str, role: &str| {
        let request = World::wanted("", false);
        world
            .listed(world.ask_in("x", tenant, &[role], request))
            .await
            .len()
    };
    assert_eq!(of("440700", "city_stb").await, 1);
    assert_eq!(of(NEIGHBOUR, "rule_author").await, 0);
    world.stop().await;
}

#[tokio::test]
async fn an_entry_of_a_revoked_key_is_told_at_once() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let wanted = activation(&package, "2025-01-01", "");
    world.put_in_force(&wanted).await.unwrap();
    world.open(&[]).await;
    // Another key of the county signed nothing.
    for key in [PrivateKey::fresh(), world.keys[COUNTY].clone()] {
        let registered = world.register(COUNTY, &key).await;
        let name = match registered {
            Ok(key) => key.name,
            Err(_) => key_name(&world, &key).await,
        };
        let request = RevokeKeyRequest {
            name,
            reason: "私钥遗失".to_owned(),
            request_id: request_id(),
        };
        let request = world.ask_in("administrator", COUNTY, &["tenant_admin"], request);
        world.client.clone().revoke_key(request).await.unwrap();
    }
    let told = world.open(&[Kind::KeyRevoked]).await.remove(0);
    assert!(told.text_zh.contains("私钥遗失"), "{told:?}");
    assert_eq!(told.package, package.name);
    world.stop().await;
}

async fn key_name(world: &World, key: &PrivateKey) -> String {
    let request = kezhuan_protocol::rules::v1::ListKeysRequest {
        tenant: COUNTY.to_owned(),
        ..Default::default()
    };
    let request = world.ask_in("author", COUNTY, &["rule_author"], request);
    let keys = world.client.clone().list_keys(request).await.unwrap();
    let keys = keys.into_inner().keys.into_iter();
    let id = key.public().id();
    keys.filter(|known| known.key == id)
        .map(|known| known.name)
        .next()
        .unwrap()
}

/// What the contracts service publishes of a trouble it sees.
struct Asking {
    source: Database,
    trouble: Uuid,
    kind: Kind,
    hook: &'static str,
    shutdown: Shutdown,
    _database: TestDatabase,
}

impl Asking {
    async fn beside(world: &World) -> Asking {
        let database = TestDatabase::for_service("contracts", Migrator::DEFAULT)
            .await
            .unwrap();
        let source = database.open_with(world.clock.clone()).unwrap();
        let bus = Bus::connect(&world.bus).await.unwrap();
        let shutdown = Shutdown::new();
        let publishing = relay(bus, source.clone(), "contracts", shutdown.clone());
        kezhuan_runtime::spawn("contracts' relay", publishing);
        Asking {
            source,
            trouble: Uuid::now_v7(),
            kind: Kind::CasesWithoutRule,
            hook: INCENTIVE,
            shutdown,
            _database: database,
        }
    }

    async fn publish(&self, sequence: i64, text: &str, is_over: bool) {
        let id = self.trouble;
        let trouble = RuleTrouble {
            tenant: COUNTY.to_owned(),
            hook: self.hook.to_owned(),
            kind: self.kind.into(),
            package: String::new(),
            since: "2025-02-01".to_owned(),
            text_zh: format!("{text}件"),
            text_en: text.to_owned(),
        };
        let caller = Caller::service("contracts", COUNTY);
        let written = self.source.write_as(&caller, move |write: &mut Write| {
            let trouble = Some(trouble.clone());
            Box::pin(async move {
                match is_over {
                    true => {
                        let event = RuleTroubleEnded { trouble };
                        write.publish("rule_trouble", id, sequence, &event)
                    }
                    false => {
                        let event = RuleTroubleFound { trouble };
                        write.publish("rule_trouble", id, sequence, &event)
                    }
                };
                Ok::<(), Error>(())
            })
        });
        written.await.unwrap();
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.shutdown.trigger();
    }
}

#[tokio::test]
async fn what_a_service_that_asks_rules_finds_is_listed_beside_the_rest() {
    let world = World::new().await;
    let asking = Asking::beside(&world).await;
    asking.publish(1, "3 cases", false).await;
    let told = world.open(&[Kind::CasesWithoutRule]).await.remove(0);
    assert_eq!(
        (
            told.source.as_str(),
            told.since.as_str(),
            told.text_en.as_str()
        ),
        ("contracts", "2025-02-01", "3 cases")
    );
    asking.publish(2, "4 cases", false).await;
    let words = settled(SOON, Some("4 cases".to_owned()), async || {
        world.alerts(false).await.pop().map(|alert| alert.text_en)
    });
    assert_eq!(words.await.as_deref(), Some("4 cases"));
    asking.publish(3, "4 cases", true).await;
    world.open(&[]).await;
    // The same comes back: another alert.
    asking.publish(4, "1 case", false).await;
    world.open(&[Kind::CasesWithoutRule]).await;
    assert_eq!(world.alerts(true).await.len(), 2);
    assert_eq!(
        world.events_of("alert").await,
        ["AlertOpened", "AlertChanged", "AlertClosed", "AlertOpened"]
    );
    // A look at the timelines closes nothing that another service found.
    world.advance("2025-03-05");
    let package = world.uploaded().await;
    let ending = activation(&package, "2025-01-01", "2025-03-20");
    world.put_in_force(&ending).await.unwrap();
    world
        .open(&[Kind::CasesWithoutRule, Kind::TimelineEnds])
        .await;
    world.stop().await;
}

#[tokio::test]
async fn a_budget_below_what_is_bound_is_listed_beside_the_rules() {
    let world = World::new().await;
    let mut asking = Asking::beside(&world).await;
    (asking.kind, asking.hook) = (Kind::AppropriationBelowBound, "");
    asking.publish(1, "400.00 yuan", false).await;
    let told = world.open(&[Kind::AppropriationBelowBound]).await.remove(0);
    assert_eq!(
        (
            told.source.as_str(),
            told.hook.as_str(),
            told.text_en.as_str()
        ),
        ("contracts", "", "400.00 yuan")
    );
    asking.publish(2, "400.00 yuan", true).await;
    world.open(&[]).await;
    world.stop().await;
}
