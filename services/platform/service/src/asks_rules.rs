//! What a service that asks rules says of itself.
use std::future::Future;

use chrono::NaiveDate;
use futures::future::BoxFuture;
use kezhuan_adoption::Entry;
use kezhuan_adoption::store::rule_entries;
use kezhuan_cases::{Error, Reasons};
use kezhuan_database::{Database, Write};
use kezhuan_law::Fen;
use kezhuan_law::rule_trouble::Trouble;
use kezhuan_protocol::rules::v1::Appropriation;

/// A service that asks rules and keeps cases.
pub trait AsksRules: Send + Sync + 'static {
    /// How it says no.
    type Reasons: Reasons;

    /// Names it in subjects, databases and settings.
    const NAME: &'static str;

    /// The hooks it asks.
    const HOOKS: &'static [&'static str];

    /// Names its consumer of rule changes, on the server and in the inbox.
    const RULEBOOK: &'static str;

    /// Whose tree heads it keeps.
    const HEADS_OF: &'static [&'static str];

    /// Takes over what a programme may spend, or only says what is bound of it. Nothing where the family is another
    /// service's.
    fn appropriated(
        database: &Database,
        told: Appropriation,
        validate_only: bool,
    ) -> impl Future<Output = Result<Option<Fen>, Error<Self::Reasons>>> + Send;

    /// Takes an entry over. Answers whether anything changed. Another one only where a service keeps more of an entry.
    fn keep_entry<'a>(
        write: &'a mut Write,
        entry: &'a Entry,
    ) -> BoxFuture<'a, Result<bool, Error<Self::Reasons>>> {
        Box::pin(
            async move { Ok::<_, Error<Self::Reasons>>(rule_entries::adopt(write, entry).await?) },
        )
    }

    /// What is the matter beside what the platform finds of rules. Nothing, unless a service knows more.
    fn others(
        _database: &Database,
        _today: NaiveDate,
    ) -> impl Future<Output = Result<Vec<Trouble>, Error<Self::Reasons>>> + Send {
        async { Ok(Vec::new()) }
    }
}
