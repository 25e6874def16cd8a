//! A rules service that gives packages away: what this service needs of one, and nothing else.
use std::pin::Pin;

use futures::Stream;
use kezhuan_protocol::rules::v1::rules_service_server::{RulesService, RulesServiceServer};
use kezhuan_protocol::rules::v1::*;
use kezhuan_rule_host::Digest;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic::{Request, Response, Status, Streaming};

use crate::fact_desk::FactDesk;
use crate::world;

/// Gives packages away and tells these timelines, and knows nothing else.
#[derive(Default)]
pub struct Shelf {
    pub packages: Vec<Vec<u8>>,
    /// Kept, and did not pass the pipeline.
    pub refused: Vec<Vec<u8>>,
    pub rulebook: Rulebook,
    pub facts: FactDesk,
}

fn elsewhere<T>() -> Result<Response<T>, Status> {
    Err(Status::unimplemented("only packages are given here"))
}

#[tonic::async_trait]
impl RulesService for Shelf {
    type DownloadPackageStream =
        Pin<Box<dyn Stream<Item = Result<DownloadPackageResponse, Status>> + Send>>;

    async fn download_package(
        &self,
        request: Request<DownloadPackageRequest>,
    ) -> Result<Response<Self::DownloadPackageStream>, Status> {
        let name = request.into_inner().name;
        let bytes = self
            .packages
            .iter()
            .find(|bytes| name == format!("packages/{}", Digest::of(bytes)));
        let bytes = bytes.ok_or_else(|| Status::not_found("no such package"))?;
        let chunks: Vec<_> = bytes
            .chunks(256 << 10)
            .map(|chunk| {
                Ok(DownloadPackageResponse {
                    chunk: chunk.to_vec(),
                })
            })
            .collect();
        Ok(Response::new(Box::pin(tokio_stream::iter(chunks))))
    }
    async fn upload_package(
        &self,
        _: Request<Streaming<UploadPackageRequest>>,
    ) -> Result<Response<Package>, Status> {
        elsewhere()
    }
    async fn get_package(
        &self,
        request: Request<GetPackageRequest>,
    ) -> Result<Response<Package>, Status> {
        let name = request.into_inner().name;
        let is_it = |bytes: &Vec<u8>| name == format!("packages/{}", Digest::of(bytes));
        let state = match (
            self.packages.iter().any(is_it),
            self.refused.iter().any(is_it),
        ) {
            (true, _) => package::State::Tested,
            (_, true) => package::State::Refused,
            _ => return Err(Status::not_found("no such package")),
        };
        Ok(Response::new(Package {
            name,
            state: state.into(),
            ..Default::default()
        }))
    }
    async fn list_packages(
        &self,
        _: Request<ListPackagesRequest>,
    ) -> Result<Response<ListPackagesResponse>, Status> {
        elsewhere()
    }
    async fn activate_rule(
        &self,
        _: Request<ActivateRuleRequest>,
    ) -> Result<Response<TimelineEntry>, Status> {
        elsewhere()
    }
    async fn approve_activation(
        &self,
        _: Request<ApproveActivationRequest>,
    ) -> Result<Response<TimelineEntry>, Status> {
        elsewhere()
    }
    async fn refuse_activation(
        &self,
        _: Request<RefuseActivationRequest>,
    ) -> Result<Response<TimelineEntry>, Status> {
        elsewhere()
    }
    async fn withdraw_activation(
        &self,
        _: Request<WithdrawActivationRequest>,
    ) -> Result<Response<TimelineEntry>, Status> {
        elsewhere()
    }
    async fn register_key(
        &self,
        _: Request<RegisterKeyRequest>,
    ) -> Result<Response<SigningKey>, Status> {
        elsewhere()
    }
    async fn approve_key(
        &self,
        _: Request<ApproveKeyRequest>,
    ) -> Result<Response<SigningKey>, Status> {
        elsewhere()
    }
    async fn revoke_key(
        &self,
        _: Request<RevokeKeyRequest>,
    ) -> Result<Response<SigningKey>, Status> {
        elsewhere()
    }
    async fn list_keys(
        &self,
        _: Request<ListKeysRequest>,
    ) -> Result<Response<ListKeysResponse>, Status> {
        elsewhere()
    }
    async fn stop_rule(&self, _: Request<StopRuleRequest>) -> Result<Response<RuleStop>, Status> {
        elsewhere()
    }
    async fn resume_rule(
        &self,
        _: Request<ResumeRuleRequest>,
    ) -> Result<Response<RuleStop>, Status> {
        elsewhere()
    }
    async fn set_appropriation(
        &self,
        _: Request<SetAppropriationRequest>,
    ) -> Result<Response<Appropriation>, Status> {
        elsewhere()
    }
    async fn get_appropriation(
        &self,
        _: Request<GetAppropriationRequest>,
    ) -> Result<Response<Appropriation>, Status> {
        elsewhere()
    }
    async fn list_appropriations(
        &self,
        _: Request<ListAppropriationsRequest>,
    ) -> Result<Response<ListAppropriationsResponse>, Status> {
        elsewhere()
    }
    async fn reserve_fact(
        &self,
        request: Request<ReserveFactRequest>,
    ) -> Result<Response<FactReservation>, Status> {
        let input = request.into_inner();
        self.facts.step("reserve", input.key.unwrap_or_default())
    }
    async fn confirm_fact_paid(
        &self,
        request: Request<ConfirmFactPaidRequest>,
    ) -> Result<Response<FactReservation>, Status> {
        let input = request.into_inner();
        self.facts.step("confirm", input.key.unwrap_or_default())
    }
    async fn release_fact(
        &self,
        request: Request<ReleaseFactRequest>,
    ) -> Result<Response<FactReservation>, Status> {
        let input = request.into_inner();
        self.facts.step("release", input.key.unwrap_or_default())
    }
    async fn list_timeline(
        &self,
        _: Request<ListTimelineRequest>,
    ) -> Result<Response<ListTimelineResponse>, Status> {
        elsewhere()
    }
    async fn list_fact_reservations(
        &self,
        _: Request<ListFactReservationsRequest>,
    ) -> Result<Response<ListFactReservationsResponse>, Status> {
        elsewhere()
    }
    async fn list_alerts(
        &self,
        _: Request<ListAlertsRequest>,
    ) -> Result<Response<ListAlertsResponse>, Status> {
        elsewhere()
    }
    async fn start_shadow(
        &self,
        _: Request<StartShadowRequest>,
    ) -> Result<Response<Shadow>, Status> {
        elsewhere()
    }
    async fn end_shadow(&self, _: Request<EndShadowRequest>) -> Result<Response<Shadow>, Status> {
        elsewhere()
    }
    async fn list_shadows(
        &self,
        _: Request<ListShadowsRequest>,
    ) -> Result<Response<ListShadowsResponse>, Status> {
        elsewhere()
    }
    async fn get_rulebook(
        &self,
        _: Request<GetRulebookRequest>,
    ) -> Result<Response<Rulebook>, Status> {
        Ok(Response::new(self.rulebook.clone()))
    }
}

pub async fn shelf() -> String {
    let packages = world::shipped().into_values().collect();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    serve(
        listener,
        Shelf {
            packages,
            ..Shelf::default()
        },
    )
}

/// Serves it and gives its address.
pub fn serve(listener: TcpListener, shelf: Shelf) -> String {
    let address = format!("http://{}", listener.local_addr().unwrap());
    let serving = Server::builder()
        .add_service(RulesServiceServer::new(shelf))
        .serve_with_incoming(TcpListenerStream::new(listener));
    kezhuan_runtime::spawn("shelf", serving);
    address
}
