//! How long an RPC may take: the client's `grpc-timeout`, never more than the server's own, unless the
//! handler knows that its answer is a long one.
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;
use tonic::Request;

/// One request's time.
#[derive(Clone, Debug)]
pub struct Deadline {
    began: Instant,
    asked: Option<Duration>,
    most: Duration,
    longer: Arc<OnceLock<Duration>>,
}

impl Deadline {
    /// Counted from now: the shorter of the client's wish and `most`.
    pub(crate) fn of(headers: &HeaderMap, most: Duration) -> Deadline {
        Deadline {
            began: Instant::now(),
            asked: asked(headers),
            most,
            longer: Arc::default(),
        }
    }

    /// Lets the answer of `request` take up to `most`, where the client waits that long. Beyond the server's
    /// own deadline it ends when the server stops, and does not hold up the drain.
    pub fn allow<T>(request: &Request<T>, most: Duration) {
        if let Some(deadline) = request.extensions().get::<Deadline>() {
            // Whoever allowed something first stands closest to the answer.
            let _ = deadline.longer.set(most);
        }
    }

    /// Until when the request may take in any case.
    pub(crate) fn usual(&self) -> Instant {
        self.began + self.at_most(self.most)
    }

    /// Until when it may take, where its handler allowed it more.
    pub(crate) fn allowed(&self) -> Option<Instant> {
        let longer = self.longer.get()?;
        let longer = self.began + self.at_most(*longer);
        (longer > self.usual()).then_some(longer)
    }

    fn at_most(&self, most: Duration) -> Duration {
        self.asked.map_or(most, |asked| asked.min(most))
    }
}

/// Up to eight digits and a unit; what can't be read asks for nothing.
fn asked(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.len() > 8 {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(number * 3600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: Duration = Duration::from_secs(30);

    fn deadline(asked: &str) -> Deadline {
        let mut headers = HeaderMap::new();
        headers.insert("grpc-timeout", asked.parse().unwrap());
        Deadline::of(&headers, MOST)
    }

    fn usual(asked: &str) -> Duration {
        let deadline = deadline(asked);
        deadline.usual() - deadline.began
    }

    #[tokio::test]
    async fn a_client_deadline_is_read_in_every_unit_and_never_exceeds_ours() {
        assert_eq!(usual("250m"), Duration::from_millis(250));
        assert_eq!(usual("2S"), Duration::from_secs(2));
        assert_eq!(usual("7u"), Duration::from_micros(7));
        for none_or_long in ["1H", "1M", "123456789S", "S", "1x", "-1S"] {
            assert_eq!(usual(none_or_long), MOST, "{none_or_long}");
        }
    }

    #[tokio::test]
    async fn a_long_answer_gets_more_and_never_more_than_its_client_waits() {
        let allowed = |asked: &str, most: Duration| {
            let deadline = deadline(asked);
            let mut request = Request::new(());
            request.extensions_mut().insert(deadline.clone());
            Deadline::allow(&request, most);
            deadline.allowed().map(|until| until - deadline.began)
        };
        let long = Duration::from_secs(600);
        assert_eq!(allowed("1H", long), Some(long));
        assert_eq!(allowed("1M", long), Some(Duration::from_secs(60)));
        assert_eq!(allowed("2S", long), None);
        assert_eq!(allowed("1H", Duration::from_secs(1)), None);
    }
}
