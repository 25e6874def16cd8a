//! What Postgres complains of while the doors work as they should: nothing.
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kezhuan_database::Error;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::world::world;

/// Longer than a connection is trusted without being asked whether it lives.
const RESTED: Duration = Duration::from_millis(1_100);

/// The warnings that Postgres sent.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Warnings {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::postgres::notice"
            && *event.metadata().level() <= Level::WARN
        {
            event.record(&mut self.clone());
        }
    }
}

impl Visit for Warnings {
    fn record_debug(&mut self, _: &Field, value: &dyn Debug) {
        self.0.lock().unwrap().push(format!("{value:?}"));
    }
}

#[tokio::test]
async fn a_connection_that_rested_is_taken_up_again_without_a_warning() {
    let warnings = Warnings::default();
    let _listening =
        tracing::subscriber::set_default(tracing_subscriber::registry().with(warnings.clone()));
    let world = world().await;
    let look = async || {
        let seen: Result<i32, Error> = world
            .database
            .relay_read(async |connection| {
                Ok(sqlx::query_scalar("SELECT 1").fetch_one(connection).await?)
            })
            .await;
        seen.unwrap()
    };
    look().await;
    tokio::time::sleep(RESTED).await;
    look().await;
    assert_eq!(*warnings.0.lock().unwrap(), Vec::<String>::new());
}
