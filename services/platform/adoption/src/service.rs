//! The rules service tells of a change by call, when its event is not acknowledged quickly enough.
use kezhuan_auth::Caller;
use kezhuan_law::Fen;
use kezhuan_protocol::adoption::v1::adoption_service_server::{
    AdoptionService, AdoptionServiceServer,
};
use kezhuan_protocol::adoption::v1::{
    AdoptAppropriationRequest, AdoptAppropriationResponse, AdoptRevocationRequest,
    AdoptRevocationResponse, AdoptRuleRequest, AdoptRuleResponse, AdoptShadowRequest,
    AdoptShadowResponse, AdoptStopRequest, AdoptStopResponse,
};
use kezhuan_rpc::Problem;
use tonic::{Code, Request, Response, Status};

use crate::{Adoption, Keeping, RULES_SERVICE};

/// Names the service in health and reflection.
pub const SERVICE: &str = "kezhuan.adoption.v1.AdoptionService";
/// Its permission table.
pub const PERMISSIONS: &str =
    include_str!("../../../../proto/kezhuan/adoption/v1/permissions.toml");

/// The RPCs, to be served beside those of the service that adopts.
pub fn service<K: Keeping>(adoption: Adoption<K>) -> AdoptionServiceServer<impl AdoptionService> {
    AdoptionServiceServer::new(Api(adoption))
}

struct Api<K>(Adoption<K>);

// Adopting twice changes nothing, so that no answer has to be kept per request id.
#[tonic::async_trait]
impl<K: Keeping> AdoptionService for Api<K> {
    async fn adopt_rule(
        &self,
        request: Request<AdoptRuleRequest>,
    ) -> Result<Response<AdoptRuleResponse>, Status> {
        let input = of_the_rules_service::<K, _>(request)?;
        let missing = (
            "ENTRY_MISSING",
            "缺少时间线条目",
            "the timeline entry is missing",
        );
        let entry = given::<K, _>(input.entry, "entry", missing)?;
        let adopted = self.0.adopt(&entry, &input.closed).await;
        let problem = adopted.map_err(Into::<Status>::into)?;
        Ok(Response::new(AdoptRuleResponse {
            in_force: problem.is_none(),
            problem: problem.unwrap_or_default(),
        }))
    }

    async fn adopt_stop(
        &self,
        request: Request<AdoptStopRequest>,
    ) -> Result<Response<AdoptStopResponse>, Status> {
        let input = of_the_rules_service::<K, _>(request)?;
        let missing = ("STOP_MISSING", "缺少停用内容", "the stop is missing");
        let stop = given::<K, _>(input.stop, "stop", missing)?;
        let adopted = self.0.adopt_stop(&stop).await;
        adopted.map_err(Into::<Status>::into)?;
        Ok(Response::new(AdoptStopResponse {}))
    }

    async fn adopt_revocation(
        &self,
        request: Request<AdoptRevocationRequest>,
    ) -> Result<Response<AdoptRevocationResponse>, Status> {
        let input = of_the_rules_service::<K, _>(request)?;
        let missing = ("KEY_MISSING", "缺少密钥", "the revoked key is missing");
        let key = given::<K, _>(input.key, "key", missing)?;
        let adopted = self.0.adopt_revocation(&key).await;
        adopted.map_err(Into::<Status>::into)?;
        Ok(Response::new(AdoptRevocationResponse {}))
    }

    async fn adopt_appropriation(
        &self,
        request: Request<AdoptAppropriationRequest>,
    ) -> Result<Response<AdoptAppropriationResponse>, Status> {
        let input = of_the_rules_service::<K, _>(request)?;
        let missing = (
            "APPROPRIATION_MISSING",
            "缺少预算安排",
            "the appropriation is missing",
        );
        let appropriation = given::<K, _>(input.appropriation, "appropriation", missing)?;
        let bound = match input.validate_only {
            true => self.0.bound(&appropriation).await,
            false => self.0.adopt_appropriation(&appropriation).await,
        };
        let bound = bound.map_err(Into::<Status>::into)?;
        Ok(Response::new(AdoptAppropriationResponse {
            owned: bound.is_some(),
            bound_fen: bound.map_or(0, Fen::get),
        }))
    }

    async fn adopt_shadow(
        &self,
        request: Request<AdoptShadowRequest>,
    ) -> Result<Response<AdoptShadowResponse>, Status> {
        let input = of_the_rules_service::<K, _>(request)?;
        let missing = ("SHADOW_MISSING", "缺少影子运行", "the shadow is missing");
        let shadow = given::<K, _>(input.shadow, "shadow", missing)?;
        let adopted = self.0.adopt_shadow(&shadow).await;
        adopted.map_err(Into::<Status>::into)?;
        Ok(Response::new(AdoptShadowResponse {}))
    }
}

fn of_the_rules_service<K: Keeping, T>(request: Request<T>) -> Result<T, Status> {
    let caller = Caller::of(&request)?;
    if caller.subject != RULES_SERVICE {
        let problem = Problem::new(Code::PermissionDenied, "NOT_THE_RULES_SERVICE", K::DOMAIN)
            .zh("只有规则服务可以下发规则")
            .en("only the rules service hands rules over");
        return Err(problem.into());
    }
    Ok(request.into_inner())
}

/// What the request is about, or that it is about nothing.
fn given<K: Keeping, T>(
    told: Option<T>,
    field: &str,
    (reason, zh, en): (&'static str, &str, &str),
) -> Result<T, Problem> {
    told.ok_or_else(|| Problem::of_field(K::DOMAIN, field, reason, zh, en))
}
