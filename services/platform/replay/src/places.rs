//! Who may replay now: so many at once, and each authority or organisation one of them.
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use kezhuan_auth::{Caller, CallerKind};
use kezhuan_rpc::Problem;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::Code;

use crate::selection::DOMAIN;

/// The places of one service.
pub(crate) struct Places {
    free: Arc<Semaphore>,
    max: usize,
    taken: Arc<Mutex<HashSet<String>>>,
}

/// One place, given back when dropped.
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
    _holder: Option<Holder>,
}

/// Who has a place.
struct Holder {
    taken: Arc<Mutex<HashSet<String>>>,
    name: String,
}

impl Drop for Holder {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.remove(&self.name);
    }
}

impl Places {
    pub(crate) fn new(max: usize) -> Places {
        Places {
            free: Arc::new(Semaphore::new(max)),
            max,
            taken: Arc::default(),
        }
    }

    /// A place. A person is refused where none is free, or where somebody of the same authority has one;
    /// another service waits as long as its own deadline lets it.
    pub(crate) async fn take(&self, caller: &Caller) -> Result<Place, Problem> {
        match caller.kind {
            CallerKind::Service if self.max > 0 => {
                let permit = Arc::clone(&self.free).acquire_owned().await;
                Ok(Place {
                    _permit: permit.map_err(|_| self.busy())?,
                    _holder: None,
                })
            }
            CallerKind::Service
            | CallerKind::ServiceForPerson
            | CallerKind::Person
            | CallerKind::Organisation => {
                let holder = self.holder(caller)?;
                let permit = Arc::clone(&self.free).try_acquire_owned();
                Ok(Place {
                    _permit: permit.map_err(|_| self.busy())?,
                    _holder: Some(holder),
                })
            }
        }
    }

    fn holder(&self, caller: &Caller) -> Result<Holder, Problem> {
        let name = match caller.tenant.is_empty() {
            true => &caller.organisation,
            false => &caller.tenant,
        };
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if !taken.insert(name.clone()) {
            return Err(already(name));
        }
        Ok(Holder {
            taken: Arc::clone(&self.taken),
            name: name.clone(),
        })
    }

    fn busy(&self) -> Problem {
        Problem::new(Code::ResourceExhausted, "REPLAYS_BUSY", DOMAIN)
            .zh("正在进行的回放已达上限，请稍后重试")
            .en("as many replays are under way as are taken at once: try again later")
            .meta("limit", "replay.replays_max")
            .meta("replays_max", self.max)
    }
}

fn already(holder: &str) -> Problem {
    Problem::new(Code::ResourceExhausted, "REPLAY_UNDER_WAY", DOMAIN)
        .zh("本单位已有一项回放正在进行，请等待其结束")
        .en("a replay of your authority is under way: wait for its end")
        .meta("holder", holder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn person(tenant: &str) -> Caller {
        Caller {
            kind: CallerKind::Person,
            ..Caller::service("zhang", tenant)
        }
    }

    async fn refused(places: &Places, tenant: &str) -> String {
        let place = places.take(&person(tenant)).await;
        place.err().expect("refused").reason().to_owned()
    }

    #[tokio::test]
    async fn an_authority_has_one_place_and_leaves_others_theirs() {
        let places = Places::new(2);
        let first = places.take(&person("440703")).await.ok();
        assert_eq!(refused(&places, "440703").await, "REPLAY_UNDER_WAY");
        let second = places.take(&person("440705")).await.ok();
        assert_eq!(refused(&places, "440781").await, "REPLAYS_BUSY");
        drop(first);
        assert!(places.take(&person("440703")).await.is_ok());
        drop(second);
    }

    #[tokio::test]
    async fn a_service_waits_for_a_place_and_counts_for_no_authority() {
        let places = Places::new(1);
        let rules = Caller::service("rules", "");
        let held = places.take(&person("440703")).await.ok();
        let mut waiting = std::pin::pin!(places.take(&rules));
        let early = tokio::time::timeout(Duration::from_millis(20), &mut waiting).await;
        assert!(early.is_err(), "there was no place");
        drop(held);
        assert!(waiting.await.is_ok());
        assert_eq!(refused(&Places::new(0), "440703").await, "REPLAYS_BUSY");
    }
}
