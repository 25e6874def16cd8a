//! Where a server listens and how much it takes. tonic's own defaults are open.
use std::path::PathBuf;

use serde::Deserialize;

/// The `[server]` settings of a service; every limit ends in `_max`. Each stands in the service's
/// `config/default.toml`, with the value that tests and tools take from `Default`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    /// Address and port, such as `0.0.0.0:8443`.
    pub address: String,
    /// The same for probes and scrapers, in plain HTTP; empty = nobody is answered.
    pub operation_address: String,
    /// Refuses to serve other machines in plaintext.
    pub tls_required: bool,
    /// PEM files; without a certificate the server speaks plaintext.
    pub tls_certificate_file: PathBuf,
    pub tls_key_file: PathBuf,
    /// Who signs the certificates of services and organisations; without it nobody is asked for one.
    pub tls_client_ca_file: PathBuf,
    /// TOML: certificates that were taken back, and the networks an organisation may come from.
    pub tls_clients_file: PathBuf,
    /// How often the TLS files are read again.
    pub tls_reread_s: u64,
    /// One message, or one chunk of a stream. Beyond 4 MiB the codec refuses by itself.
    pub message_bytes_max: usize,
    pub header_bytes_max: u32,
    /// Open connections; one more is closed at once.
    pub connections_max: usize,
    pub streams_per_connection_max: u32,
    /// Streams a client reset before they were taken up.
    pub pending_resets_max: usize,
    /// Requests under way in the whole server; one more is answered OVERLOADED.
    pub requests_in_flight_max: usize,
    /// Requests under way of one tenant, or of one organisation that works for none; one more is
    /// answered OVERLOADED.
    pub requests_per_tenant_max: usize,
    /// The longest an RPC may take, whatever the client allows it.
    pub deadline_ms_max: u64,
    /// How long a new connection may stay silent.
    pub handshake_ms_max: u64,
    /// Then a connection is asked to leave, so that load spreads over new replicas.
    pub connection_age_s_max: u64,
    /// A connection that answers no ping for this long is gone.
    pub silence_s_max: u64,
    /// How long a stopping service keeps answering while others learn that it stops.
    pub drain_notice_ms: u64,
    /// How long requests under way may take to finish after that.
    pub drain_ms_max: u64,
}

impl Default for ServerConfig {
    fn default() -> ServerConfig {
        ServerConfig {
            address: "127.0.0.1:0".to_owned(),
            operation_address: String::new(),
            tls_required: true,
            tls_certificate_file: PathBuf::new(),
            tls_key_file: PathBuf::new(),
            tls_client_ca_file: PathBuf::new(),
            tls_clients_file: PathBuf::new(),
            tls_reread_s: 30,
            message_bytes_max: 4 << 20,
            header_bytes_max: 16 << 10,
            connections_max: 1_000,
            streams_per_connection_max: 250,
            pending_resets_max: 20,
            requests_in_flight_max: 2_000,
            requests_per_tenant_max: 500,
            deadline_ms_max: 30_000,
            handshake_ms_max: 5_000,
            connection_age_s_max: 3_600,
            silence_s_max: 30,
            drain_notice_ms: 0,
            drain_ms_max: 20_000,
        }
    }
}
