//! The RPCs as a list: each line is one, each file beside this one does one.
mod acting;
mod application_step;
mod approval_question;
mod asset_step;
mod case;
mod collateral_question;
mod compensation_question;
mod compensation_step;
mod convert;
mod eligibility_question;
mod heard;
mod instruction;
mod loan_money;
mod loan_step;
mod names;
mod pledge_debt;
mod pledge_step;
mod round;
mod subsidy_basis;
mod subsidy_question;
mod subsidy_rule;
mod subsidy_step;
mod webhooks;

mod approve_application;
mod approve_compensation_claim;
mod approve_subsidy_claim;
mod ask_subsidy_again;
mod change_pledge;
mod close_loan;
mod collect_on_loan;
mod compute_subsidy_by_hand;
mod confirm_balance;
mod create_application;
mod create_loan;
mod create_subsidy_claim;
mod cure_loan;
mod decline_application;
mod default_loan;
mod disburse_loan;
mod dismiss_subsidy_objection;
mod dispose_loan;
mod end_asset_grace;
mod end_asset_term;
mod estimate_collateral;
mod estimate_interest;
mod examine_application;
mod export_balance_confirmation;
mod extend_loan;
mod file_asset_invalidation;
mod file_compensation_claim;
mod file_loan_with_pool;
mod file_pledge;
mod file_subsidy_claim;
mod get_application;
mod get_asset;
mod get_balance_confirmation;
mod get_compensation_claim;
mod get_data_card;
mod get_instruction;
mod get_loan;
mod get_pledge;
mod get_pool_balance;
mod get_recon_batch;
mod get_subsidy_claim;
mod give_consent;
mod invalidate_asset;
mod keep_asset;
mod lift_asset_preservation;
mod list_alerts;
mod list_applications;
mod list_assets;
mod list_balance_confirmations;
mod list_compensation_claims;
mod list_consents;
mod list_differences;
mod list_exposures;
mod list_facts;
mod list_instructions;
mod list_loans;
mod list_notices;
mod list_pledges;
mod list_postings;
mod list_recon_batches;
mod list_subsidy_claims;
mod object_to_subsidy_claim;
mod open_recon_batch;
mod pay_asset_fee;
mod pay_compensation_claim;
mod pay_loan_instalment;
mod pay_subsidy_claim;
mod prepare_pledge;
mod publish_compensation_claim;
mod publish_subsidy_claim;
mod realise_pledge;
mod record_asset_preservation;
mod record_asset_valuation;
mod record_compensation_recovery;
mod record_fact;
mod record_pool_deposit;
mod record_subsidy_breach;
mod record_subsidy_recovery;
mod refile_pledge;
mod refuse_compensation_claim;
mod refuse_pledge;
mod refuse_subsidy_claim;
mod register_asset;
mod register_pledge;
mod release_pledge;
mod renew_loan;
mod repay_loan;
mod report_asset_fee_late;
mod report_loan_overdue;
mod report_pledge_defect;
mod request_pledge_release;
mod resolve_difference;
mod review_application;
mod settle_compensation_claim;
mod sign_application;
mod submit_application;
mod transfer_asset;
mod uphold_subsidy_objection;
mod upload_recon_file;
mod value_application;
mod verify_compensation_claim;
mod withdraw_application;
mod withdraw_compensation_claim;
mod withdraw_consent;
mod withdraw_pledge;
mod withdraw_subsidy_claim;

use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Numbers;
use kezhuan_cases::api::{
    Chunks, download_decision_package, get_decision, list_audit_entries, list_codes,
    list_dead_letters, list_decisions, replay_dead_letter,
};
use kezhuan_database::{Database, once};
use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::financing::v1::financing_service_server::FinancingService;
use kezhuan_protocol::financing::v1::*;
use kezhuan_runtime::LegalClock;
use tonic::{Request, Response, Status};

