//! The settings that every service that asks rules has.
use sections::{
    AuthConfig, BusConfig, ClientConfig, DatabaseConfig, HostConfig, ReplayConfig,
    RulesServiceConfig, SealConfig, ServerConfig, TroublesConfig,
};

/// The sections, each its crate's own.
pub mod sections {
    pub use kezhuan_adoption::{RulesServiceConfig, TroublesConfig};
    pub use kezhuan_auth::AuthConfig;
    pub use kezhuan_bus::BusConfig;
    pub use kezhuan_database::DatabaseConfig;
    pub use kezhuan_database::seal::SealConfig;
    pub use kezhuan_numbers::NumbersConfig;
    pub use kezhuan_replay::ReplayConfig;
    pub use kezhuan_rpc::{ClientConfig, ServerConfig};
    pub use kezhuan_rule_host::HostConfig;
    pub use kezhuan_runtime::telemetry::TelemetryConfig;
}

/// What a service stands on, taken from its `Config`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens, and how much it takes.
    pub server: ServerConfig,
    /// Its own database.
    pub database: DatabaseConfig,
    /// Where events go and come from.
    pub bus: BusConfig,
    /// Whose tokens it believes.
    pub auth: AuthConfig,
    /// What its log is signed with.
    pub seal: SealConfig,
    /// What a rule package may take.
    pub rule_host: HostConfig,
    /// How much it gives to replays.
    pub replay: ReplayConfig,
    /// How it calls other services.
    pub client: ClientConfig,
    /// Where packages are fetched.
    pub rules_service: RulesServiceConfig,
    /// When the owner of a rule is told that something is the matter with it.
    pub troubles: TroublesConfig,
}

/// Declares `Config`, everything that can be set in a service: what each has that asks rules, its own parameters, and sections of
/// its own. A macro, since serde refuses unknown keys only in a struct that has all its sections itself.
#[macro_export]
macro_rules! settings {
    ($parameters:ty $(, $own:ident: $section:ty)*) => {
        /// Everything that can be set.
        #[derive(Clone, Debug, ::serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Config {
            pub server: $crate::sections::ServerConfig,
            pub database: $crate::sections::DatabaseConfig,
            pub bus: $crate::sections::BusConfig,
            pub auth: $crate::sections::AuthConfig,
            pub seal: $crate::sections::SealConfig,
            pub rule_host: $crate::sections::HostConfig,
            pub replay: $crate::sections::ReplayConfig,
            pub client: $crate::sections::ClientConfig,
            pub rules_service: $crate::sections::RulesServiceConfig,
            pub numbers: $crate::sections::NumbersConfig,
            pub parameters: $parameters,
            pub troubles: $crate::sections::TroublesConfig,
            pub telemetry: $crate::sections::TelemetryConfig,
            $(pub $own: $section,)*
        }

        impl Config {
            /// Those that every service has that asks rules.
            pub(crate) fn shared(&self) -> $crate::Settings {
                $crate::Settings {
                    server: self.server.clone(),
                    database: self.database.clone(),
                    bus: self.bus.clone(),
                    auth: self.auth.clone(),
                    seal: self.seal.clone(),
                    rule_host: self.rule_host.clone(),
                    replay: self.replay,
                    client: self.client.clone(),
                    rules_service: self.rules_service.clone(),
                    troubles: self.troubles.clone(),
                }
            }
        }
    };
}
