//! A collector of OpenTelemetry that keeps what a suite sends it, for a test to look at.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{
    LogsService, LogsServiceServer,
};
use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsServiceRequest, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
pub use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::resource::v1::Resource;
pub use opentelemetry_proto::tonic::trace::v1::Span;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

/// Listens until it is dropped.
pub struct Collector {
    kept: Kept,
    address: String,
    _runtime: Runtime,
}

/// Everything that came.
#[derive(Clone, Default)]
struct Kept {
    spans: Arc<Mutex<Vec<Span>>>,
    logs: Arc<Mutex<Vec<LogRecord>>>,
    /// Units by name.
    metrics: Arc<Mutex<BTreeMap<String, String>>>,
    /// Who sent what: signal, service, instance.
    senders: Arc<Mutex<BTreeSet<[String; 3]>>>,
}

impl Collector {
    /// Starts one on a free port.
    pub fn start() -> anyhow::Result<Collector> {
        let runtime = Runtime::new()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = format!("http://{}", listener.local_addr()?);
        let kept = Kept::default();
        let serving = Server::builder()
            .add_service(TraceServiceServer::new(kept.clone()))
            .add_service(MetricsServiceServer::new(kept.clone()))
            .add_service(LogsServiceServer::new(kept.clone()))
            .serve_with_incoming(TcpIncoming::from(listener));
        runtime.spawn(serving);
        Ok(Collector {
            kept,
            address,
            _runtime: runtime,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Every span so far.
    pub fn spans(&self) -> Vec<Span> {
        lock(&self.kept.spans).clone()
    }

    /// Every log line so far.
    pub fn logs(&self) -> Vec<LogRecord> {
        lock(&self.kept.logs).clone()
    }

    /// The units of the metrics so far, by name.
    pub fn metrics(&self) -> BTreeMap<String, String> {
        lock(&self.kept.metrics).clone()
    }

    /// Who sent `signal`: its service and instance.
    pub fn senders(&self, signal: &str) -> BTreeSet<(String, String)> {
        let senders = lock(&self.kept.senders);
        let of_signal = senders.iter().filter(|[of, ..]| of == signal);
        of_signal
            .map(|[_, service, instance]| (service.clone(), instance.clone()))
            .collect()
    }
}

impl Kept {
    fn sent(&self, signal: &str, resource: Option<&Resource>) {
        let attributes = resource.map_or(&[][..], |resource| &resource.attributes);
        let said = |key| text(attributes, key).unwrap_or_default().to_owned();
        let sender = [
            signal.to_owned(),
            said("service.name"),
            said("service.instance.id"),
        ];
        lock(&self.senders).insert(sender);
    }
}

/// An attribute of a span that is a text.
pub fn attribute<'s>(span: &'s Span, key: &str) -> Option<&'s str> {
    text(&span.attributes, key)
}

/// An attribute of anything that is a text.
pub fn text<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a str> {
    let attribute = attributes.iter().find(|one| one.key == key)?;
    match attribute.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text),
        _ => None,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[tonic::async_trait]
impl TraceService for Kept {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        for sent in request.into_inner().resource_spans {
            self.sent("traces", sent.resource.as_ref());
            let scopes = sent.scope_spans.into_iter();
            lock(&self.spans).extend(scopes.flat_map(|scope| scope.spans));
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Kept {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        for sent in request.into_inner().resource_metrics {
            self.sent("metrics", sent.resource.as_ref());
            let scopes = sent.scope_metrics.into_iter();
            let metrics = scopes.flat_map(|scope| scope.metrics);
            lock(&self.metrics).extend(metrics.map(|metric| (metric.name, metric.unit)));
        }
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl LogsService for Kept {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        for sent in request.into_inner().resource_logs {
            self.sent("logs", sent.resource.as_ref());
            let scopes = sent.scope_logs.into_iter();
            lock(&self.logs).extend(scopes.flat_map(|scope| scope.log_records));
        }
        Ok(Response::new(ExportLogsServiceResponse::default()))
    }
}
