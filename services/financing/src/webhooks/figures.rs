//! What tells how webhooks fare: attempts and deliveries by what they came to, how long a message has waited that could be
//! sent, and how many endpoints were given up.
use std::sync::LazyLock;
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_law::regions::PREFECTURE;
use kezhuan_runtime::Shutdown;
use kezhuan_webhooks::{Answer, Verdict};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Gauge, Meter};

use crate::error::Error;
use crate::store::{webhook_deliveries, webhook_endpoints};

const LOOK_EVERY: Duration = Duration::from_secs(15);

static METER: LazyLock<Meter> = LazyLock::new(|| opentelemetry::global::meter("kezhuan.webhooks"));

/// Attempts by `outcome`: DELIVERED, or why not.
static ATTEMPTS: LazyLock<Counter<u64>> =
    LazyLock::new(|| METER.u64_counter("kezhuan.webhook.attempts").build());

/// Messages that are done with, by `outcome`: DELIVERED, FAILED, GONE.
static DELIVERIES: LazyLock<Counter<u64>> =
    LazyLock::new(|| METER.u64_counter("kezhuan.webhook.deliveries").build());

/// Seconds the oldest message has waited that could have been sent.
static DUE_AGE: LazyLock<Gauge<f64>> = LazyLock::new(|| {
    let age = METER.f64_gauge("kezhuan.webhook.due_age");
    age.with_unit("s").build()
});

/// Endpoints that are disabled and not by their owner.
static DISABLED: LazyLock<Gauge<i64>> = LazyLock::new(|| {
    METER
        .i64_gauge("kezhuan.webhook.endpoints_disabled")
        .build()
});

/// Counts an attempt, whatever is made of it.
pub(super) fn tried(answer: &Answer) {
    let outcome = match answer.failure {
        Some(failure) => failure.as_str(),
        None => "DELIVERED",
    };
    ATTEMPTS.add(1, &[KeyValue::new("outcome", outcome)]);
}

/// Counts a message that an attempt was the last of.
pub(super) fn decided(verdict: Verdict) {
    let outcome = match verdict {
        Verdict::Delivered => "DELIVERED",
        Verdict::GivenUp => "FAILED",
        Verdict::Gone => "GONE",
        Verdict::Again(_) => return,
    };
    DELIVERIES.add(1, &[KeyValue::new("outcome", outcome)]);
}

/// Looks until shutdown at what stands in the tables. Every process says the same.
pub async fn watch(database: Database, shutdown: Shutdown) -> anyhow::Result<()> {
    loop {
        if let Err(error) = look(&database).await {
            tracing::warn!(error = ?error, "how webhooks stand can't be read now");
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn look(database: &Database) -> Result<(), Error> {
    let caller = Caller::service(crate::NAME, PREFECTURE);
    let read = database.read(&caller, async |connection| {
        let age = webhook_deliveries::due_age(connection).await?;
        Ok::<_, Error>((age, webhook_endpoints::given_up(connection).await?))
    });
    let (age, given_up) = read.await?;
    DUE_AGE.record(age, &[]);
    DISABLED.record(given_up, &[]);
    Ok(())
}
