//! A server that speaks TLS and believes the certificates of one authority.
use std::path::PathBuf;
use std::time::Duration;

use kezhuan_protocol::clock::v1::clock_service_client::ClockServiceClient;
use kezhuan_protocol::clock::v1::{AdvanceClockRequest, Clock, GetClockRequest};
use kezhuan_rpc::{ClientConfig, ServerConfig};
use tempfile::TempDir;
use tokio::time::Instant;
use tonic::transport::Channel;
use tonic::{Request, Response, Status};

use crate::authority::{Authority, Signed};
use crate::house::House;

const TAKEN_UP_MAX: Duration = Duration::from_secs(20);

/// `AdvanceClock` is called over an organisation's certificate; `GetClock` by everybody, and by a bank's
/// people over the bank's certificate.
const TABLE: &str = r#"
service = "kezhuan.clock.v1.ClockService"
[GetClock]
callers = ["person", "service", "service_for_person", "organisation"]
roles = []
certificate = "bank"
[AdvanceClock]
callers = ["person", "organisation"]
roles = ["bank"]
certificate = "organisation"
"#;

pub struct Fort {
    pub house: House,
    pub authority: Authority,
    pub folder: TempDir,
}

impl Fort {
    pub async fn open() -> Fort {
        Fort::open_with("").await
    }

    /// The same with lists of what is revoked and of addresses.
    pub async fn open_with(lists: &str) -> Fort {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new();
        let [certificate, key] = authority.server().files(folder.path());
        let clients = folder.path().join("clients.toml");
        std::fs::write(&clients, lists).unwrap();
        let config = ServerConfig {
            tls_certificate_file: certificate,
            tls_key_file: key,
            tls_client_ca_file: authority.file(folder.path()),
            tls_clients_file: clients,
            tls_reread_s: 1,
            ..ServerConfig::default()
        };
        Fort {
            house: House::open_by(config, TABLE).await,
            authority,
            folder,
        }
    }

    /// Waits until what was written has been taken up.
    pub async fn until(&self, taken_up: impl AsyncFn() -> bool) {
        let end = Instant::now() + TAKEN_UP_MAX;
        while !taken_up().await {
            assert!(Instant::now() < end, "the files were not taken up");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub fn lists(&self) -> PathBuf {
        self.folder.path().join("clients.toml")
    }

    pub fn client(&self, identity: Option<Signed>) -> ClockServiceClient<Channel> {
        self.client_who_believes(&self.authority, identity)
    }

    /// A client that takes the server's certificate from `authority` alone.
    pub fn client_who_believes(
        &self,
        authority: &Authority,
        identity: Option<Signed>,
    ) -> ClockServiceClient<Channel> {
        let folder = tempfile::tempdir().unwrap();
        let [certificate, key] =
            identity.map_or_else(Default::default, |signed| signed.files(folder.path()));
        let config = ClientConfig {
            tls_ca_file: authority.file(folder.path()),
            tls_certificate_file: certificate,
            tls_key_file: key,
        };
        let address = format!("https://localhost:{}", self.house.address.port());
        ClockServiceClient::new(config.endpoint(&address).unwrap().connect_lazy())
    }

    pub fn service(&self) -> Signed {
        self.authority.client("spiffe://kezhuan/service/scoreboard")
    }

    pub fn bank(&self) -> Signed {
        self.authority.client("spiffe://kezhuan/bank/bank-1")
    }
}

pub async fn asked(
    mut client: ClockServiceClient<Channel>,
    authorization: Option<&str>,
) -> Result<Clock, Status> {
    let request = with(authorization, GetClockRequest {});
    client.get_clock(request).await.map(Response::into_inner)
}

pub async fn advanced(
    mut client: ClockServiceClient<Channel>,
    authorization: Option<&str>,
) -> Result<Clock, Status> {
    let message = AdvanceClockRequest {
        date: "9".to_owned(),
    };
    let request = with(authorization, message);
    client
        .advance_clock(request)
        .await
        .map(Response::into_inner)
}

fn with<T>(authorization: Option<&str>, message: T) -> Request<T> {
    let mut request = Request::new(message);
    if let Some(text) = authorization {
        let header = request.metadata_mut();
        header.insert("authorization", text.parse().unwrap());
    }
    request
}
