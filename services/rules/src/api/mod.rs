//! The RPCs as a list; one file each.
pub(crate) mod acting;
mod activation;
mod candidate;
pub(crate) mod convert;
mod key_step;
mod lawful;
mod placing;
mod shadow_step;
mod stop_step;

mod activate_rule;
mod approve_activation;
mod approve_key;
mod download_package;
mod get_package;
mod get_rulebook;
mod list_alerts;
mod list_keys;
mod list_packages;
mod list_timeline;
mod refuse_activation;
mod register_key;
mod resume_rule;
mod revoke_key;
mod stop_rule;
mod upload_package;
mod upload_parts;
mod withdraw_activation;

mod get_appropriation;
mod list_appropriations;
mod set_appropriation;

mod end_shadow;
mod list_shadows;
mod start_shadow;

mod confirm_fact_paid;
mod fact_step;
mod list_fact_reservations;
mod release_fact;
mod reserve_fact;

use std::pin::Pin;
use std::sync::Arc;

use futures::Stream;
use kezhuan_auth::Caller;
use kezhuan_database::{Database, once};
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_protocol::rules::v1::rules_service_server::RulesService;
use kezhuan_rule_host::Host;
use tokio::sync::Notify;
use tonic::{Request, Response, Status, Streaming};

pub(crate) use placing::span;

use crate::adoption::Teller;
use crate::error::Error;
use crate::intake::Intake;
use crate::preview::Previewer;
use crate::retelling::Retelling;

/// What the RPCs work with.
#[derive(Clone)]
pub struct RulesApi {
    pub database: Database,
    pub host: Host,
    pub teller: Teller,
    pub retelling: Retelling,
    pub intake: Intake,
    pub previewer: Previewer,
    /// Services that bring packages and proposals for tenants.
    pub carriers: Arc<[String]>,
    /// Shadows a tenant may have running for one hook.
    pub shadows_max: i64,
    /// Wakes whoever looks through the timelines for alerts.
    pub news: Arc<Notify>,
}

/// The tenant that is meant, which must be the caller's own; empty names it too.
fn own_tenant(caller: &Caller, tenant: &str) -> Result<String, Error> {
    match tenant.is_empty() || tenant == caller.tenant {
        true => Ok(caller.tenant.clone()),
        false => Err(Error::ForeignTenant {
            owner: tenant.to_owned(),
            tenant: caller.tenant.clone(),
        }),
    }
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
            Box::pin(activate_rule::handle(&api, &caller, &key, input)).await
        })
        .await
    }

    async fn approve_activation(
        &self,
        request: Request<proto::ApproveActivationRequest>,
    ) -> Answer<proto::TimelineEntry> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            Box::pin(approve_activation::handle(&api, &caller, &key, input)).await
        })
        .await
    }

    async fn refuse_activation(
        &self,
        request: Request<proto::RefuseActivationRequest>,
    ) -> Answer<proto::TimelineEntry> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            Box::pin(refuse_activation::handle(&api, &caller, &key, input)).await
        })
        .await
    }

    async fn withdraw_activation(
        &self,
        request: Request<proto::WithdrawActivationRequest>,
    ) -> Answer<proto::TimelineEntry> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            Box::pin(withdraw_activation::handle(&api, &caller, &key, input)).await
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

    async fn register_key(
        &self,
        request: Request<proto::RegisterKeyRequest>,
    ) -> Answer<proto::SigningKey> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            register_key::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn approve_key(
        &self,
        request: Request<proto::ApproveKeyRequest>,
    ) -> Answer<proto::SigningKey> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            approve_key::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn revoke_key(
        &self,
        request: Request<proto::RevokeKeyRequest>,
    ) -> Answer<proto::SigningKey> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            revoke_key::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn list_keys(
        &self,
        request: Request<proto::ListKeysRequest>,
    ) -> Answer<proto::ListKeysResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_keys::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn stop_rule(&self, request: Request<proto::StopRuleRequest>) -> Answer<proto::RuleStop> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            stop_rule::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn resume_rule(
        &self,
        request: Request<proto::ResumeRuleRequest>,
    ) -> Answer<proto::RuleStop> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            resume_rule::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn set_appropriation(
        &self,
        request: Request<proto::SetAppropriationRequest>,
    ) -> Answer<proto::Appropriation> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            set_appropriation::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn get_appropriation(
        &self,
        request: Request<proto::GetAppropriationRequest>,
    ) -> Answer<proto::Appropriation> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            get_appropriation::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn list_appropriations(
        &self,
        request: Request<proto::ListAppropriationsRequest>,
    ) -> Answer<proto::ListAppropriationsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_appropriations::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn reserve_fact(
        &self,
        request: Request<proto::ReserveFactRequest>,
    ) -> Answer<proto::FactReservation> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            reserve_fact::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn confirm_fact_paid(
        &self,
        request: Request<proto::ConfirmFactPaidRequest>,
    ) -> Answer<proto::FactReservation> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            confirm_fact_paid::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn release_fact(
        &self,
        request: Request<proto::ReleaseFactRequest>,
    ) -> Answer<proto::FactReservation> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            release_fact::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn list_fact_reservations(
        &self,
        request: Request<proto::ListFactReservationsRequest>,
    ) -> Answer<proto::ListFactReservationsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_fact_reservations::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn list_alerts(
        &self,
        request: Request<proto::ListAlertsRequest>,
    ) -> Answer<proto::ListAlertsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_alerts::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn start_shadow(
        &self,
        request: Request<proto::StartShadowRequest>,
    ) -> Answer<proto::Shadow> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            start_shadow::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn end_shadow(&self, request: Request<proto::EndShadowRequest>) -> Answer<proto::Shadow> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            end_shadow::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn list_shadows(
        &self,
        request: Request<proto::ListShadowsRequest>,
    ) -> Answer<proto::ListShadowsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_shadows::handle(self, &caller, request.into_inner()).await?,
        ))
    }
}
