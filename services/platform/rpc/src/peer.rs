//! Who is at the other end of a connection, as far as the connection shows it.
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, UnixTime};
use tokio::time::Instant;

use crate::clients::{Believed, Distrust};

/// How long one look at a certificate counts: signatures are dear, and requests come in swarms.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// In the extensions of every request.
#[derive(Clone)]
pub struct Peer {
    pub address: Option<SocketAddr>,
    pub certificate: Option<ClientCertificate>,
}

/// What is believed now, shared with whoever reads it again.
pub(crate) type Standing = Arc<RwLock<Arc<Believed>>>;

/// A certificate whose key the client has shown to hold. Whether it is to be believed is asked for
/// each request: a certificate ends, or is taken back, while its connection lives.
#[derive(Clone)]
pub struct ClientCertificate {
    chain: Arc<[CertificateDer<'static>]>,
    standing: Standing,
    last: Arc<Mutex<Option<Look>>>,
}

struct Look {
    by: Arc<Believed>,
    at: Instant,
    verdict: Result<(), Distrust>,
}

impl Peer {
    /// Whether `organisation` may come from where this peer is.
    pub fn may_come_for(&self, organisation: &str) -> bool {
        let address = self.address.map(|address| address.ip());
        self.certificate
            .as_ref()
            .is_none_or(|shown| shown.believed().allows(organisation, address))
    }
}

impl ClientCertificate {
    pub(crate) fn new(chain: Arc<[CertificateDer<'static>]>, standing: Standing) -> Self {
        ClientCertificate {
            chain,
            standing,
            last: Arc::default(),
        }
    }

    /// The certificate itself, when it is believed now.
    pub fn believed_now(&self) -> Result<&CertificateDer<'static>, Distrust> {
        self.verdict()?;
        self.chain.first().ok_or(Distrust::AuthorityUnknown)
    }

    fn verdict(&self) -> Result<(), Distrust> {
        let by = self.believed();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(look) = &*last
            && Arc::ptr_eq(&look.by, &by)
            && look.at.elapsed() < LOOK_AGAIN
        {
            return look.verdict;
        }
        let verdict = by.judge(&self.chain, UnixTime::now());
        *last = Some(Look {
            by,
            at: Instant::now(),
            verdict,
        });
        verdict
    }

    fn believed(&self) -> Arc<Believed> {
        let standing = self.standing.read();
        standing.unwrap_or_else(PoisonError::into_inner).clone()
    }
}
