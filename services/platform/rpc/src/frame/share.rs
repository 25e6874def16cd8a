//! Each tenant's share of the requests under way, so that one tenant's storm leaves the others room.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::{Problem, dress};

/// How many requests each holder has under way.
pub(super) struct Shares {
    held: Mutex<HashMap<String, usize>>,
    max: usize,
}

impl Shares {
    pub(super) fn new(max: usize) -> Arc<Shares> {
        Arc::new(Shares {
            held: Mutex::default(),
            max,
        })
    }
}

/// One request's claim on a share: empty until somebody knows who calls, given back when the
/// request is over.
#[derive(Clone)]
pub struct Share {
    shares: Arc<Shares>,
    taken: Arc<OnceLock<Taken>>,
}

impl Share {
    pub(super) fn of(shares: &Arc<Shares>) -> Share {
        Share {
            shares: shares.clone(),
            taken: Arc::default(),
        }
    }

    /// Counts the request to `holder`, unless its share is used up.
    pub fn take(&self, holder: &str) -> Result<(), Problem> {
        let max = self.shares.max;
        let mut held = self
            .shares
            .held
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(holder.to_owned()).or_default();
        if *count >= max {
            return Err(dress::overloaded("requests_per_tenant_max", max).meta("holder", holder));
        }
        *count += 1;
        drop(held);
        // A request is counted once; a second count is given back as it is dropped.
        let _ = self.taken.set(Taken {
            shares: self.shares.clone(),
            holder: holder.to_owned(),
        });
        Ok(())
    }
}

struct Taken {
    shares: Arc<Shares>,
    holder: String,
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut held = self
            .shares
            .held
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.holder) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.holder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_used_up_share_leaves_others_theirs_and_comes_back_when_requests_end() {
        let shares = Shares::new(2);
        let take = |holder: &str| {
            let share = Share::of(&shares);
            share.take(holder).map(|()| share)
        };
        let (first, second) = (take("440703").unwrap(), take("440703").unwrap());
        let refusal = take("440703").err().unwrap();
        assert_eq!(refusal.reason(), "OVERLOADED");
        take("440705").unwrap();
        let copy = first.clone();
        drop(first);
        assert!(take("440703").is_err(), "some part of it still runs");
        drop(copy);
        take("440703").unwrap();
        drop(second);
        assert!(shares.held.lock().unwrap().is_empty(), "nothing is kept");
    }
}
