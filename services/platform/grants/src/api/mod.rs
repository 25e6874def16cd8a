//! The RPCs as a list: each line is one, each file beside this one does one.
mod acting;
mod convert;
mod names;
mod question;
mod round;
mod rule;
mod step;

mod approve_grant_claim;
mod ask_grant_claim_again;
mod compute_grant_claim_by_hand;
mod create_grant_claim;
mod file_grant_claim;
mod get_grant_claim;
mod list_grant_claims;
mod list_grant_notices;
mod list_grant_programmes;
mod object_to_grant_claim;
mod pay_grant_claim;
mod publish_grant_claim;
mod record_grant_breach;
mod record_grant_recovery;
mod refuse_grant_claim;
mod resolve_grant_objection;
mod withdraw_grant_claim;

use std::future::Future;

use kezhuan_auth::Caller;
use kezhuan_cases::Numbers;
use kezhuan_cases::reader::within_reach;
use kezhuan_database::{Database, once};
use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::grants::v1::grants_service_server::{GrantsService, GrantsServiceServer};
use kezhuan_protocol::grants::v1::*;
use kezhuan_runtime::LegalClock;
use tonic::{Request, Response, Status};

use crate::domain::Terms;
use crate::{Benefits, Error};

pub(crate) use rule::ask_again as ask_again_for_itself;

/// As descriptors and permission tables call it.
pub const SERVICE: &str = "kezhuan.grants.v1.GrantsService";
/// Who may call what.
pub const PERMISSIONS: &str =
    include_str!("../../../../../proto/kezhuan/grants/v1/permissions.toml");

/// What every RPC stands on. Cheap to clone.
#[derive(Clone)]
pub struct Grants<B> {
    pub benefits: B,
    pub database: Database,
    pub clock: LegalClock,
    pub calendar: &'static WorkingCalendar,
    pub terms: Terms,
    pub numbers: Numbers,
}

/// The RPCs, to be served beside those of the service that grants.
pub fn service<B: Benefits>(grants: Grants<B>) -> GrantsServiceServer<impl GrantsService> {
    GrantsServiceServer::new(Api(grants))
}

struct Api<B>(Grants<B>);

/// An answer of a handler under the name of the service.
async fn worded<B: Benefits, T>(
    work: impl Future<Output = Result<T, Error>> + Send,
) -> Result<T, Status> {
    work.await.map_err(|error| error.status(B::DOMAIN))
}

/// Writes run once per request id; reads just run. Each goes to `handle` of its own file.
macro_rules! grants_service {
    (
        writes { $($write:ident($write_request:ty) -> $write_answer:ty;)* }
        reads { $($read:ident($read_request:ty) -> $read_answer:ty;)* }
    ) => {
        #[tonic::async_trait]
        impl<B: Benefits> GrantsService for Api<B> {
            $(async fn $write(&self, request: Request<$write_request>) -> Result<Response<$write_answer>, Status> {
                let grants = self.0.clone();
                once(&self.0.database, request, |caller, input, key| {
                    worded::<B, _>($write::handle(grants, within_reach(caller), input, key))
                })
                .await
            })*

            $(async fn $read(&self, request: Request<$read_request>) -> Result<Response<$read_answer>, Status> {
                let caller = within_reach(Caller::of(&request)?);
                let work = $read::handle(self.0.clone(), caller, request.into_inner());
                Ok(Response::new(worded::<B, _>(work).await?))
            })*
        }
    };
}

grants_service! {
    writes {
        create_grant_claim(CreateGrantClaimRequest) -> GrantClaim;
        file_grant_claim(FileGrantClaimRequest) -> GrantClaim;
        compute_grant_claim_by_hand(ComputeGrantClaimByHandRequest) -> GrantClaim;
        ask_grant_claim_again(AskGrantClaimAgainRequest) -> GrantClaim;
        refuse_grant_claim(RefuseGrantClaimRequest) -> GrantClaim;
        approve_grant_claim(ApproveGrantClaimRequest) -> GrantClaim;
        publish_grant_claim(PublishGrantClaimRequest) -> GrantClaim;
        object_to_grant_claim(ObjectToGrantClaimRequest) -> GrantClaim;
        resolve_grant_objection(ResolveGrantObjectionRequest) -> GrantClaim;
        pay_grant_claim(PayGrantClaimRequest) -> GrantClaim;
        record_grant_breach(RecordGrantBreachRequest) -> GrantClaim;
        record_grant_recovery(RecordGrantRecoveryRequest) -> GrantClaim;
        withdraw_grant_claim(WithdrawGrantClaimRequest) -> GrantClaim;
    }
    reads {
        get_grant_claim(GetGrantClaimRequest) -> GrantClaim;
        list_grant_claims(ListGrantClaimsRequest) -> ListGrantClaimsResponse;
        list_grant_notices(ListGrantNoticesRequest) -> ListGrantNoticesResponse;
        list_grant_programmes(ListGrantProgrammesRequest) -> ListGrantProgrammesResponse;
    }
}
