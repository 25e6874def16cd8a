//! `ReplayService`: one for every service that asks rules.
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use kezhuan_auth::Caller;
use kezhuan_database::{Database, PastDecisions, Selection};
use kezhuan_protocol::replay::v1::replay_decisions_response::Part;
use kezhuan_protocol::replay::v1::replay_service_server::{ReplayService, ReplayServiceServer};
use kezhuan_protocol::replay::v1::{
    Change, Changes, ExportDecisionsRequest, ExportDecisionsResponse, Progress,
    ReadShadowLedgerRequest, ReplayDecisionsRequest, ReplayDecisionsResponse, Report,
};
use kezhuan_rpc::Deadline;
use kezhuan_rule_host::{Candidate, Digest, HookId, Host, Package, Settings};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};
use tracing::Instrument;

use crate::config::ReplayConfig;
use crate::message::{exported, report};
use crate::places::{Place, Places};
use crate::run::{Interrupted, replay};
use crate::selection::{Wanted, reader, unusable, wrong};
use crate::shadow::{LedgerParts, ledger};
use crate::tally::Tally;

/// As descriptors and permission tables call it.
pub const SERVICE: &str = "kezhuan.replay.v1.ReplayService";
/// Who may call what.
pub const PERMISSIONS: &str = include_str!("../../../../proto/kezhuan/replay/v1/permissions.toml");
/// Parts that wait for a client.
const PARTS_AHEAD_MAX: usize = 8;

/// Where a service finds packages that may run here: those that passed the pipeline.
#[tonic::async_trait]
pub trait CandidateSource: Send + Sync + 'static {
    /// The loaded package, or why it may not be tried.
    async fn package(&self, digest: &Digest) -> Result<Arc<Package>, Status>;
}

/// Replays the decisions of one service.
pub struct Replays {
    database: Database,
    host: Host,
    packages: Arc<dyn CandidateSource>,
    config: ReplayConfig,
    places: Places,
}

/// The decisions of `database`, asked again of what `packages` has.
pub fn service(
    database: Database,
    host: Host,
    packages: impl CandidateSource,
    config: ReplayConfig,
) -> ReplayServiceServer<Replays> {
    ReplayServiceServer::new(Replays {
        database,
        host,
        packages: Arc::new(packages),
        places: Places::new(config.replays_max),
        config,
    })
}

type Parts<T> = ReceiverStream<Result<T, Status>>;

#[tonic::async_trait]
impl ReplayService for Replays {
    type ReplayDecisionsStream = Parts<ReplayDecisionsResponse>;
    type ExportDecisionsStream = Parts<ExportDecisionsResponse>;
    type ReadShadowLedgerStream = LedgerParts;

    async fn replay_decisions(
        &self,
        request: Request<ReplayDecisionsRequest>,
    ) -> Result<Response<Self::ReplayDecisionsStream>, Status> {
        Deadline::allow(&request, self.config.deadline());
        let caller = Caller::of(&request)?.on_rules();
        let input = request.into_inner();
        let (hook, selection) = Wanted::from(&input).selection(&caller)?;
        let reader = reader(&caller, self.database.service(), &selection)?;
        // Before a package is fetched: what waits for a place holds no bytes.
        let place = self.places.take(&caller).await?;
        let candidate = self.candidate(hook, &input).await?;
        let past = self.database.past_decisions(&reader, &selection)?;
        let (sender, receiver) = mpsc::channel(PARTS_AHEAD_MAX);
        let asking = Asking {
            host: self.host.clone(),
            candidate,
            threads: self.config.threads(),
            with_changes: input.with_changes,
            tell_every: Duration::from_millis(self.config.tell_ms),
            sender,
        };
        let most = self.config.deadline();
        let replaying = async move {
            // A client that reads nothing does not keep its place for ever.
            let _ = tokio::time::timeout(most, asking.run(past, place)).await;
        };
        kezhuan_runtime::spawn("replay", replaying.in_current_span());
        Ok(Response::new(ReceiverStream::new(receiver)))
    }

    async fn export_decisions(
        &self,
        request: Request<ExportDecisionsRequest>,
    ) -> Result<Response<Self::ExportDecisionsStream>, Status> {
        Deadline::allow(&request, self.config.deadline());
        let caller = Caller::of(&request)?.on_rules();
        let input = request.into_inner();
        let (_, selection) = Wanted::from(&input).selection(&caller)?;
        let place = self.places.take(&caller).await?;
        Ok(Response::new(self.exported(&caller, &selection, place)?))
    }

    async fn read_shadow_ledger(
        &self,
        request: Request<ReadShadowLedgerRequest>,
    ) -> Result<Response<LedgerParts>, Status> {
        Deadline::allow(&request, self.config.deadline());
        let caller = Caller::of(&request)?.on_rules();
        let parts = ledger(&self.database, &caller, request.into_inner()).await?;
        Ok(Response::new(parts))
    }
}

