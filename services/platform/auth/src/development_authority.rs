//! The development authority: signs certificates for a suite that runs on this machine, and only for
//! that.
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{Datelike, Days, NaiveDate, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    SanType, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

const KEY_FILE: &str = "authority-key.pem";
const CERTIFICATE_FILE: &str = "authority.pem";
const NAME: &str = "Kezhuan development authority";
const AUTHORITY_DAYS: u64 = 3_650;

/// Signs with a key made for one data folder.
pub struct DevelopmentAuthority {
    issuer: Issuer<'static, KeyPair>,
    folder: PathBuf,
}

/// A certificate and its key, in PEM.
#[derive(Clone)]
pub struct Credential {
    pub certificate: String,
    pub key: String,
}

impl DevelopmentAuthority {
    /// Opens the authority of `folder`, making its key on first use.
    pub fn create_or_load(folder: &Path) -> anyhow::Result<DevelopmentAuthority> {
        if !folder.join(KEY_FILE).exists() {
            create(folder)
                .with_context(|| format!("can't make an authority in {}", folder.display()))?;
        }
        DevelopmentAuthority::load(folder)
    }

    /// Opens the authority of a suite that was started before.
    pub fn load(folder: &Path) -> anyhow::Result<DevelopmentAuthority> {
        let key = fs::read_to_string(folder.join(KEY_FILE))
            .with_context(|| format!("no authority in {}", folder.display()))?;
        Ok(DevelopmentAuthority {
            issuer: Issuer::new(authority_params(), KeyPair::from_pem(&key)?),
            folder: folder.to_owned(),
        })
    }

    /// The authority's own certificate: who believes it, believes what is signed here.
    pub fn certificate_file(&self) -> PathBuf {
        self.folder.join(CERTIFICATE_FILE)
    }

    /// A server on this machine, for `days` from today.
    pub fn server(&self, days: u64) -> anyhow::Result<Credential> {
        let names = ["localhost", "127.0.0.1"].map(str::to_owned);
        let mut params = CertificateParams::new(names)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.signed(params, days_from_today(days))
    }

    /// A service of the suite, for `days` from today.
    pub fn service(&self, name: &str, days: u64) -> anyhow::Result<Credential> {
        self.client(
            &format!("spiffe://kezhuan/service/{name}"),
            days_from_today(days),
        )
    }

    /// The systems of a bank, for `days` from today. A bank may hold several at a time.
    pub fn bank(&self, organisation: &str, days: u64) -> anyhow::Result<Credential> {
        self.bank_within(organisation, days_from_today(days))
    }

    /// The same for any days, also such as are over.
    pub fn bank_within(
        &self,
        organisation: &str,
        days: (NaiveDate, NaiveDate),
    ) -> anyhow::Result<Credential> {
        self.client(&format!("spiffe://kezhuan/bank/{organisation}"), days)
    }

    fn client(&self, uri: &str, days: (NaiveDate, NaiveDate)) -> anyhow::Result<Credential> {
        let mut params = CertificateParams::default();
        params.subject_alt_names = vec![SanType::URI(uri.try_into()?)];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.signed(params, days)
    }

    fn signed(
        &self,
        mut params: CertificateParams,
        (from, until): (NaiveDate, NaiveDate),
    ) -> anyhow::Result<Credential> {
        params.not_before = date_time_ymd(from.year(), from.month() as u8, from.day() as u8);
        params.not_after = date_time_ymd(until.year(), until.month() as u8, until.day() as u8);
        let key = KeyPair::generate()?;
        Ok(Credential {
            certificate: params.signed_by(&key, &self.issuer)?.pem(),
            key: key.serialize_pem(),
        })
    }
}

impl Credential {
    /// Certificate and key as `NAME.pem` and `NAME-key.pem` in `folder`.
    pub fn write(&self, folder: &Path, name: &str) -> anyhow::Result<[PathBuf; 2]> {
        let files = [format!("{name}.pem"), format!("{name}-key.pem")];
        let [certificate, key] = files.map(|file| folder.join(file));
        fs::write(&certificate, &self.certificate)?;
        write_secret(&key, &self.key)?;
        Ok([certificate, key])
    }

    /// SHA-256 of the certificate in hexadecimal: by this it is taken back.
    pub fn fingerprint(&self) -> anyhow::Result<String> {
        let der = CertificateDer::from_pem_slice(self.certificate.as_bytes())?;
        let digest = Sha256::digest(&der);
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// From yesterday, since clocks differ.
fn days_from_today(days: u64) -> (NaiveDate, NaiveDate) {
    let today = Utc::now().date_naive();
    (today - Days::new(1), today + Days::new(days))
}

/// What every signature names as its issuer; the key is what differs.
fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, NAME);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params
}

fn create(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let key = KeyPair::generate()?;
    let (from, until) = days_from_today(AUTHORITY_DAYS);
    let mut params = authority_params();
    params.not_before = date_time_ymd(from.year(), from.month() as u8, from.day() as u8);
    params.not_after = date_time_ymd(until.year(), until.month() as u8, until.day() as u8);
    fs::write(
        folder.join(CERTIFICATE_FILE),
        params.self_signed(&key)?.pem(),
    )?;
    // The key last: where it is, everything is.
    write_secret(&folder.join(KEY_FILE), &key.serialize_pem())
}

fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    Ok(file.write_all(text.as_bytes())?)
}
