//! The rules service tells of a change by call, when its event is not acknowledged quickly enough.
use kezhuan_auth::Caller;
use kezhuan_protocol::adoption::v1::adoption_service_server::AdoptionService;
use kezhuan_protocol::adoption::v1::{
    AdoptAppropriationRequest, AdoptAppropriationResponse, AdoptRevocationRequest,
    AdoptRevocationResponse, AdoptRuleRequest, AdoptRuleResponse, AdoptShadowRequest,
    AdoptShadowResponse, AdoptStopRequest, AdoptStopResponse,
};
use kezhuan_rpc::Problem;
use tonic::{Code, Request, Response, Status};

use crate::adoption::{Adoption, RULES_SERVICE};
use crate::error::{DOMAIN, Error};

/// Serves adoption beside the RPCs of contracts.
pub struct AdoptionApi {
    pub adoption: Adoption,
}

// Adopting twice changes nothing, so that no answer has to be kept per request id.
#[tonic::async_trait]
impl AdoptionService for AdoptionApi {
    async fn adopt_rule(
        &self,
        request: Request<AdoptRuleRequest>,
    ) -> Result<Response<AdoptRuleResponse>, Status> {
        let input = of_the_rules_service(request)?;
        let entry = input.entry.ok_or_else(|| {
            Error::field(
                "entry",
                "ENTRY_MISSING",
                "缺少时间线条目",
                "the timeline entry is missing",
            )
        })?;
        let problem = self.adoption.adopt(&entry, &input.closed).await?;
        Ok(Response::new(AdoptRuleResponse {
            in_force: problem.is_none(),
            problem: problem.unwrap_or_default(),
        }))
    }

    async fn adopt_stop(
        &self,
        request: Request<AdoptStopRequest>,
    ) -> Result<Response<AdoptStopResponse>, Status> {
        let input = of_the_rules_service(request)?;
        let stop = input.stop.ok_or_else(|| {
            Error::field(
                "stop",
                "STOP_MISSING",
                "缺少停用内容",
                "the stop is missing",
            )
        })?;
        self.adoption.adopt_stop(&stop).await?;
        Ok(Response::new(AdoptStopResponse {}))
    }

    async fn adopt_revocation(
        &self,
        request: Request<AdoptRevocationRequest>,
    ) -> Result<Response<AdoptRevocationResponse>, Status> {
        let input = of_the_rules_service(request)?;
        let key = input.key.ok_or_else(|| {
            Error::field(
                "key",
                "KEY_MISSING",
                "缺少密钥",
                "the revoked key is missing",
            )
        })?;
        self.adoption.adopt_revocation(&key).await?;
        Ok(Response::new(AdoptRevocationResponse {}))
    }

    async fn adopt_appropriation(
        &self,
        request: Request<AdoptAppropriationRequest>,
    ) -> Result<Response<AdoptAppropriationResponse>, Status> {
        let input = of_the_rules_service(request)?;
        let appropriation = input.appropriation.ok_or_else(|| {
            Error::field(
                "appropriation",
                "APPROPRIATION_MISSING",
                "缺少预算安排",
                "the appropriation is missing",
            )
        })?;
        let bound = match input.validate_only {
            true => self.adoption.bound(&appropriation).await?,
            false => self.adoption.adopt_appropriation(&appropriation).await?,
        };
        Ok(Response::new(AdoptAppropriationResponse {
            owned: bound.is_some(),
            bound_fen: bound.map_or(0, kezhuan_law::Fen::get),
        }))
    }

    async fn adopt_shadow(
        &self,
        request: Request<AdoptShadowRequest>,
    ) -> Result<Response<AdoptShadowResponse>, Status> {
        let input = of_the_rules_service(request)?;
        let shadow = input.shadow.ok_or_else(|| {
            Error::field(
                "shadow",
                "SHADOW_MISSING",
                "缺少影子运行",
                "the shadow is missing",
            )
        })?;
        self.adoption.adopt_shadow(&shadow).await?;
        Ok(Response::new(AdoptShadowResponse {}))
    }
}

fn of_the_rules_service<T>(request: Request<T>) -> Result<T, Status> {
    let caller = Caller::of(&request)?;
    if caller.subject != RULES_SERVICE {
        return Err(only_rules().into());
    }
    Ok(request.into_inner())
}

fn only_rules() -> Problem {
    Problem::new(Code::PermissionDenied, "NOT_THE_RULES_SERVICE", DOMAIN)
        .zh("只有规则服务可以下发规则")
        .en("only the rules service hands rules over")
}
