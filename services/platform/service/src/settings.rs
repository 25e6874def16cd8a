//! The settings that every service that asks rules has.
use kezhuan_adoption::{RulesServiceConfig, TroublesConfig};
use kezhuan_auth::AuthConfig;
use kezhuan_bus::BusConfig;
use kezhuan_database::DatabaseConfig;
use kezhuan_database::seal::SealConfig;
use kezhuan_replay::ReplayConfig;
use kezhuan_rpc::{ClientConfig, ServerConfig};
use kezhuan_rule_host::HostConfig;

/// Taken from the settings of the service, which read them beside its own.
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
