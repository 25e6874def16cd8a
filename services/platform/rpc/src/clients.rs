//! Which client certificates are believed: whose authority, which were taken back, and from where
//! an organisation may come.
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use anyhow::Context;
use ipnet::IpNet;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage};

/// SHA-256 of a certificate, as `openssl x509 -fingerprint -sha256` prints it.
type Fingerprint = [u8; 32];

/// Why a certificate is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    Expired,
    NotYetValid,
    /// No authority of the suite signed it, or it can't be read.
    AuthorityUnknown,
    /// Its authority meant it for something else than a client.
    NotForClients,
    Revoked,
}

/// Authorities and lists as they were last read.
pub(crate) struct Believed {
    roots: RootCertStore,
    revoked: HashSet<Fingerprint>,
    addresses: HashMap<String, Vec<IpNet>>,
}

/// `server.tls_clients_file`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Lists {
    /// Certificates taken back before their end.
    revoked: Vec<String>,
    /// Networks by organisation; who is not named may come from anywhere.
    addresses: HashMap<String, Vec<IpNet>>,
}

impl Believed {
    /// Reads the authorities' PEM and the text of the lists.
    pub fn parse(authorities: &[u8], lists: &str) -> anyhow::Result<Believed> {
        let mut roots = RootCertStore::empty();
        for authority in CertificateDer::pem_slice_iter(authorities) {
            roots.add(authority.context("an authority's certificate can't be read")?)?;
        }
        anyhow::ensure!(
            !roots.is_empty(),
            "server.tls_client_ca_file names no authority"
        );
        let lists: Lists = toml::from_str(lists).context("server.tls_clients_file")?;
        let revoked = lists.revoked.iter().map(|text| fingerprint(text));
        Ok(Believed {
            roots,
            revoked: revoked.collect::<anyhow::Result<_>>()?,
            addresses: lists.addresses,
        })
    }

    /// Whether the first certificate of `chain` is good at `now`.
    pub fn judge(&self, chain: &[CertificateDer<'_>], now: UnixTime) -> Result<(), Distrust> {
        let Some((certificate, others)) = chain.split_first() else {
            return Err(Distrust::AuthorityUnknown);
        };
        let parsed = EndEntityCert::try_from(certificate).map_err(|error| distrust(&error))?;
        parsed
            .verify_for_usage(
                ALL_VERIFICATION_ALGS,
                &self.roots.roots,
                others,
                now,
                KeyUsage::client_auth(),
                None,
                None,
            )
            .map_err(|error| distrust(&error))?;
        // An intermediate authority can be taken back as well.
        let taken_back = |one: &CertificateDer<'_>| {
            let digest: Fingerprint = Sha256::digest(one).into();
            self.revoked.contains(&digest)
        };
        if chain.iter().any(taken_back) {
            return Err(Distrust::Revoked);
        }
        Ok(())
    }

    /// Whether `organisation` may come from `address`.
    pub fn allows(&self, organisation: &str, address: Option<IpAddr>) -> bool {
        self.addresses.get(organisation).is_none_or(|networks| {
            let address = address.map(|address| address.to_canonical());
            address.is_some_and(|address| networks.iter().any(|one| one.contains(&address)))
        })
    }
}

/// 64 hexadecimal digits, with or without colons.
fn fingerprint(text: &str) -> anyhow::Result<Fingerprint> {
    let digits = text.replace(':', "");
    let mut digest = Fingerprint::default();
    hex::decode_to_slice(&digits, &mut digest)
        .with_context(|| format!("server.tls_clients_file: {text:?} is no SHA-256 fingerprint"))?;
    Ok(digest)
}

fn distrust(error: &webpki::Error) -> Distrust {
    match error {
        webpki::Error::CertExpired { .. } => Distrust::Expired,
        webpki::Error::CertNotValidYet { .. } => Distrust::NotYetValid,
        webpki::Error::RequiredEkuNotFoundContext(_) => Distrust::NotForClients,
        _ => Distrust::AuthorityUnknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(text: &str) -> anyhow::Result<Lists> {
        Ok(toml::from_str(text)?)
    }

    #[test]
    fn a_fingerprint_is_taken_as_openssl_prints_it_and_no_other_way() {
        let printed = vec!["AB"; 32].join(":");
        assert_eq!(fingerprint(&printed).unwrap(), [0xab; 32]);
        assert_eq!(fingerprint(&"ab".repeat(32)).unwrap(), [0xab; 32]);
        for bad in ["", "ab", &"ab".repeat(31)[..], &"zz".repeat(32)[..]] {
            assert!(fingerprint(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn who_has_a_list_of_networks_comes_from_them_alone() {
        let text = "[addresses]\n\"bank-1\" = [\"203.0.113.0/24\", \"2001:db8::/32\"]\n";
        let believed = Believed {
            roots: RootCertStore::empty(),
            revoked: HashSet::new(),
            addresses: lists(text).unwrap().addresses,
        };
        let allows = |organisation: &str, address: &str| {
            believed.allows(organisation, Some(address.parse().unwrap()))
        };
        assert!(allows("bank-1", "203.0.113.9"));
        assert!(allows("bank-1", "::ffff:203.0.113.9"));
        assert!(allows("bank-1", "2001:db8::1"));
        assert!(!allows("bank-1", "203.0.114.9"));
        assert!(!believed.allows("bank-1", None));
        assert!(allows("bank-2", "198.51.100.1"));
    }

    #[test]
    fn an_unknown_key_or_a_network_that_is_none_is_refused() {
        assert!(lists("revocked = []").is_err());
        assert!(lists("[addresses]\nbank = [\"203.0.113.0/33\"]").is_err());
        assert!(Believed::parse(b"", "").is_err());
    }
}
