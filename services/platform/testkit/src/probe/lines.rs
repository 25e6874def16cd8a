//! Ways in over the certificates of banks, for tokens of their people.
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tonic::transport::Channel;

/// Opens the way in of one organisation.
type Open = Box<dyn Fn(&str) -> anyhow::Result<Channel> + Send + Sync>;

pub struct Lines {
    open: Open,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    by_organisation: BTreeMap<String, Channel>,
    by_token: BTreeMap<String, Channel>,
}

impl Lines {
    pub fn new(open: impl Fn(&str) -> anyhow::Result<Channel> + Send + Sync + 'static) -> Lines {
        Lines {
            open: Box::new(open),
            known: Mutex::default(),
        }
    }

    /// From now on `token` comes over the certificate of `organisation`.
    pub fn remember(&self, token: &str, organisation: &str) -> anyhow::Result<()> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let channel = match known.by_organisation.get(organisation) {
            Some(channel) => channel.clone(),
            None => (self.open)(organisation)?,
        };
        known
            .by_organisation
            .insert(organisation.to_owned(), channel.clone());
        known.by_token.insert(token.to_owned(), channel);
        Ok(())
    }

    /// The way of a token, where it has one of its own.
    pub fn of(&self, token: &str) -> Option<Channel> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.by_token.get(token).cloned()
    }
}
