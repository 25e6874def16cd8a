//! How long an RPC may take: the client's `grpc-timeout`, never more than the server's own.
use std::time::Duration;

use http::HeaderMap;

/// The shorter of the client's wish and `most`.
pub(crate) fn of(headers: &HeaderMap, most: Duration) -> Duration {
    asked(headers).map_or(most, |asked| asked.min(most))
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

    #[test]
    fn a_client_deadline_is_read_in_every_unit_and_never_exceeds_ours() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", text.parse().unwrap());
            of(&headers, Duration::from_secs(30))
        };
        assert_eq!(read("250m"), Duration::from_millis(250));
        assert_eq!(read("2S"), Duration::from_secs(2));
        assert_eq!(read("7u"), Duration::from_micros(7));
        for none_or_long in ["1H", "1M", "123456789S", "S", "1x", "-1S"] {
            assert_eq!(
                read(none_or_long),
                Duration::from_secs(30),
                "{none_or_long}"
            );
        }
    }
}
