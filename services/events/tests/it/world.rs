//! One running service, and the people who use it.
use std::ops::{Deref, DerefMut};

use kezhuan_events::{Config, NAME, run};
use kezhuan_protocol::events::v1::events_service_client::EventsServiceClient;
pub use kezhuan_testkit::call;
use kezhuan_testkit::settle;
use kezhuan_testkit::world::{CALM, Ground, NO_RULES, Standing, plain};
pub use kezhuan_testkit::world::{Person, SOON, id, person, reason};
use tonic::transport::Channel;

/// The service, as everybody has it.
pub struct World {
    standing: Standing<Config>,
}

/// Holds events.
pub fn organiser() -> Person {
    person("lin", "chamber", "", &["organiser"])
}

/// Another organiser, to whom the events of the first are nothing.
pub fn other_organiser() -> Person {
    person("guo", "association-2", "", &["organiser"])
}

/// An enterprise by its number.
pub fn enterprise(number: usize) -> Person {
    let (subject, organisation) = (format!("clerk-{number}"), format!("enterprise-{number}"));
    person(&subject, &organisation, "", &["applicant"])
}

/// The county where events take place.
pub fn county() -> Person {
    person("wu", "stb-440703", "440703", &["county_stb"])
}

pub fn second_county() -> Person {
    person("he", "stb-440703", "440703", &["county_stb"])
}

/// Another county, to which they are nothing.
pub fn other_county() -> Person {
    person("zhu", "stb-440785", "440785", &["county_stb"])
}

/// The city's science and technology bureau.
pub fn city() -> Person {
    person("zhao", "stb-440700", "440700", &["city_stb"])
}

pub fn second_city() -> Person {
    person("sun", "stb-440700", "440700", &["city_stb"])
}

/// A reviewer of an academy of their own.
pub fn expert(number: usize) -> Person {
    let (subject, organisation) = (format!("expert-{number}"), format!("academy-{number}"));
    person(&subject, &organisation, "", &["expert"])
}

impl World {
    /// A day without a holiday near.
    pub const CALM: &str = CALM;

    pub async fn on(day: &str) -> World {
        let ground = Ground::on(day, NAME, sqlx::migrate!()).await.unwrap();
        let mut config: Config =
            kezhuan_runtime::load_config(NAME, include_str!("../../config/default.toml")).unwrap();
        settle!(config, ground, NO_RULES);
        config.tickets.key_file = ground.file("tickets.pem");
        let standing = Standing::start(ground, config, plain, run).await.unwrap();
        World { standing }
    }

    /// The way to another instance of the service, on the same database.
    pub async fn beside(&self) -> EventsServiceClient<Channel> {
        EventsServiceClient::new(self.channel_beside(|_| {}).await)
    }

    pub fn client(&self) -> EventsServiceClient<Channel> {
        EventsServiceClient::new(self.channel.clone())
    }

    /// The way in of somebody, which is everybody's.
    pub fn client_of(&self, _: &Person) -> EventsServiceClient<Channel> {
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
