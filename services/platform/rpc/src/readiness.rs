//! What a service needs before calls are sent to it, and what of it is there.
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use opentelemetry::KeyValue;
use opentelemetry::metrics::Gauge;

/// 1 while the part is at hand, 0 while it is not.
static READY: LazyLock<Gauge<u64>> = LazyLock::new(|| {
    opentelemetry::global::meter("kezhuan.operation")
        .u64_gauge("kezhuan.ready")
        .build()
});

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The service's own Postgres takes writes.
    Database,
    /// NATS is connected. It must have been once, so that a process that can't reach it at all gets no calls; when it leaves
    /// later, events wait in the outbox and clients are answered as before, so the process stays ready.
    Nats,
    /// The rules in force are known to the process.
    Rules,
}

impl Part {
    fn as_str(self) -> &'static str {
        match self {
            Part::Database => "database",
            Part::Nats => "nats",
            Part::Rules => "rules",
        }
    }
}

#[derive(Debug, Default)]
struct Known {
    /// What was last said of it.
    now: Option<bool>,
    /// Whether it was ever there.
    once: bool,
}

/// What one service knows of its parts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Readiness {
    service: &'static str,
    parts: Arc<Mutex<Vec<(Part, Known)>>>,
}

impl Readiness {
    /// Nothing is at hand yet of what `service` needs, and whoever watches is told so: what never comes would else not be seen
    /// to be missing.
    pub fn of(service: &'static str, parts: &[Part]) -> Readiness {
        for part in parts {
            tell(service, *part, false);
        }
        let parts = parts.iter().map(|part| (*part, Known::default()));
        Readiness {
            service,
            parts: Arc::new(Mutex::new(parts.collect())),
        }
    }

    /// `part` came or went; to be said again and again does no harm.
    pub fn is_at_hand(&self, part: Part, there: bool) {
        let mut parts = self.lock();
        let Some((_, known)) = parts.iter_mut().find(|(one, _)| *one == part) else {
            return;
        };
        if known.now != Some(there) {
            tracing::info!(
                service = self.service,
                part = part.as_str(),
                there,
                "readiness"
            );
        }
        (known.now, known.once) = (Some(there), known.once || there);
        drop(parts);
        tell(self.service, part, there);
    }

    /// The parts for which no call should be sent here.
    pub fn waits_for(&self) -> Vec<&'static str> {
        self.those(|part, known| match part {
            Part::Nats => !known.once,
            Part::Database | Part::Rules => known.now != Some(true),
        })
    }

    /// The parts that are not there now, whether or not calls may be sent here.
    pub fn away(&self) -> Vec<&'static str> {
        self.those(|_, known| known.now != Some(true))
    }

    fn those(&self, wanted: impl Fn(Part, &Known) -> bool) -> Vec<&'static str> {
        let parts = self.lock();
        let those = parts.iter().filter(|(part, known)| wanted(*part, known));
        those.map(|(part, _)| part.as_str()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Part, Known)>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tell(service: &'static str, part: Part, there: bool) {
    let labels = [
        KeyValue::new("service", service),
        KeyValue::new("part", part.as_str()),
    ];
    READY.record(u64::from(there), &labels);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_goes_is_waited_for_and_a_nats_that_was_there_is_not() {
        let readiness = Readiness::of("desk", &[Part::Database, Part::Nats, Part::Rules]);
        assert_eq!(readiness.waits_for(), ["database", "nats", "rules"]);
        for part in [Part::Database, Part::Nats, Part::Rules] {
            readiness.is_at_hand(part, true);
        }
        assert!(readiness.waits_for().is_empty());
        readiness.is_at_hand(Part::Nats, false);
        assert!(readiness.waits_for().is_empty());
        assert_eq!(readiness.away(), ["nats"]);
        readiness.is_at_hand(Part::Database, false);
        assert_eq!(readiness.waits_for(), ["database"]);
    }

    #[test]
    fn a_part_that_the_service_does_not_need_is_nobodys_matter() {
        let readiness = Readiness::of("board", &[Part::Database]);
        readiness.is_at_hand(Part::Rules, false);
        assert_eq!(readiness.waits_for(), ["database"]);
    }
}
