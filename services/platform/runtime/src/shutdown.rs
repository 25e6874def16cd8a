//! One signal that everything in a process stops on.
use tokio_util::sync::CancellationToken;

/// Shared by all tasks of a process; triggered once.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    token: CancellationToken,
}

impl Shutdown {
    /// A shutdown nobody triggered yet.
    pub fn new() -> Shutdown {
        Shutdown::default()
    }

    /// Triggered by SIGTERM or Ctrl-C.
    pub fn on_signals() -> anyhow::Result<Shutdown> {
        use tokio::signal::unix::{SignalKind, signal};
        let shutdown = Shutdown::new();
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let trigger = shutdown.clone();
        crate::spawn("signals", async move {
            tokio::select! {
                _ = terminate.recv() => tracing::info!("SIGTERM: draining"),
                _ = interrupt.recv() => tracing::info!("Ctrl-C: draining"),
                () = trigger.triggered() => {}
            }
            trigger.trigger();
        });
        Ok(shutdown)
    }

    /// Asks everything to stop.
    pub fn trigger(&self) {
        self.token.cancel();
    }

    /// Whether it was asked.
    pub fn is_triggered(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Waits until it is asked.
    pub async fn triggered(&self) {
        self.token.cancelled().await;
    }
}
