//! Who this is to a registry: read from a file such as `~/.docker/config.json`, which is also what a Kubernetes secret of type
//! `kubernetes.io/dockerconfigjson` holds. Read again for each call, so that a renewed one needs no restart.
use std::cmp::Reverse;
use std::collections::BTreeMap;
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
    auths: BTreeMap<String, Entry>,
    /// Programs that keep passwords elsewhere.
    creds_store: String,
    cred_helpers: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    username: String,
    password: String,
    /// Both, as base64 of `username:password`.
    auth: String,
}

/// As whom `registry` is asked for `repository`: by the entry that names most of its path. Anonymously where the file does not
/// name it, or there is no file.
pub(crate) fn of(file: &Path, registry: &str, repository: &str) -> Result<Asking, Error> {
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
    let depth = |place: &str| depth(place, registry, repository);
    // With a helper Docker leaves an entry there without anything in it.
    let held = all
        .auths
        .iter()
        .filter(|(_, entry)| !entry.auth.is_empty() || !entry.username.is_empty());
    // Of several ways to write one place the plainest counts, the bare host before `https://host/v1/`.
    let nearest = held
        .filter_map(|(place, entry)| Some((depth(place)?, place, entry)))
        .max_by_key(|(depth, place, _)| (*depth, Reverse(place.len())));
    let Some((_, place, entry)) = nearest else {
        let mut helped = all.cred_helpers.keys();
        let is_helped = !all.creds_store.is_empty() || helped.any(|place| depth(place).is_some());
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
        .ok_or_else(|| unusable(format!("`auth` of {place} is not base64 of user:password")))?;
    Ok(basic(pair.0, pair.1))
}

fn basic(name: &str, password: &str) -> Asking {
    Asking {
        auth: RegistryAuth::Basic(name.to_owned(), password.to_owned()),
        note: "",
    }
}

/// How many segments of `repository` the entry of `place` names, 0 for a bare host; `None` where it is of another place.
fn depth(place: &str, registry: &str, repository: &str) -> Option<usize> {
    let bare = place.split_once("://").map_or(place, |(_, rest)| rest);
    let named: Vec<&str> = bare.split('/').filter(|part| !part.is_empty()).collect();
    let asked: Vec<&str> = repository.split('/').collect();
    let reaching = |path: &[&str]| asked.starts_with(path).then_some(path.len());
    let (host, path) = named.split_first()?;
    match path {
        _ if *host != registry => None,
        // In Docker's `https://host/v1/` it is the interface; a repository may begin so as well.
        ["v1" | "v2", rest @ ..] => reaching(path).or_else(|| reaching(rest)),
        _ => reaching(path),
    }
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
        let of = |registry: &str| of(file.path(), registry, "rules/pengjiang");
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
        let none = super::of(Path::new(""), "one.example.org", "rules/pengjiang").unwrap();
        assert_eq!(none, nobody);
        let lost = super::of(Path::new("/nowhere"), "one.example.org", "rules/pengjiang");
        assert!(lost.is_err());
    }

    /// The name in the entry that is used; none where nobody in particular asks.
    fn name(file: &tempfile::NamedTempFile, registry: &str, repository: &str) -> Option<String> {
        match of(file.path(), registry, repository).unwrap().auth {
            RegistryAuth::Basic(name, _) => Some(name),
            _ => None,
        }
    }

    #[test]
    fn of_several_entries_of_one_registry_the_one_with_the_longest_path_is_used() {
        let file = file(
            r#"{"auths": {
            "registry.example.org": {"username": "host"},
            "registry.example.org/team-a": {"username": "a"},
            "https://registry.example.org/team-a/rules/": {"username": "a-rules"},
            "registry.example.org/v2/team-b": {"username": "b"},
            "registry.example.org/team-c": {},
            "scoped.example.org/team-a": {"username": "scoped"},
            "scoped.example.org/v1": {"username": "v1"}}}"#,
        );
        for (registry, repository, used) in [
            ("registry.example.org", "team-a/pengjiang", Some("a")),
            ("registry.example.org", "team-a", Some("a")),
            (
                "registry.example.org",
                "team-a/rules/pengjiang",
                Some("a-rules"),
            ),
            ("registry.example.org", "team-b/pengjiang", Some("b")),
            ("registry.example.org", "v2/team-b/pengjiang", Some("b")),
            // Nothing is in the entry of that path.
            ("registry.example.org", "team-c/pengjiang", Some("host")),
            // A segment counts whole, and from the beginning.
            ("registry.example.org", "team-ab/pengjiang", Some("host")),
            (
                "registry.example.org",
                "rules/team-a/pengjiang",
                Some("host"),
            ),
            ("scoped.example.org", "team-a/pengjiang", Some("scoped")),
            ("scoped.example.org", "v1/pengjiang", Some("v1")),
            ("example.org", "team-a/pengjiang", None),
        ] {
            let found = name(&file, registry, repository);
            assert_eq!(found.as_deref(), used, "{registry}/{repository}");
        }
        let scoped = r#"{"auths": {"one.example.org/team-a": {"username": "a"}}}"#;
        let scoped = self::file(scoped);
        assert_eq!(name(&scoped, "one.example.org", "team-b/p"), None);
    }

    #[test]
    fn of_several_ways_to_write_a_host_the_plainest_is_used() {
        let file = file(
            r#"{"auths": {
            "http://one.example.org/v2/": {"username": "http"},
            "https://one.example.org/v1/": {"username": "https"},
            "one.example.org": {"username": "plain"},
            "https://index.docker.io/v1/": {"username": "hub"},
            "https://two.example.org/v2": {"username": "two"},
            "two.example.org": {}}}"#,
        );
        for (registry, used) in [
            ("one.example.org", "plain"),
            ("index.docker.io", "hub"),
            ("two.example.org", "two"),
        ] {
            let found = name(&file, registry, "rules/pengjiang");
            assert_eq!(found.as_deref(), Some(used), "{registry}");
        }
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
            let asking = of(file.path(), registry, "rules/pengjiang").unwrap();
            assert_eq!(asking.auth, RegistryAuth::Anonymous);
            assert_eq!(asking.note, note, "{registry}");
        }
    }
}
