//! What is served: a service's own RPCs, and those of the platform beside them.
use kezhuan_adoption::{Adoption, Keeping};
use kezhuan_auth::{AuthConfig, PermissionTable, Verifier, protect};
use kezhuan_database::seal;
use kezhuan_protocol::replay::v1::replay_service_server::ReplayServiceServer;
use kezhuan_protocol::seal::v1::seal_service_server::SealServiceServer;
use kezhuan_replay::Replays;
use kezhuan_rpc::{Served, clock_service};
use kezhuan_runtime::LegalClock;
use tonic::service::Routes;

/// What the platform serves of every service that asks rules.
const SERVICES: [&str; 3] = [
    kezhuan_adoption::SERVICE,
    seal::SERVICE,
    kezhuan_replay::SERVICE,
];
const PERMISSIONS: [&str; 4] = [
    kezhuan_adoption::PERMISSIONS,
    seal::PERMISSIONS,
    kezhuan_replay::PERMISSIONS,
    include_str!("../../../../proto/kezhuan/clock/v1/permissions.toml"),
];

/// The RPCs that are a service's own.
pub struct Surface {
    /// Each behind its size cap.
    pub routes: Routes,
    /// Names them in health and reflection.
    pub names: &'static [&'static str],
    /// Their permission tables, one a service name.
    pub permissions: &'static [&'static str],
}

/// What the platform serves beside a service's own.
pub(crate) struct Platform<K> {
    pub adoption: Adoption<K>,
    pub log: SealServiceServer<seal::SealedLog>,
    pub replays: ReplayServiceServer<Replays>,
}

impl Surface {
    /// Every RPC behind its permission row and its size cap.
    pub(crate) fn beside<K: Keeping>(
        self,
        platform: Platform<K>,
        clock: &LegalClock,
        auth: AuthConfig,
        bytes_max: usize,
    ) -> anyhow::Result<Served> {
        let adoption = kezhuan_adoption::service(platform.adoption);
        let mut routes = self
            .routes
            .add_service(adoption.max_decoding_message_size(bytes_max))
            .add_service(platform.log.max_decoding_message_size(bytes_max))
            .add_service(platform.replays.max_decoding_message_size(bytes_max));
        if let Some(clock_service) = clock_service::for_clock(clock) {
            routes = routes.add_service(clock_service);
        }
        let tables = [self.permissions, &PERMISSIONS[..]].concat();
        let tables = tables
            .into_iter()
            .map(PermissionTable::parse)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Served {
            routes: protect(routes, Verifier::new(auth), tables),
            service_names: [self.names, &SERVICES[..]].concat(),
        })
    }
}
