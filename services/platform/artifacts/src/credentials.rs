//! Who this is to a registry: read from a file such as `~/.docker/config.json`, which is also what a Kubernetes secret of type
//! `kubernetes.io/dockerconfigjson` holds. Read again for each call, so that a renewed one needs no restart.
use std::collections::HashMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oci_client::secrets::RegistryAuth;
use serde::Deserialize;

use crate::Error;

/// As whom a registry is asked, and what to know of that where it lets nobody in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Asking {
    pub auth: RegistryAuth,
    pub note: &'static str,
}

const HELPER_UNASKED: &str = "; those that a helper keeps (credsStore, credHelpers) are not asked for, write them into `auths`";

/// Other members (proxies) mean nothing here.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Credentials {
    auths: HashMap<String, Entry>,
    /// Programs that keep passwords elsewhere.
    creds_store: String,
    cred_helpers: HashMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    username: String,
    password: String,
    /// Both, as base64 of `username:password`.
    auth: String,
}

/// As whom `registry` is asked; anonymously where the file does not name it, or there is no file.
pub(crate) fn of(file: &Path, registry: &str) -> Result<Asking, Error> {
    if file.as_os_str().is_empty() {
        return Ok(Asking {
            auth: RegistryAuth::Anonymous,
            note: "",
        });
    }
    let unusable = |why: String| Error::File {
        path: file.to_owned(),
        why,
    };
    let text = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
    let all: Credentials =
        serde_json::from_slice(&text).map_err(|error| unusable(error.to_string()))?;
    let entry = all.auths.iter().find(|(place, _)| host(place) == registry);
    // With a helper Docker leaves an entry there without anything in it.
    let entry = entry.map(|(_, entry)| entry);
    let Some(entry) = entry.filter(|entry| !entry.auth.is_empty() || !entry.username.is_empty())
    else {
        let is_helped =
            !all.creds_store.is_empty() || all.cred_helpers.keys().any(|of| host(of) == registry);
        return Ok(Asking {
            auth: RegistryAuth::Anonymous,
            note: if is_helped { HELPER_UNASKED } else { "" },
        });
    };
    if entry.auth.is_empty() {
        return Ok(basic(&entry.username, &entry.password));
    }
    let pair = STANDARD.decode(&entry.auth).ok();
    let pair = pair.and_then(|bytes| String::from_utf8(bytes).ok());
    let pair = pair
        .as_deref()
        .and_then(|pair| pair.split_once(':'))
        .ok_or_else(|| {
            unusable(format!(
                "`auth` of {registry} is not base64 of user:password"
            ))
        })?;
    Ok(basic(pair.0, pair.1))
}

fn basic(name: &str, password: &str) -> Asking {
    Asking {
        auth: RegistryAuth::Basic(name.to_owned(), password.to_owned()),
        note: "",
    }
}

/// `https://registry.example.org/v2/` is written as well as the bare host.
fn host(place: &str) -> &str {
    let bare = place.split_once("://").map_or(place, |(_, rest)| rest);
    bare.split('/').next().unwrap_or(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn both_ways_of_writing_a_password_are_read_and_other_registries_get_none() {
        let file = file(
            r#"{"proxies": {}, "auths": {
            "https://one.example.org/v2/": {"auth": "bGk6Z2VoZWltOjE="},
            "two.example.org:5000": {"username": "wang", "password": "geheim"},
            "bad.example.org": {"auth": "bGk="}}}"#,
        );
        let of = |registry: &str| of(file.path(), registry);
        let nobody = Asking {
            auth: RegistryAuth::Anonymous,
            note: "",
        };
        assert_eq!(of("one.example.org").unwrap(), basic("li", "geheim:1"));
        assert_eq!(of("two.example.org:5000").unwrap(), basic("wang", "geheim"));
        assert_eq!(of("two.example.org").unwrap(), nobody);
        let refused = of("bad.example.org").unwrap_err().to_string();
        assert!(refused.contains("bad.example.org"), "{refused}");
        assert!(!refused.contains("bGk="), "{refused}");
        let none = super::of(Path::new(""), "one.example.org").unwrap();
        assert_eq!(none, nobody);
        assert!(super::of(Path::new("/nowhere"), "one.example.org").is_err());
    }

    #[test]
    fn what_a_helper_keeps_is_not_an_empty_name_and_is_told() {
        let all = file(r#"{"auths": {"one.example.org": {}}, "credsStore": "desktop"}"#);
        let one = file(r#"{"credHelpers": {"one.example.org": "gcloud"}}"#);
        for (file, registry, note) in [
            (&all, "one.example.org", HELPER_UNASKED),
            (&one, "one.example.org", HELPER_UNASKED),
            (&one, "two.example.org", ""),
        ] {
            let asking = of(file.path(), registry).unwrap();
            assert_eq!(asking.auth, RegistryAuth::Anonymous);
            assert_eq!(asking.note, note, "{registry}");
        }
    }
}
