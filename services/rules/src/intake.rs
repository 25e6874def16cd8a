//! Places for what holds a whole package in memory: uploads are few, and no tenant takes them all; activations of a
//! tenant wait for each other.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use crate::IntakeConfig;
use crate::error::Error;

/// The places of this process.
#[derive(Clone)]
pub struct Intake(Arc<Places>);

struct Places {
    config: IntakeConfig,
    /// Uploads under way, by tenant.
    under_way: Mutex<HashMap<String, usize>>,
    /// Whose activation reads its package.
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

/// A place, given back when dropped.
pub struct Place {
    intake: Intake,
    tenant: String,
}

impl Intake {
    /// All places free.
    pub fn new(config: &IntakeConfig) -> Intake {
        Intake(Arc::new(Places {
            config: config.clone(),
            under_way: Mutex::default(),
            turns: Mutex::default(),
        }))
    }

    /// The limits in force.
    pub fn config(&self) -> &IntakeConfig {
        &self.0.config
    }

    /// A place for an upload of this tenant, if there is one.
    pub fn admit(&self, tenant: &str) -> Result<Place, Error> {
        let config = &self.0.config;
        let mut under_way = self.lock();
        let own = under_way.get(tenant).copied().unwrap_or(0);
        let full = |setting, most| Error::UploadsAtOnce { setting, most };
        if own >= config.uploads_per_tenant_max {
            let most = config.uploads_per_tenant_max;
            return Err(full("intake.uploads_per_tenant_max", most));
        }
        if under_way.values().sum::<usize>() >= config.uploads_max {
            return Err(full("intake.uploads_max", config.uploads_max));
        }
        under_way.insert(tenant.to_owned(), own + 1);
        Ok(Place {
            intake: self.clone(),
            tenant: tenant.to_owned(),
        })
    }

    /// This tenant's turn to read a package's bytes, held until the guard is dropped.
    pub async fn turn(&self, tenant: &str) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.turns.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(turns.entry(tenant.to_owned()).or_default())
        };
        turn.lock_owned().await
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, usize>> {
        self.0
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut under_way = self.intake.lock();
        match under_way.get_mut(&self.tenant) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(under_way.remove(&self.tenant)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_tenant_has_one_turn_and_others_theirs() {
        let intake = Intake::new(&IntakeConfig {
            uploads_max: 1,
            uploads_per_tenant_max: 1,
            scripted_per_tenant_max: 0,
        });
        let first = intake.turn("a").await;
        let mut second = std::pin::pin!(intake.turn("a"));
        assert!(futures::poll!(&mut second).is_pending());
        drop(intake.turn("b").await);
        drop(first);
        drop(second.await);
    }

    #[test]
    fn no_tenant_takes_all_places_and_each_is_given_back() {
        let intake = Intake::new(&IntakeConfig {
            uploads_max: 3,
            uploads_per_tenant_max: 2,
            scripted_per_tenant_max: 0,
        });
        let setting = |admitted: Result<Place, Error>| match admitted.map(drop) {
            Err(Error::UploadsAtOnce { setting, .. }) => setting,
            other => panic!("{other:?}"),
        };
        let first = intake.admit("a").unwrap();
        let second = intake.admit("a").unwrap();
        assert_eq!(setting(intake.admit("a")), "intake.uploads_per_tenant_max");
        let others = intake.admit("b").unwrap();
        assert_eq!(setting(intake.admit("c")), "intake.uploads_max");
        drop((first, others));
        let third = intake.admit("a").unwrap();
        assert!(intake.admit("c").is_ok());
        drop((second, third));
        assert!(intake.lock().is_empty());
    }
}
