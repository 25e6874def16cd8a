//! The rules service tells of a change by call, when its event is not acknowledged quickly enough.
use kezhuan_auth::Caller;
use kezhuan_protocol::adoption::v1::adoption_service_server::AdoptionService;
use kezhuan_protocol::adoption::v1::{AdoptRuleRequest, AdoptRuleResponse};
use kezhuan_rpc::Problem;
use tonic::{Code, Request, Response, Status};

use crate::adoption::{Adoption, RULES_SERVICE};
use crate::error::{DOMAIN, Error};

/// Serves adoption beside the RPCs of contracts.
pub struct AdoptionApi {
    pub adoption: Adoption,
}

#[tonic::async_trait]
impl AdoptionService for AdoptionApi {
    // Adopting twice changes nothing, so that no answer has to be kept per request id.
    async fn adopt_rule(
        &self,
        request: Request<AdoptRuleRequest>,
    ) -> Result<Response<AdoptRuleResponse>, Status> {
        let caller = Caller::of(&request)?;
        if caller.subject != RULES_SERVICE {
            return Err(only_rules().into());
        }
        let input = request.into_inner();
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
}

fn only_rules() -> Problem {
    Problem::new(Code::PermissionDenied, "NOT_THE_RULES_SERVICE", DOMAIN)
        .zh("只有规则服务可以下发规则")
        .en("only the rules service hands rules over")
}
