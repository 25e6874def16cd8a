//! A real server behind the permission check, which answers with who asked.
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kezhuan_auth::{
    Caller, CallerKind, Claims, DevelopmentIssuer, PermissionTable, Verifier, protect,
};
use kezhuan_protocol::clock::v1::clock_service_client::ClockServiceClient;
use kezhuan_protocol::clock::v1::clock_service_server::{ClockService, ClockServiceServer};
use kezhuan_protocol::clock::v1::{AdvanceClockRequest, Clock, GetClockRequest};
use kezhuan_rpc::{Explanation, Served, ServerConfig, serve};
use kezhuan_runtime::Shutdown;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tonic::service::Routes;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Response, Status};

/// Answers with who asked, where a clock would answer with the date.
struct WhoAsks {
    advanced: Arc<AtomicUsize>,
}

#[tonic::async_trait]
impl ClockService for WhoAsks {
    async fn get_clock(
        &self,
        request: Request<GetClockRequest>,
    ) -> Result<Response<Clock>, Status> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(Clock {
            date: caller.subject,
            standing: caller.kind == CallerKind::Service,
        }))
    }

    async fn advance_clock(
        &self,
        request: Request<AdvanceClockRequest>,
    ) -> Result<Response<Clock>, Status> {
        self.advanced.fetch_add(1, Ordering::Relaxed);
        Ok(Response::new(Clock {
            date: request.into_inner().date,
            standing: true,
        }))
    }
}

/// A server that says who asks.
pub struct House {
    pub issuer: DevelopmentIssuer,
    pub address: SocketAddr,
    pub channel: Channel,
    advanced: Arc<AtomicUsize>,
    shutdown: Shutdown,
    serving: tokio::task::JoinHandle<anyhow::Result<()>>,
    _keys: TempDir,
}

impl House {
    pub async fn open() -> House {
        House::open_as(ServerConfig::default()).await
    }

    /// The same with other settings of the server.
    pub async fn open_as(config: ServerConfig) -> House {
        let table = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../proto/kezhuan/clock/v1/permissions.toml");
        House::open_by(config, &std::fs::read_to_string(table).unwrap()).await
    }

    /// The same with another permission table.
    pub async fn open_by(config: ServerConfig, table: &str) -> House {
        let keys = tempfile::tempdir().unwrap();
        let issuer = DevelopmentIssuer::create_or_load(keys.path()).unwrap();
        let table = PermissionTable::parse(table).unwrap();
        let advanced = Arc::new(AtomicUsize::new(0));
        let who_asks = WhoAsks {
            advanced: advanced.clone(),
        };
        let routes = protect(
            Routes::new(ClockServiceServer::new(who_asks)),
            Verifier::new(issuer.auth_config()),
            vec![table],
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = Shutdown::new();
        let stopping = shutdown.clone();
        let served = Served {
            routes,
            service_names: vec!["kezhuan.clock.v1.ClockService"],
        };
        let serving = kezhuan_runtime::spawn("server", async move {
            serve(listener, &config, served, stopping).await
        });
        let channel = Endpoint::from_shared(format!("http://{address}"))
            .unwrap()
            .connect_lazy();
        House {
            issuer,
            address,
            channel,
            advanced,
            shutdown,
            serving,
            _keys: keys,
        }
    }

    pub fn person(&self, roles: &[&str], lifetime: Duration) -> String {
        let claims = Claims::person("wang", "office-440703", "440703", roles);
        format!("Bearer {}", self.issuer.token(&claims, lifetime).unwrap())
    }

    /// How often a handler changed something.
    pub fn advanced(&self) -> usize {
        self.advanced.load(Ordering::Relaxed)
    }

    pub async fn advance(
        &self,
        authorization: Option<&str>,
        bytes: usize,
    ) -> Result<Clock, Status> {
        let mut request = Request::new(AdvanceClockRequest {
            date: "9".repeat(bytes),
        });
        if let Some(text) = authorization {
            request
                .metadata_mut()
                .insert("authorization", text.parse().unwrap());
        }
        ClockServiceClient::new(self.channel.clone())
            .advance_clock(request)
            .await
            .map(Response::into_inner)
    }

    pub async fn close(self) {
        drop(self.channel);
        self.shutdown.trigger();
        self.serving.await.unwrap().unwrap();
    }
}

pub fn reason(answer: Result<Clock, Status>) -> (Code, String) {
    let status = answer.unwrap_err();
    let said = Explanation::of(&status);
    assert_eq!(said.error_infos, 1, "{status:?}");
    assert!(!said.zh.is_ascii() && !said.en.is_empty(), "{status:?}");
    (status.code(), said.reason)
}