use crate::adoption::Adoption;
use crate::domain::parameters::Parameters;
use crate::rules::Rules;
use crate::webhooks::Messages;

use self::instruction::instructed;

pub(crate) use convert::alert::publish as publish_alert;
pub(crate) use convert::event::application::publish as publish_application_event;
pub(crate) use convert::event::asset::publish as publish_asset_event;
pub(crate) use convert::event::loan::{Step as LoanStep, publish as publish_loan_event};
pub(crate) use eligibility_question::ask_again_for_itself as ask_application_again_for_itself;
pub(crate) use subsidy_rule::ask_again as ask_subsidy_again_for_itself;
pub(crate) use webhooks::WebhooksApi;

/// What every RPC stands on. Cheap to clone.
#[derive(Clone)]
pub struct FinancingApi {
    pub database: Database,
    pub rules: Rules,
    pub adoption: Adoption,
    pub clock: LegalClock,
    pub parameters: Arc<Parameters>,
    pub calendar: &'static WorkingCalendar,
    pub numbers: Numbers,
    /// What webhooks tell, for events that are to be told after all.
    pub messages: Messages,
}

/// Instructions run once per number of their bank, writes once per request id; reads just run, and may answer in chunks.
/// Each goes to `handle` of its own file.
macro_rules! financing_service {
    (
        instructions { $($instruction:ident($instruction_request:ty) -> $instruction_answer:ty;)* }
        writes { $($write:ident($write_request:ty) -> $write_answer:ty;)* }
        reads { $($read:ident($read_request:ty) -> $read_answer:ty;)* }
        streams { $($stream:ident($stream_request:ty) -> $chunks:ident of $chunk:ty;)* }
    ) => {
        #[tonic::async_trait]
        impl FinancingService for FinancingApi {
            $(async fn $instruction(&self, request: Request<$instruction_request>) -> Result<Response<$instruction_answer>, Status> {
                instructed(self, request, |caller, input, key| $instruction::handle(self.clone(), caller, input, key)).await
            })*

            $(async fn $write(&self, request: Request<$write_request>) -> Result<Response<$write_answer>, Status> {
                once(&self.database, request, |caller, input, key| $write::handle(self.clone(), caller, input, key)).await
            })*

            $(async fn $read(&self, request: Request<$read_request>) -> Result<Response<$read_answer>, Status> {
                let caller = Caller::of(&request)?;
                Ok(Response::new($read::handle(self.clone(), caller, request.into_inner()).await?))
            })*

            $(type $chunks = Chunks<$chunk>;

            async fn $stream(&self, request: Request<$stream_request>) -> Result<Response<Self::$chunks>, Status> {
                let caller = Caller::of(&request)?;
                Ok(Response::new($stream::handle(self.clone(), caller, request.into_inner()).await?))
            })*
        }
    };
}

