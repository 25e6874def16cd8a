//! Why a delivery was not applied, and whether trying again is any use.
use crate::inbox::Gap;

/// What a handler can answer other than success.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something before it is missing: it is fetched, and this delivery comes again.
    #[error(transparent)]
    Gap(#[from] Gap),
    #[error(transparent)]
    Database(#[from] kezhuan_database::Error),
    /// Another service that the handler needs is away or busy.
    #[error("what it needs is away")]
    Away(#[source] anyhow::Error),
    #[error("the event can't be decoded")]
    Decode(#[from] prost::DecodeError),
    #[error("the handler panicked")]
    Panicked,
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Failure::Database(error.into())
    }
}

impl Failure {
    /// Whether it says nothing about the event: what is needed is away or busy. Never a dead letter.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Failure::Away(_) => true,
            Failure::Database(error) => error.is_passing(),
            Failure::Other(error) => error
                .chain()
                .filter_map(|cause| cause.downcast_ref::<kezhuan_database::Error>())
                .any(kezhuan_database::Error::is_passing),
            Failure::Gap(_) | Failure::Decode(_) | Failure::Panicked => false,
        }
    }

    /// The failure and what it stands on, for a person who decides what to do.
    pub(crate) fn cause(&self) -> String {
        let mut text = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !text.ends_with(&cause_text) {
                text.push_str(": ");
                text.push_str(&cause_text);
            }
            source = cause.source();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_database_is_no_fault_of_the_event() {
        let away = || kezhuan_database::Error::from(sqlx::Error::PoolTimedOut);
        assert!(Failure::from(away()).is_passing());
        assert!(Failure::from(anyhow::Error::new(away()).context("while counting")).is_passing());
        assert!(Failure::Away(anyhow::anyhow!("no answer")).is_passing());
        assert!(!Failure::from(sqlx::Error::RowNotFound).is_passing());
        assert!(!Failure::from(anyhow::anyhow!("no such county")).is_passing());
    }

    #[test]
    fn the_cause_names_every_step() {
        let failure = Failure::from(anyhow::anyhow!("no such county").context("counting"));
        assert_eq!(failure.cause(), "counting: no such county");
    }
}
