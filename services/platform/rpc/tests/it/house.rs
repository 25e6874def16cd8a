//! One server with a clock whose answers a test can hold back.
use std::net::SocketAddr;
use std::time::Duration;

use kezhuan_protocol::clock::v1::clock_service_client::ClockServiceClient;
use kezhuan_protocol::clock::v1::clock_service_server::{ClockService, ClockServiceServer};
use kezhuan_protocol::clock::v1::{AdvanceClockRequest, Clock, GetClockRequest};
use kezhuan_rpc::{Deadline, Explanation, Served, ServerConfig, serve_while};
use kezhuan_runtime::Shutdown;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tonic::service::Routes;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Response, Status};

pub const CLOCK: &str = "kezhuan.clock.v1.ClockService";

/// GetClock waits for the gate, longer than the server lets it where it says so; AdvanceClock answers with
/// bare statuses.
struct Gated {
    longer: Option<Duration>,
    gate: watch::Receiver<bool>,
    inside: watch::Sender<usize>,
}

#[tonic::async_trait]
impl ClockService for Gated {
    async fn get_clock(
        &self,
        request: Request<GetClockRequest>,
    ) -> Result<Response<Clock>, Status> {
        if let Some(longer) = self.longer {
            Deadline::allow(&request, longer);
        }
        self.inside.send_modify(|inside| *inside += 1);
        let mut gate = self.gate.clone();
        gate.wait_for(|open| *open)
            .await
            .map_err(|_| Status::cancelled("the test ended"))?;
        Ok(Response::new(Clock {
            date: "2025-01-01".into(),
            standing: true,
        }))
    }

    async fn advance_clock(
        &self,
        request: Request<AdvanceClockRequest>,
    ) -> Result<Response<Clock>, Status> {
        match request.into_inner().date.as_str() {
            "internal" => Err(Status::internal("password of the database: 1234")),
            date => Ok(Response::new(Clock {
                date: date.into(),
                standing: true,
            })),
        }
    }
}

pub struct House {
    pub address: SocketAddr,
    pub shutdown: Shutdown,
    pub gate: watch::Sender<bool>,
    pub inside: watch::Receiver<usize>,
    pub ready: watch::Sender<bool>,
    pub serving: JoinHandle<anyhow::Result<()>>,
}

impl House {
    pub async fn open(config: ServerConfig) -> House {
        House::with(config, None).await
    }

    /// One whose clock allows its answers `longer`.
    pub async fn with(config: ServerConfig, longer: Option<Duration>) -> House {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (gate, held) = watch::channel(true);
        let (entered, inside) = watch::channel(0);
        let clock = ClockServiceServer::new(Gated {
            longer,
            gate: held,
            inside: entered,
        });
        let served = Served {
            routes: Routes::new(clock),
            service_names: vec![CLOCK],
        };
        let (ready, is_ready) = watch::channel(true);
        let shutdown = Shutdown::new();
        let stopping = shutdown.clone();
        let serving = kezhuan_runtime::spawn("server", async move {
            serve_while(is_ready, listener, &config, served, stopping).await
        });
        House {
            address,
            shutdown,
            gate,
            inside,
            ready,
            serving,
        }
    }

    pub fn channel(&self) -> Channel {
        Endpoint::from_shared(format!("http://{}", self.address))
            .unwrap()
            .connect_lazy()
    }

    pub fn clock(&self) -> ClockServiceClient<Channel> {
        ClockServiceClient::new(self.channel())
    }

    /// Waits until `count` requests are held by the gate.
    pub async fn held(&self, count: usize) {
        let mut inside = self.inside.clone();
        let waited = tokio::time::timeout(
            Duration::from_secs(10),
            inside.wait_for(|seen| *seen >= count),
        );
        waited.await.unwrap().unwrap();
    }

    pub async fn close(self) {
        self.shutdown.trigger();
        self.serving.await.unwrap().unwrap();
    }
}

/// Checks the promise every error keeps, and returns its reason.
pub fn reason(status: &Status) -> (Code, String) {
    let said = Explanation::of(status);
    assert_eq!(said.error_infos, 1, "{status:?}");
    assert!(!said.zh.is_empty() && !said.en.is_empty(), "{status:?}");
    assert!(!said.zh.is_ascii(), "not Chinese: {}", said.zh);
    (status.code(), said.reason)
}
