//! One running service, and the people who use it.
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};

use kezhuan_financing::{Config, NAME, run};
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
pub use kezhuan_testkit::call;
use kezhuan_testkit::world::{CALM, Ground, NO_RULES, Standing};
pub use kezhuan_testkit::world::{Person, SOON, id, person, reason, service};
use kezhuan_testkit::{MutualTls, Probe, settle};
use tonic::transport::Channel;

/// The service, with a way in for each bank.
pub struct World {
    standing: Standing<Config>,
    pub tls: Arc<MutualTls>,
    /// The way in over each bank's certificate, to the instance on each port.
    lines: Mutex<BTreeMap<(u16, String), Channel>>,
}

/// The enterprise that borrows.
pub fn applicant() -> Person {
    person("li", "enterprise-1", "", &["applicant"])
}

/// Another enterprise, a stranger to the first one's cases.
pub fn other_applicant() -> Person {
    person("guo", "enterprise-2", "", &["applicant"])
}

/// Who keeps the day's business of the bank that lends.
pub fn banker() -> Person {
    person("he", "bank-1", "", &["bank"])
}

/// A second person of the same bank: what one examined, another approves.
pub fn second_banker() -> Person {
    person("luo", "bank-1", "", &["bank"])
}

/// Somebody of another bank.
pub fn other_banker() -> Person {
    person("deng", "bank-2", "", &["bank"])
}

pub fn valuer() -> Person {
    person("xu", "valuer-1", "", &["valuer"])
}

/// Keeps the risk pool of the city.
pub fn pool_manager() -> Person {
    person("ma", "pool-440700", "440700", &["pool_manager"])
}

pub fn second_pool_manager() -> Person {
    person("zhu", "pool-440700", "440700", &["pool_manager"])
}

/// The city's science and technology bureau.
pub fn city_stb() -> Person {
    person("zhao", "stb-440700", "440700", &["city_stb"])
}

pub fn second_city_stb() -> Person {
    person("sun", "stb-440700", "440700", &["city_stb"])
}

/// The city's IP authority.
pub fn city_amr() -> Person {
    person("zhou", "amr-440700", "440700", &["city_amr"])
}

pub fn payer() -> Person {
    person("qian", "fin-440700", "440700", &["finance_payer"])
}

/// Says what the registry of pledges answered.
pub fn registry_clerk() -> Person {
    person("wu", "amr-440700", "440700", &["registry_clerk"])
}

impl World {
    /// A day without a holiday near.
    pub const CALM: &str = CALM;

    pub async fn on(day: &str) -> World {
        World::with_rules(day, NO_RULES).await
    }

    pub async fn with_rules(day: &str, rules_address: &str) -> World {
        World::with(day, rules_address, |_| {}).await
    }

    /// With settings changed before the start.
    pub async fn with(day: &str, rules_address: &str, change: impl FnOnce(&mut Config)) -> World {
        let ground = Ground::on(day, NAME, sqlx::migrate!()).await.unwrap();
        let mut config: Config =
            kezhuan_runtime::load_config(NAME, include_str!("../../config/default.toml")).unwrap();
        settle!(config, ground, rules_address);
        config.webhooks.secret_key_file = ground.file("webhooks.key");
        let tls = Arc::new(MutualTls::new().unwrap());
        tls.arm(&mut config.server).unwrap();
        change(&mut config);
        let armed = tls.clone();
        let way = move |port| armed.channel(port, None);
        let standing = Standing::start(ground, config, way, run).await.unwrap();
        World {
            standing,
            tls,
            lines: Mutex::default(),
        }
    }

    /// The way to another instance of the service, on the same database.
    pub async fn beside(&self) -> FinancingServiceClient<Channel> {
        FinancingServiceClient::new(self.channel_beside(|_| {}).await)
    }

    /// Everybody's way to every RPC of `services`.
    pub fn probe(&self, services: &[&str]) -> Probe {
        let (tls, port) = (self.tls.clone(), self.port);
        let probe = self.standing.probe(services);
        probe.with_lines(move |bank| tls.channel(port, Some(&tls.bank(bank)?)))
    }

    /// The way in without a certificate.
    pub fn client(&self) -> FinancingServiceClient<Channel> {
        FinancingServiceClient::new(self.channel.clone())
    }

    /// The way in of somebody: a bank's people come over their bank's certificate.
    pub fn client_of(&self, person: &Person) -> FinancingServiceClient<Channel> {
        FinancingServiceClient::new(self.channel_of(person))
    }

    pub fn channel_of(&self, person: &Person) -> Channel {
        if !person.is_of_a_bank() {
            return self.channel.clone();
        }
        let bank = person.organisation();
        let mut lines = self.lines.lock().unwrap();
        let line = lines.entry((self.port, bank.to_owned()));
        let line = line.or_insert_with(|| {
            let credential = self.tls.bank(bank).unwrap();
            self.tls.channel(self.port, Some(&credential)).unwrap()
        });
        line.clone()
    }
}

impl Deref for World {
    type Target = Standing<Config>;

    fn deref(&self) -> &Standing<Config> {
        &self.standing
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut Standing<Config> {
        &mut self.standing
    }
}

/// Asks one RPC on a resource as a person: `step!(world, person, resource, rpc, Request { field: value })`.
#[macro_export]
macro_rules! step {
    ($($asked:tt)*) => {
        kezhuan_testkit::step!($($asked)*)
    };
}
