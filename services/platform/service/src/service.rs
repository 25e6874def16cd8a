//! What a service that asks rules stands on, and what runs beside its server.
use std::sync::Arc;

use kezhuan_adoption::{Adoption, Candidates};
use kezhuan_bus::{Bus, beside_the_database, keep_heads};
use kezhuan_database::{Database, refuse_unsafe, seal};
use kezhuan_rpc::{Operation, Part, Readiness, serve_while};
use kezhuan_rule_host::Host;
use kezhuan_rulebook::Live;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use serde::Serialize;
use tokio::net::TcpListener;

use crate::surface::Platform;
use crate::{AsksRules, Settings, Surface, Tables};

/// The service `S`: opened, and serving nothing yet.
pub struct Service<S: AsksRules> {
    /// Its own.
    pub database: Database,
    /// Connected.
    pub bus: Bus,
    /// The rules in its tables; nothing is in force before it serves.
    pub rules: Live<Tables<S>>,
    /// Takes changes of the rulebook over.
    pub adoption: Adoption<Tables<S>>,
    /// What day it is.
    pub clock: LegalClock,
    host: Host,
    signer: Arc<seal::SealingKey>,
    operation: Operation,
    settings: Settings,
    shutdown: Shutdown,
}

impl<S: AsksRules> Service<S> {
    /// Opens its database, in which decisions name `parameters`, and all that stands on it.
    pub async fn open<P: Serialize + Sync>(
        settings: Settings,
        parameters: &P,
        clock: LegalClock,
        shutdown: Shutdown,
    ) -> anyhow::Result<Service<S>> {
        let parts = [Part::Database, Part::Nats, Part::Rules];
        let readiness = Readiness::of(S::NAME, &parts);
        let operation = Operation::start(&settings.server, readiness, &shutdown).await?;
        let database = Database::with_clock(&settings.database, S::NAME, clock.clone())?;
        database.decides_by(parameters)?;
        refuse_unsafe(&database, &shutdown).await?;
        // It is watched only once the rules are known, which may take long: until then what is missing is not the database.
        operation.readiness().is_at_hand(Part::Database, true);
        let bus = Bus::connect(&settings.bus).await?;
        let signer = Arc::new(seal::SealingKey::create_or_load(&settings.seal.key_file)?);
        let host = Host::start(&settings.rule_host)?;
        let tables = Tables::new(database.clone());
        let rules = Live::new(host.clone(), tables.clone());
        let adoption = Adoption::new(
            (database.clone(), tables),
            rules.clone(),
            settings.rules_service.clone(),
            &settings.client,
            settings.rule_host.package_bytes_max,
        )?;
        Ok(Service {
            database,
            bus,
            rules,
            adoption,
            clock,
            host,
            signer,
            operation,
            settings,
            shutdown,
        })
    }

    /// Serves `own` and what the platform serves of it, until the shutdown. `beside` starts the tasks that are the service's
    /// own, once it is known which rules are in force.
    pub async fn serve(
        self,
        listener: TcpListener,
        own: Surface,
        beside: impl FnOnce(&mut Tasks, &Shutdown) + Send,
    ) -> anyhow::Result<()> {
        let served = own.beside(
            self.platform(),
            &self.clock,
            self.settings.auth.clone(),
            self.settings.server.message_bytes_max,
        )?;

        if !self.rules.knows_what_is_in_force(&self.shutdown).await {
            return Ok(());
        }
        let readiness = self.operation.readiness().clone();
        readiness.is_at_hand(Part::Rules, true);
        let mut tasks = Tasks::new(self.shutdown.clone());
        self.follow(&mut tasks);
        beside(&mut tasks, &self.shutdown);
        let Service {
            database,
            bus,
            signer,
            // Answers until the drain is over.
            operation: _operation,
            settings,
            shutdown,
            ..
        } = self;
        let ready = beside_the_database(&mut tasks, bus, database, signer, &readiness, &shutdown);
        tasks.spawn("server", async move {
            serve_while(ready, listener, &settings.server, served, shutdown).await
        });
        tasks.join().await
    }

    /// What the platform serves of its decisions.
    fn platform(&self) -> Platform<Tables<S>> {
        let candidates = Candidates::new(self.adoption.clone(), self.host.clone());
        Platform {
            adoption: self.adoption.clone(),
            log: seal::service(self.database.clone(), self.signer.verifying_key()),
            replays: kezhuan_replay::service(
                self.database.clone(),
                self.host.clone(),
                candidates,
                self.settings.replay,
            ),
        }
    }

    /// Keeps the heads of others, and follows its rules, their troubles and their shadows.
    fn follow(&self, tasks: &mut Tasks) {
        let (on, shutdown) = ((&self.bus, &self.database), &self.shutdown);
        keep_heads(tasks, on, S::HEADS_OF, shutdown);
        self.adoption.follow_rules(tasks, on, S::RULEBOOK, shutdown);
        self.adoption
            .follow_troubles(tasks, self.settings.troubles.clone(), shutdown);
        let asked = (&self.database, self.host.clone());
        self.adoption
            .follow_shadows(tasks, asked, self.settings.replay, shutdown);
    }
}
