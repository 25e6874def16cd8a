//! The RPCs as a list; one file each.
mod activate_rule;
mod convert;
mod download_package;
mod get_package;
mod get_rulebook;
mod list_packages;
mod list_timeline;
mod upload_package;

use std::pin::Pin;

use futures::Stream;
use kezhuan_auth::Caller;
use kezhuan_database::{Database, once};
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_protocol::rules::v1::rules_service_server::RulesService;
use kezhuan_rule_host::Host;
use tonic::{Request, Response, Status, Streaming};

use crate::adoption::Teller;

/// What the RPCs work with.
#[derive(Clone)]
pub struct RulesApi {
    pub database: Database,
    pub host: Host,
    pub teller: Teller,
}

type Answer<T> = Result<Response<T>, Status>;
type Chunks = Pin<Box<dyn Stream<Item = Result<proto::DownloadPackageResponse, Status>> + Send>>;

#[tonic::async_trait]
impl RulesService for RulesApi {
    type DownloadPackageStream = Chunks;

    async fn upload_package(
        &self,
        request: Request<Streaming<proto::UploadPackageRequest>>,
    ) -> Answer<proto::Package> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            upload_package::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn get_package(
        &self,
        request: Request<proto::GetPackageRequest>,
    ) -> Answer<proto::Package> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            get_package::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn list_packages(
        &self,
        request: Request<proto::ListPackagesRequest>,
    ) -> Answer<proto::ListPackagesResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_packages::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn download_package(
        &self,
        request: Request<proto::DownloadPackageRequest>,
    ) -> Answer<Chunks> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            download_package::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn activate_rule(
        &self,
        request: Request<proto::ActivateRuleRequest>,
    ) -> Answer<proto::TimelineEntry> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            activate_rule::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn list_timeline(
        &self,
        request: Request<proto::ListTimelineRequest>,
    ) -> Answer<proto::ListTimelineResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_timeline::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn get_rulebook(
        &self,
        request: Request<proto::GetRulebookRequest>,
    ) -> Answer<proto::Rulebook> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(get_rulebook::handle(self, &caller).await?))
    }
}