financing_service! {
    instructions {
        record_asset_valuation(RecordAssetValuationRequest) -> Asset;
        value_application(ValueApplicationRequest) -> Application;
        review_application(ReviewApplicationRequest) -> Application;
        approve_application(ApproveApplicationRequest) -> Application;
        decline_application(DeclineApplicationRequest) -> Application;
        sign_application(SignApplicationRequest) -> Application;
        prepare_pledge(PreparePledgeRequest) -> Pledge;
        file_pledge(FilePledgeRequest) -> Pledge;
        refile_pledge(RefilePledgeRequest) -> Pledge;
        request_pledge_release(RequestPledgeReleaseRequest) -> Pledge;
        realise_pledge(RealisePledgeRequest) -> Pledge;
        withdraw_pledge(WithdrawPledgeRequest) -> Pledge;
        create_loan(CreateLoanRequest) -> Loan;
        disburse_loan(DisburseLoanRequest) -> Loan;
        file_loan_with_pool(FileLoanWithPoolRequest) -> Loan;
        pay_loan_instalment(PayLoanInstalmentRequest) -> Loan;
        repay_loan(RepayLoanRequest) -> Loan;
        extend_loan(ExtendLoanRequest) -> Loan;
        renew_loan(RenewLoanRequest) -> Loan;
        report_loan_overdue(ReportLoanOverdueRequest) -> Loan;
        cure_loan(CureLoanRequest) -> Loan;
        collect_on_loan(CollectOnLoanRequest) -> Loan;
        default_loan(DefaultLoanRequest) -> Loan;
        dispose_loan(DisposeLoanRequest) -> Loan;
        close_loan(CloseLoanRequest) -> Loan;
        file_compensation_claim(FileCompensationClaimRequest) -> CompensationClaim;
        withdraw_compensation_claim(WithdrawCompensationClaimRequest) -> CompensationClaim;
    }
    writes {
        register_asset(RegisterAssetRequest) -> Asset;
        report_asset_fee_late(ReportAssetFeeLateRequest) -> Asset;
        pay_asset_fee(PayAssetFeeRequest) -> Asset;
        end_asset_grace(EndAssetGraceRequest) -> Asset;
        end_asset_term(EndAssetTermRequest) -> Asset;
        file_asset_invalidation(FileAssetInvalidationRequest) -> Asset;
        keep_asset(KeepAssetRequest) -> Asset;
        invalidate_asset(InvalidateAssetRequest) -> Asset;
        transfer_asset(TransferAssetRequest) -> Asset;
        record_asset_preservation(RecordAssetPreservationRequest) -> Asset;
        lift_asset_preservation(LiftAssetPreservationRequest) -> Asset;
        create_application(CreateApplicationRequest) -> Application;
        submit_application(SubmitApplicationRequest) -> Application;
        examine_application(ExamineApplicationRequest) -> Application;
        withdraw_application(WithdrawApplicationRequest) -> Application;
        report_pledge_defect(ReportPledgeDefectRequest) -> Pledge;
        register_pledge(RegisterPledgeRequest) -> Pledge;
        refuse_pledge(RefusePledgeRequest) -> Pledge;
        change_pledge(ChangePledgeRequest) -> Pledge;
        release_pledge(ReleasePledgeRequest) -> Pledge;
        verify_compensation_claim(VerifyCompensationClaimRequest) -> CompensationClaim;
        refuse_compensation_claim(RefuseCompensationClaimRequest) -> CompensationClaim;
        approve_compensation_claim(ApproveCompensationClaimRequest) -> CompensationClaim;
        publish_compensation_claim(PublishCompensationClaimRequest) -> CompensationClaim;
        pay_compensation_claim(PayCompensationClaimRequest) -> CompensationClaim;
        record_compensation_recovery(RecordCompensationRecoveryRequest) -> CompensationClaim;
        settle_compensation_claim(SettleCompensationClaimRequest) -> CompensationClaim;
        create_subsidy_claim(CreateSubsidyClaimRequest) -> SubsidyClaim;
        file_subsidy_claim(FileSubsidyClaimRequest) -> SubsidyClaim;
        compute_subsidy_by_hand(ComputeSubsidyByHandRequest) -> SubsidyClaim;
        ask_subsidy_again(AskSubsidyAgainRequest) -> SubsidyClaim;
        refuse_subsidy_claim(RefuseSubsidyClaimRequest) -> SubsidyClaim;
        approve_subsidy_claim(ApproveSubsidyClaimRequest) -> SubsidyClaim;
        publish_subsidy_claim(PublishSubsidyClaimRequest) -> SubsidyClaim;
        object_to_subsidy_claim(ObjectToSubsidyClaimRequest) -> SubsidyClaim;
        dismiss_subsidy_objection(DismissSubsidyObjectionRequest) -> SubsidyClaim;
        uphold_subsidy_objection(UpholdSubsidyObjectionRequest) -> SubsidyClaim;
        pay_subsidy_claim(PaySubsidyClaimRequest) -> SubsidyClaim;
        record_subsidy_breach(RecordSubsidyBreachRequest) -> SubsidyClaim;
        record_subsidy_recovery(RecordSubsidyRecoveryRequest) -> SubsidyClaim;
        withdraw_subsidy_claim(WithdrawSubsidyClaimRequest) -> SubsidyClaim;
        record_pool_deposit(RecordPoolDepositRequest) -> Posting;
        open_recon_batch(OpenReconBatchRequest) -> ReconBatch;
        upload_recon_file(UploadReconFileRequest) -> ReconBatch;
        resolve_difference(ResolveDifferenceRequest) -> Difference;
        confirm_balance(ConfirmBalanceRequest) -> BalanceConfirmation;
        record_fact(RecordFactRequest) -> Fact;
        give_consent(GiveConsentRequest) -> Consent;
        withdraw_consent(WithdrawConsentRequest) -> Consent;
        replay_dead_letter(ReplayDeadLetterRequest) -> DeadLetter;
    }
    reads {
        get_asset(GetAssetRequest) -> Asset;
        list_assets(ListAssetsRequest) -> ListAssetsResponse;
        list_alerts(ListAlertsRequest) -> ListAlertsResponse;
        get_application(GetApplicationRequest) -> Application;
        list_applications(ListApplicationsRequest) -> ListApplicationsResponse;
        estimate_collateral(EstimateCollateralRequest) -> Collateral;
        get_pledge(GetPledgeRequest) -> Pledge;
        list_pledges(ListPledgesRequest) -> ListPledgesResponse;
        get_loan(GetLoanRequest) -> Loan;
        list_loans(ListLoansRequest) -> ListLoansResponse;
        estimate_interest(EstimateInterestRequest) -> InterestEstimate;
        get_compensation_claim(GetCompensationClaimRequest) -> CompensationClaim;
        list_compensation_claims(ListCompensationClaimsRequest) -> ListCompensationClaimsResponse;
        get_subsidy_claim(GetSubsidyClaimRequest) -> SubsidyClaim;
        list_subsidy_claims(ListSubsidyClaimsRequest) -> ListSubsidyClaimsResponse;
        list_notices(ListNoticesRequest) -> ListNoticesResponse;
        get_pool_balance(GetPoolBalanceRequest) -> PoolBalance;
        list_postings(ListPostingsRequest) -> ListPostingsResponse;
        list_exposures(ListExposuresRequest) -> ListExposuresResponse;
        get_instruction(GetInstructionRequest) -> Instruction;
        list_instructions(ListInstructionsRequest) -> ListInstructionsResponse;
        get_recon_batch(GetReconBatchRequest) -> ReconBatch;
        list_recon_batches(ListReconBatchesRequest) -> ListReconBatchesResponse;
        list_differences(ListDifferencesRequest) -> ListDifferencesResponse;
        get_balance_confirmation(GetBalanceConfirmationRequest) -> BalanceConfirmation;
        list_balance_confirmations(ListBalanceConfirmationsRequest) -> ListBalanceConfirmationsResponse;
        list_facts(ListFactsRequest) -> ListFactsResponse;
        list_consents(ListConsentsRequest) -> ListConsentsResponse;
        get_data_card(GetDataCardRequest) -> DataCard;
        list_decisions(ListDecisionsRequest) -> ListDecisionsResponse;
        get_decision(GetDecisionRequest) -> Decision;
        list_audit_entries(ListAuditEntriesRequest) -> ListAuditEntriesResponse;
        list_codes(ListCodesRequest) -> ListCodesResponse;
        list_dead_letters(ListDeadLettersRequest) -> ListDeadLettersResponse;
    }
    streams {
        export_balance_confirmation(ExportBalanceConfirmationRequest) -> ExportBalanceConfirmationStream of ExportBalanceConfirmationResponse;
        download_decision_package(DownloadDecisionPackageRequest) -> DownloadDecisionPackageStream of DownloadDecisionPackageResponse;
    }
}
