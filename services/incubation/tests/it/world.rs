//! One running service, and the people who use it.
use std::ops::{Deref, DerefMut};

use kezhuan_incubation::{Config, NAME, run};
use kezhuan_protocol::incubation::v1::incubation_service_client::IncubationServiceClient;
pub use kezhuan_testkit::call;
use kezhuan_testkit::world::{CALM, Ground, NO_RULES, Standing};
pub use kezhuan_testkit::world::{Person, SOON, id, person, reason};
use kezhuan_testkit::{MutualTls, settle};
use tonic::transport::Channel;

/// The service, as everybody has it.
pub struct World {
    standing: Standing<Config>,
}

/// The operator of a carrier.
pub fn operator() -> Person {
    person("chen", "park-1", "", &["carrier_op"])
}

/// The operator of another carrier, a stranger to the first one's cases.
pub fn other_operator() -> Person {
    person("deng", "park-2", "", &["carrier_op"])
}

/// An enterprise that sits in a carrier, or wants to.
pub fn applicant() -> Person {
    person("guo", "enterprise-1", "", &["applicant"])
}

/// Another enterprise.
pub fn other_applicant() -> Person {
    person("huang", "enterprise-2", "", &["applicant"])
}

/// The county's science and technology authority.
pub fn county_stb() -> Person {
    person("li", "stb-440703", "440703", &["county_stb"])
}

/// A second person of it: what one checked, another decides.
pub fn second_county_stb() -> Person {
    person("wu", "stb-440703", "440703", &["county_stb"])
}

/// The authority of another county.
pub fn other_county_stb() -> Person {
    person("xie", "stb-440705", "440705", &["county_stb"])
}

/// The city's science and technology bureau.
pub fn city_stb() -> Person {
    person("zhao", "stb-440700", "440700", &["city_stb"])
}

pub fn second_city_stb() -> Person {
    person("sun", "stb-440700", "440700", &["city_stb"])
}

pub fn payer() -> Person {
    person("qian", "fin-440703", "440703", &["finance_payer"])
}

pub fn expert(name: &str) -> Person {
    person(name, &format!("institute-{name}"), "", &["expert"])
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
        let tls = MutualTls::new().unwrap();
        tls.arm(&mut config.server).unwrap();
        change(&mut config);
        let way = move |port| tls.channel(port, None);
        let standing = Standing::start(ground, config, way, run).await.unwrap();
        World { standing }
    }

    /// Starts another instance on the same database; it ends with the test.
    pub async fn beside(&self) {
        self.channel_beside(|_| {}).await;
    }

    /// The way in.
    pub fn client(&self) -> IncubationServiceClient<Channel> {
        IncubationServiceClient::new(self.channel.clone())
    }

    /// The way in of somebody, which is everybody's.
    pub fn client_of(&self, _: &Person) -> IncubationServiceClient<Channel> {
        self.client()
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
