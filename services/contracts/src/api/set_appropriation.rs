//! Where appropriations are set now: by the rules service, for the programmes of every service.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Programme, SetAppropriationRequest};

use super::ContractsApi;
use crate::domain::refused::Refused;
use crate::error::Error;

pub async fn handle(
    _: ContractsApi,
    _: Caller,
    _: SetAppropriationRequest,
    _: RequestKey,
) -> Result<Programme, Error> {
    Err(Refused::new(
        "APPROPRIATION_SET_IN_RULES",
        "预算安排改由规则服务统一设定：请调用 kezhuan.rules.v1.RulesService/SetAppropriation，或使用 kezhuan rules appropriation set",
        "appropriations are set in the rules service: call kezhuan.rules.v1.RulesService/SetAppropriation, or use `kezhuan rules appropriation set`",
    )
    .into())
}
