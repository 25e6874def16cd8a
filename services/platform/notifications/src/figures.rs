//! What tells how messages fare: by channel what became of each, how many wait, and how long one has that could be sent.
use std::sync::LazyLock;
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_law::regions::PREFECTURE;
use kezhuan_runtime::Shutdown;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Gauge, Meter};

use crate::Error;
use crate::channel::{Outcome, State, Step};
use crate::store::deliveries::{self, Lost, Waiting};

const LOOK_EVERY: Duration = Duration::from_secs(15);

static METER: LazyLock<Meter> =
    LazyLock::new(|| opentelemetry::global::meter("kezhuan.notifications"));

/// By `channel` and `outcome`: SENT, POSTPONED, REFUSED, GIVEN_UP, UNCERTAIN, NO_ADDRESS.
static DELIVERIES: LazyLock<Counter<u64>> =
    LazyLock::new(|| METER.u64_counter("kezhuan.notification.deliveries").build());

/// Those not done with, by `channel`; those that were put off too.
static WAITING: LazyLock<Gauge<i64>> =
    LazyLock::new(|| METER.i64_gauge("kezhuan.notification.waiting").build());

/// Seconds the oldest has waited that could have been sent, by `channel`.
static DUE_AGE: LazyLock<Gauge<f64>> = LazyLock::new(|| {
    let age = METER.f64_gauge("kezhuan.notification.due_age");
    age.with_unit("s").build()
});

/// What an attempt is counted as; nothing was attempted where there was no address.
pub(crate) fn outcome(attempt: Option<&Outcome>, step: Step) -> &'static str {
    match (attempt, step) {
        (None, _) => "NO_ADDRESS",
        (Some(Outcome::Sent), _) => "SENT",
        (Some(Outcome::NotNow(_)), Step::Postpone) => "POSTPONED",
        (Some(Outcome::NotNow(_)), _) => "GIVEN_UP",
        (Some(Outcome::Refused(_)), _) => "REFUSED",
        (Some(Outcome::Unknown(_)), _) => "UNCERTAIN",
    }
}

/// Counts one that an attempt was made of.
pub(crate) fn attempted(channel: &str, outcome: &'static str) {
    count(channel, outcome, 1);
}

/// Counts those that a process was sending when it ended: what is not sent again is uncertain.
pub(crate) fn lost(lost: &[Lost]) {
    for one in lost {
        let outcome = match State::parse(&one.state) {
            Some(State::Uncertain) => "UNCERTAIN",
            _ => "POSTPONED",
        };
        count(&one.channel, outcome, one.count);
    }
}

/// Counts those that waited too long, by channel.
pub(crate) fn given_up(stale: &[(String, i64)]) {
    for (channel, many) in stale {
        count(channel, "GIVEN_UP", *many);
    }
}

// The table has no channel but those in the list, so there are few.
fn count(channel: &str, outcome: &'static str, many: i64) {
    let labels = [
        KeyValue::new("channel", channel.to_owned()),
        KeyValue::new("outcome", outcome),
    ];
    DELIVERIES.add(u64::try_from(many).unwrap_or_default(), &labels);
}

/// Looks until shutdown at what waits on the channels that this process sends by. Every such process says the same.
pub(crate) async fn watch(
    database: Database,
    channels: Vec<&'static str>,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    if channels.is_empty() {
        return Ok(());
    }
    loop {
        match waiting(&database).await {
            Ok(waiting) => tell(&channels, &waiting),
            Err(error) => {
                tracing::warn!(error = ?error, "how messages to people stand can't be read now")
            }
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn waiting(database: &Database) -> Result<Vec<Waiting>, Error> {
    let service = Caller::service(database.service(), PREFECTURE);
    let read = database.read(&service, async |connection| {
        deliveries::waiting(connection).await
    });
    read.await
}

fn tell(channels: &[&'static str], waiting: &[Waiting]) {
    for channel in channels {
        let found = waiting.iter().find(|one| one.channel == *channel);
        let label = [KeyValue::new("channel", *channel)];
        DUE_AGE.record(found.map_or(0.0, |one| one.due_age_s), &label);
        WAITING.record(found.map_or(0, |one| one.count), &label);
    }
}
