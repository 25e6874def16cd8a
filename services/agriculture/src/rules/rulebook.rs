//! The rules in force, as this service asks them.
use std::ops::Deref;

use kezhuan_database::Database;
use kezhuan_rule_host::Host;
use kezhuan_rulebook::{Live, Shelf};

use super::tables::Tables;

/// Asks the rules in force. Cheap to clone.
#[derive(Clone)]
pub struct Rules<S = Tables>(Live<S>);

impl<S> Deref for Rules<S> {
    type Target = Live<S>;

    fn deref(&self) -> &Live<S> {
        &self.0
    }
}

impl<S: Shelf> Rules<S> {
    /// The rules that stand on a shelf; `refresh` reads what is in force.
    pub fn of(host: Host, shelf: S) -> Rules<S> {
        Rules(Live::new(host, shelf))
    }

    /// What follows the stored rulebook, and serves these.
    pub fn live(&self) -> Live<S> {
        self.0.clone()
    }
}

impl Rules {
    /// The rules in this service's own tables.
    pub fn new(host: Host, database: Database) -> Rules {
        Rules::of(host, Tables(database))
    }
}
