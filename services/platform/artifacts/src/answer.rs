//! What a registry answered, as it is told on: conditions and logs have more readers than the signed addresses are for that a
//! registry sends its callers to.
use std::error::Error as _;

use oci_client::errors::{DigestError, OciDistributionError, OciEnvelope, OciErrorCode};

use crate::Error;

/// Characters kept of what somebody else says.
const WORDS_MAX: usize = 200;

/// Why `reference` was neither pushed nor pulled. `note` says more of the credentials it was asked with.
pub(crate) fn refused(reference: &str, note: &'static str, error: &OciDistributionError) -> Error {
    let reference = reference.to_owned();
    if let Some(found) = other_digest(error) {
        let found = found.to_owned();
        return Error::OtherContent { reference, found };
    }
    let why = words(error);
    if is_refused(error) {
        Error::Refused { why, note }
    } else if is_absent(error) {
        Error::NotThere { reference, why }
    } else {
        Error::Registry(why)
    }
}

/// The digest of what came instead: the crate compares before its answer is handed over, and a stream's fault is an I/O error.
fn other_digest(error: &OciDistributionError) -> Option<&str> {
    let fault = match error {
        OciDistributionError::DigestError(fault) => Some(fault),
        OciDistributionError::IoError(error) => error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<DigestError>()),
        _ => None,
    };
    match fault {
        Some(DigestError::VerificationError { actual, .. }) => Some(actual),
        _ => None,
    }
}

fn is_refused(error: &OciDistributionError) -> bool {
    match error {
        // A token service that fails is told as one that refuses: the crate does not say which it was.
        OciDistributionError::UnauthorizedError { .. }
        | OciDistributionError::AuthenticationFailure(_) => true,
        OciDistributionError::ServerError { code, .. } => matches!(code, 401 | 403),
        OciDistributionError::RegistryError { envelope, .. } => is_called(
            envelope,
            &[OciErrorCode::Unauthorized, OciErrorCode::Denied],
        ),
        _ => false,
    }
}

fn is_absent(error: &OciDistributionError) -> bool {
    match error {
        OciDistributionError::ImageManifestNotFoundError(_) => true,
        OciDistributionError::ServerError { code, .. } => *code == 404,
        OciDistributionError::RegistryError { envelope, .. } => {
            let absent = [
                OciErrorCode::BlobUnknown,
                OciErrorCode::ManifestBlobUnknown,
                OciErrorCode::ManifestUnknown,
                OciErrorCode::NameUnknown,
                OciErrorCode::NotFound,
            ];
            is_called(envelope, &absent)
        }
        _ => false,
    }
}

fn is_called(envelope: &OciEnvelope, codes: &[OciErrorCode]) -> bool {
    let mut errors = envelope.errors.iter();
    errors.any(|error| codes.contains(&error.code))
}

fn words(error: &OciDistributionError) -> String {
    match error {
        OciDistributionError::ServerError { code, url, message } => {
            format!("{code} from {}: {}", told(url), told(message))
        }
        OciDistributionError::RegistryError { envelope, url } => {
            let errors = envelope.errors.iter();
            let errors = errors.map(|error| format!("{:?} {}", error.code, error.message));
            let errors: Vec<String> = errors.collect();
            format!("{} from {}", told(&errors.join("; ")), told(url))
        }
        other => {
            // What could not be reached, and why, is told by causes of causes.
            let mut all = other.to_string();
            let mut cause = other.source();
            while let Some(inner) = cause {
                all.push_str(": ");
                all.push_str(&inner.to_string());
                cause = inner.source();
            }
            told(&all)
        }
    }
}

/// The beginning of it, without what stands behind the `?` of an address: that may be a signature which opens what lies there.
fn told(text: &str) -> String {
    let (mut is_address, mut is_query) = (false, false);
    let mut kept = String::new();
    for letter in text.chars() {
        if letter.is_whitespace() || matches!(letter, '"' | '<' | '>') {
            (is_address, is_query) = (false, false);
        }
        is_query |= is_address && letter == '?';
        if !is_query {
            kept.push(letter);
        }
        is_address |= kept.ends_with("://");
    }
    kept.chars().take(WORDS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(error: OciDistributionError) -> Error {
        refused("registry.example.org/rules/p", "", &error)
    }

    fn answered(code: u16, message: &str) -> OciDistributionError {
        OciDistributionError::ServerError {
            code,
            url: "https://blobs.example.org/p/data?X-Amz-Credential=k&X-Amz-Signature=s".to_owned(),
            message: message.to_owned(),
        }
    }

    fn envelope(code: &str) -> OciDistributionError {
        let body = format!(r#"{{"errors": [{{"code": "{code}", "message": "words"}}]}}"#);
        OciDistributionError::RegistryError {
            envelope: serde_json::from_str(&body).unwrap(),
            url: "https://registry.example.org/v2/rules/p/manifests/1".to_owned(),
        }
    }

    #[test]
    fn a_signed_address_is_not_told() {
        let body = r#"<Error><Where>https://blobs.example.org/p?sig=geheim</Where> {"u":"http://a/b?sig=geheim"} why?"#;
        let text = of(answered(503, body)).to_string();
        for hidden in ["X-Amz", "sig=", "geheim"] {
            assert!(!text.contains(hidden), "{text}");
        }
        for shown in [
            "503",
            "https://blobs.example.org/p/data",
            "</Where>",
            "why?",
        ] {
            assert!(text.contains(shown), "{shown}: {text}");
        }
        let long = of(answered(503, &"x".repeat(10_000))).to_string();
        assert!(long.len() < 500, "{} bytes", long.len());
        let cause = std::io::Error::other("no route to https://blobs.example.org/p?sig=geheim)");
        let text = of(cause.into()).to_string();
        assert!(
            text.contains("no route") && !text.contains("sig="),
            "{text}"
        );
    }

    #[test]
    fn who_is_not_let_in_what_is_not_there_and_what_may_pass_are_told_apart() {
        for refused in [
            answered(401, ""),
            answered(403, ""),
            envelope("UNAUTHORIZED"),
            envelope("DENIED"),
            OciDistributionError::AuthenticationFailure("no".to_owned()),
        ] {
            let error = of(refused);
            assert!(matches!(error, Error::Refused { .. }), "{error}");
        }
        for absent in [
            answered(404, ""),
            envelope("MANIFEST_UNKNOWN"),
            envelope("NAME_UNKNOWN"),
        ] {
            let error = of(absent);
            assert!(matches!(error, Error::NotThere { .. }), "{error}");
        }
        for passing in [
            answered(429, ""),
            answered(503, ""),
            envelope("TOOMANYREQUESTS"),
        ] {
            let error = of(passing);
            assert!(matches!(error, Error::Registry(_)), "{error}");
        }
    }
}
