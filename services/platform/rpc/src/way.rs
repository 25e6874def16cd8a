//! The way to one other service for as long as this one runs. The TLS files are read again, so that a renewed certificate
//! needs no restart.
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tonic::transport::Channel;

use crate::ClientConfig;
use crate::client::{TlsFiles, endpoint};

/// How long one look at the files counts.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Cheap to clone; all clones share one connection.
#[derive(Clone)]
pub struct Way {
    config: ClientConfig,
    address: String,
    current: Arc<Mutex<Current>>,
}

struct Current {
    files: Option<TlsFiles>,
    channel: Channel,
    looked: Instant,
}

impl Way {
    /// Connects when the first call is made.
    pub fn to(config: &ClientConfig, address: &str) -> anyhow::Result<Way> {
        let files = config.tls_files(address)?;
        let channel = endpoint(address, files.clone())?.connect_lazy();
        Ok(Way {
            config: config.clone(),
            address: address.to_owned(),
            current: Arc::new(Mutex::new(Current {
                files,
                channel,
                looked: Instant::now(),
            })),
        })
    }

    /// The channel for the next call; calls under way stay on theirs. Files that can't be used leave what was read before
    /// in force.
    pub fn channel(&self) -> Channel {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.looked.elapsed() >= LOOK_AGAIN {
            current.looked = Instant::now();
            if let Err(error) = self.look(&mut current) {
                tracing::error!(
                    address = self.address,
                    error = format!("{error:#}"),
                    "the TLS files can't be used; what was read before stays in force"
                );
            }
        }
        current.channel.clone()
    }

    fn look(&self, current: &mut Current) -> anyhow::Result<()> {
        let files = self.config.tls_files(&self.address)?;
        if files != current.files {
            // First the new channel: a pair that is being replaced does not fit together yet.
            current.channel = endpoint(&self.address, files.clone())?.connect_lazy();
            current.files = files;
            tracing::info!(address = self.address, "changed TLS files were taken up");
        }
        Ok(())
    }
}
