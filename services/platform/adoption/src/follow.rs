//! What runs beside the server of a service that asks rules.
use kezhuan_bus::{Bus, consume};
use kezhuan_database::Database;
use kezhuan_replay::{ReplayConfig, follow_shadows};
use kezhuan_rule_host::Host;
use kezhuan_runtime::{Shutdown, Tasks};
use uuid::Uuid;

use crate::shadow::KeptPackages;
use crate::troubles::Watch;
use crate::{Adoption, Keeping, Troubled, TroublesConfig, consumer, handle};

impl<K: Keeping> Adoption<K> {
    /// Takes changes of the rulebook over, and decides by them; `durable` names the consumer.
    pub fn follow_rules(
        &self,
        tasks: &mut Tasks,
        (bus, database): (&Bus, &Database),
        durable: &'static str,
        shutdown: &Shutdown,
    ) {
        let (rules, stop) = (self.rules.clone(), shutdown.clone());
        tasks.spawn("rulebook catch-up", self.clone().keep_up(stop.clone()));
        let adoption = self.clone();
        let handler = move |delivery| handle(adoption.clone(), delivery);
        let consuming = consume(
            bus.clone(),
            database.clone(),
            consumer(durable),
            handler,
            stop.clone(),
        );
        tasks.spawn("rule changes", consuming);
        tasks.spawn("rule stops", rules.clone().follow_restraints(stop.clone()));
        tasks.spawn("rulebook", rules.follow(stop));
    }

    /// Asks candidates what the rules in force were asked.
    pub fn follow_shadows(
        &self,
        tasks: &mut Tasks,
        (database, host): (&Database, Host),
        config: ReplayConfig,
        shutdown: &Shutdown,
    ) {
        let packages = KeptPackages(database.clone());
        let asking = follow_shadows(database.clone(), host, packages, config, shutdown.clone());
        tasks.spawn("shadows", asking);
    }
}

impl<K: Troubled> Adoption<K> {
    /// Tells what is the matter with the rules it asks.
    pub fn follow_troubles(&self, tasks: &mut Tasks, config: TroublesConfig, shutdown: &Shutdown) {
        let watch = Watch {
            database: self.database.clone(),
            tables: self.tables.clone(),
            rules: self.rules.clone(),
            clock: self.database.clock().clone(),
            config,
            process: Uuid::now_v7(),
        };
        tasks.spawn("troubles with rules", watch.run(shutdown.clone()));
    }
}