impl Replays {
    async fn candidate(
        &self,
        hook: HookId,
        input: &ReplayDecisionsRequest,
    ) -> Result<Candidate, Status> {
        let digest = input.package.strip_prefix("packages/");
        let digest: Option<Digest> = digest.and_then(|digest| digest.parse().ok());
        let digest = digest.ok_or_else(|| {
            let shape = "packages/{sha256}";
            let (zh, en) = (format!("应写作 {shape}"), format!("write it as {shape}"));
            wrong("package", "NAME_INVALID", &zh, &en)
        })?;
        let package = self.packages.package(&digest).await?;
        let settings = match input.settings_json.as_str() {
            "" => None,
            text => Some(settings(&package, text).map_err(|problem| {
                wrong("settings_json", "SETTINGS_INVALID", &problem, &problem)
            })?),
        };
        let candidate = Candidate::new(package, hook, settings);
        Ok(candidate.map_err(|failure| unusable("HOOK_NOT_ANSWERED", &failure))?)
    }

    /// One message per batch.
    fn exported(
        &self,
        caller: &Caller,
        selection: &Selection,
        place: Place,
    ) -> Result<Parts<ExportDecisionsResponse>, Status> {
        let mut past = self.database.past_decisions(caller, selection)?;
        let (sender, receiver) = mpsc::channel(PARTS_AHEAD_MAX);
        let most = self.config.deadline();
        let exporting = async move {
            let _place = place;
            let sending = async {
                while let Some(batch) = past.recv().await {
                    let batch = batch.map(|batch| ExportDecisionsResponse {
                        decisions: batch.iter().map(exported).collect(),
                    });
                    if sender.send(batch.map_err(Status::from)).await.is_err() {
                        return;
                    }
                }
            };
            // A client that reads nothing does not keep its place for ever.
            let _ = tokio::time::timeout(most, sending).await;
        };
        kezhuan_runtime::spawn("export of decisions", exporting.in_current_span());
        Ok(ReceiverStream::new(receiver))
    }
}

/// The figures of a request, complete.
fn settings(package: &Package, text: &str) -> Result<Settings, String> {
    let given = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let given = Settings::from_json(&given).map_err(|error| error.to_string())?;
    let complete = package.settings_schema().check(&given);
    complete.map_err(|error| error.to_string())
}

/// One replay under way.
struct Asking {
    host: Host,
    candidate: Candidate,
    threads: usize,
    with_changes: bool,
    tell_every: Duration,
    sender: mpsc::Sender<Result<ReplayDecisionsResponse, Status>>,
}

/// Anything that ends a replay before its report.
struct Ended(Status);

impl From<Interrupted> for Ended {
    fn from(interrupted: Interrupted) -> Ended {
        Ended(Status::internal(interrupted.to_string()))
    }
}

impl Asking {
    async fn run(self, past: PastDecisions, place: Place) {
        let summed = self.summed(past).await;
        // Whoever has its report may ask for the next one at once.
        drop(place);
        let last = match summed {
            Ok(Some(report)) => Ok(ReplayDecisionsResponse {
                part: Some(Part::Report(report)),
            }),
            Ok(None) => return,
            Err(Ended(status)) => Err(status),
        };
        // A client that is gone hears nothing of it.
        let _ = self.sender.send(last).await;
    }

    /// The report; none where nobody listens any more.
    async fn summed(&self, past: PastDecisions) -> Result<Option<Report>, Ended> {
        let began = Instant::now();
        let (mut tally, mut told) = (Tally::default(), began);
        let batches = ReceiverStream::new(past);
        let batches = batches.map(|batch| batch.map_err(|error| Ended(error.into())));
        let mut parts = std::pin::pin!(replay(&self.host, &self.candidate, batches, self.threads));
        while let Some(part) = parts.next().await {
            let (part, changes) = part?;
            tally.add(part);
            let mut heard = !self.sender.is_closed();
            if self.with_changes && !changes.is_empty() {
                let changes = changes.iter().map(Change::from).collect();
                heard &= self.tell(Part::Changes(Changes { changes })).await;
            }
            if told.elapsed() >= self.tell_every {
                told = Instant::now();
                let progress = Progress {
                    decisions: i64::try_from(tally.decisions).unwrap_or(i64::MAX),
                    changed: i64::try_from(tally.changed).unwrap_or(i64::MAX),
                };
                heard &= self.tell(Part::Progress(progress)).await;
            }
            if !heard {
                return Ok(None);
            }
        }
        let elapsed = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(Some(report(&tally, elapsed)))
    }

    /// False when nobody listens any more.
    async fn tell(&self, part: Part) -> bool {
        let response = ReplayDecisionsResponse { part: Some(part) };
        self.sender.send(Ok(response)).await.is_ok()
    }
}
