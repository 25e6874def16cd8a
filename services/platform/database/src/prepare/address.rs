//! Connection URLs of other roles on the server that an admin URL names.
use sha2::{Digest, Sha256};

use crate::Error;

const ROUNDS: u32 = 20_000;

/// `scheme://user:password@host/database?query`, in parts.
pub(super) struct Address {
    scheme: String,
    user: String,
    password: Option<String>,
    host: String,
    query: String,
}

impl Address {
    pub fn parse(url: &str) -> Result<Self, Error> {
        let invalid = || Error::Name("admin url".to_owned());
        let (scheme, rest) = url.split_once("://").ok_or_else(invalid)?;
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, format!("?{query}")),
            None => (rest, String::new()),
        };
        let (login, place) = rest.rsplit_once('@').unwrap_or(("", rest));
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(password.to_owned())),
            None => (login, None),
        };
        let host = place.split('/').next().unwrap_or_default();
        Ok(Self {
            scheme: scheme.to_owned(),
            user: user.to_owned(),
            password,
            host: host.to_owned(),
            query,
        })
    }

    /// The same user on another database.
    pub fn on(&self, database: &str) -> String {
        self.of(&self.user, self.password.as_deref(), database)
    }

    /// Another user. Passwords stand as they are: ours are hexadecimal, others' come encoded.
    pub fn of(&self, user: &str, password: Option<&str>, database: &str) -> String {
        let Self {
            scheme,
            host,
            query,
            ..
        } = self;
        let login = match password {
            Some(password) => format!("{user}:{password}@"),
            None if user.is_empty() => String::new(),
            None => format!("{user}@"),
        };
        format!("{scheme}://{login}{host}/{database}{query}")
    }

    /// A password for `role` that only a holder of the admin's password can work out.
    pub fn derived_password(&self, role: &str) -> Option<String> {
        let mut digest = Sha256::new_with_prefix(b"kezhuan-role-password-v1")
            .chain_update(self.password.as_deref()?)
            .chain_update([0])
            .chain_update(role)
            .finalize();
        for _ in 0..ROUNDS {
            digest = Sha256::digest(digest);
        }
        Some(hex::encode(digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_other_roles_keep_host_port_and_query() {
        let tcp = Address::parse("postgres://admin:s3cret@127.0.0.1:5433/postgres?sslmode=disable")
            .unwrap();
        assert_eq!(
            tcp.on("x"),
            "postgres://admin:s3cret@127.0.0.1:5433/x?sslmode=disable"
        );
        assert_eq!(
            tcp.of("app", Some("pw"), "x"),
            "postgres://app:pw@127.0.0.1:5433/x?sslmode=disable"
        );
        assert_ne!(tcp.derived_password("a"), tcp.derived_password("b"));
        assert_eq!(tcp.derived_password("a").unwrap().len(), 64);
        let trusting = Address::parse("postgres://admin@/postgres?host=/run/pg").unwrap();
        assert_eq!(
            trusting.of("app", None, "x"),
            "postgres://app@/x?host=/run/pg"
        );
        assert_eq!(trusting.derived_password("a"), None);
        assert!(Address::parse("nonsense").is_err());
    }
}
