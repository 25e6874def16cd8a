//! Where a package lies in a registry. It is pushed to a tag, which may move; it is pulled by a digest, which can't.
use std::fmt;
use std::str::FromStr;

use oci_client::Reference;

use crate::Error;

const DIGEST: &str = "sha256:";
const DIGEST_DIGITS: usize = 64;

/// `registry.example.org/rules/pengjiang:1.2.0`, where a package is pushed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagged(pub(crate) Reference);

/// `registry.example.org/rules/pengjiang:1.2.0@sha256:…`, with or without the tag, which says nothing then.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pinned(pub(crate) Reference);

impl Tagged {
    /// The same place under the digest of what was pushed there.
    pub(crate) fn pinned(&self, digest: &str) -> Pinned {
        Pinned(Reference::with_tag_and_digest(
            self.0.registry().to_owned(),
            self.0.repository().to_owned(),
            self.0.tag().unwrap_or_default().to_owned(),
            digest.to_owned(),
        ))
    }

    /// Host and port of the registry.
    pub fn registry(&self) -> &str {
        self.0.registry()
    }
}

impl Pinned {
    /// Host and port of the registry.
    pub fn registry(&self) -> &str {
        self.0.registry()
    }

    /// The path behind the host.
    pub fn repository(&self) -> &str {
        self.0.repository()
    }

    /// `sha256:` and 64 digits.
    pub fn digest(&self) -> &str {
        self.0.digest().unwrap_or_default()
    }
}

impl FromStr for Tagged {
    type Err = Error;

    fn from_str(text: &str) -> Result<Tagged, Error> {
        let reference = parsed(text)?;
        let why = match (reference.digest(), is_tagged(text)) {
            (None, true) => return Ok(Tagged(reference)),
            (Some(_), _) => "leave the digest out: it is what pushing answers",
            (None, false) => "end it with a tag, such as :1.2.0",
        };
        Err(refused(text, why))
    }
}

impl FromStr for Pinned {
    type Err = Error;

    fn from_str(text: &str) -> Result<Pinned, Error> {
        let reference = parsed(text)?;
        let digits = reference.digest().and_then(|all| all.strip_prefix(DIGEST));
        let is_hex = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
        match digits {
            Some(digits) if digits.len() == DIGEST_DIGITS && digits.bytes().all(is_hex) => {
                Ok(Pinned(reference))
            }
            _ => Err(refused(
                text,
                "pin it by @sha256: and 64 lower-case digits, as `kezhuan rules push` printed it; a tag may be moved",
            )),
        }
    }
}

impl fmt::Display for Pinned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Tagged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// No registry is assumed: what is left out would mean a public one.
fn parsed(text: &str) -> Result<Reference, Error> {
    let host = text.split_once('/').map_or("", |(host, _)| host);
    if !(host.contains(['.', ':']) || host == "localhost") {
        return Err(refused(
            text,
            "begin with the registry's host, such as registry.example.org/rules/pengjiang",
        ));
    }
    Reference::from_str(text)
        .map_err(|_| refused(text, "write registry/repository:tag@sha256:digest"))
}

fn is_tagged(text: &str) -> bool {
    let name = text.split('@').next().unwrap_or_default();
    name.rsplit('/')
        .next()
        .is_some_and(|last| last.contains(':'))
}

fn refused(text: &str, why: &'static str) -> Error {
    Error::Reference {
        text: text.to_owned(),
        why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest() -> String {
        format!("sha256:{}", "0a".repeat(32))
    }

    #[test]
    fn what_is_pulled_is_pinned() {
        for tag in ["", ":1.2.0"] {
            let text = format!(
                "registry.example.org:5000/rules/pengjiang{tag}@{}",
                digest()
            );
            let pinned: Pinned = text.parse().unwrap();
            assert_eq!(pinned.to_string(), text);
            assert_eq!(pinned.registry(), "registry.example.org:5000");
            assert_eq!(pinned.repository(), "rules/pengjiang");
            assert_eq!(pinned.digest(), digest());
        }
        for text in [
            "registry.example.org/rules/pengjiang",
            "registry.example.org/rules/pengjiang:1.2.0",
            "registry.example.org/rules/pengjiang@sha256:0a",
            &format!(
                "registry.example.org/rules/pengjiang@sha256:{}",
                "0A".repeat(32)
            ),
            &format!(
                "registry.example.org/rules/pengjiang@sha512:{}",
                "0a".repeat(64)
            ),
            // Nobody means Docker's.
            &format!("pengjiang@{}", digest()),
            &format!("rules/pengjiang@{}", digest()),
            "",
        ] {
            assert!(text.parse::<Pinned>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_pushed_has_a_tag_and_its_digest_is_the_answer() {
        let tagged: Tagged = "localhost:5000/rules/pengjiang:1.2.0".parse().unwrap();
        let pinned = tagged.pinned(&digest());
        assert_eq!(
            pinned.to_string(),
            format!("localhost:5000/rules/pengjiang:1.2.0@{}", digest())
        );
        assert_eq!(pinned.to_string().parse::<Pinned>().unwrap(), pinned);
        for text in [
            "localhost:5000/rules/pengjiang",
            "rules/pengjiang:1.2.0",
            &pinned.to_string(),
        ] {
            assert!(text.parse::<Tagged>().is_err(), "{text}");
        }
    }
}
