//! The RPCs as a list: each line is one, each file beside this one does one.
mod acting;
mod appeal_step;
mod claim_events;
mod claim_fact;
mod claim_line;
mod claim_question;
mod claim_rule;
mod claim_step;
mod codes;
mod contract_filter;
mod convert;
mod convert_appeal;
mod convert_attachment;
mod convert_claim;
pub(crate) mod convert_correction;
mod convert_income;
mod convert_programme;
mod convert_tax;
mod correction_step;
mod income_step;
mod letters;
pub(crate) mod names;
mod programme_close;
mod review;
mod transition;

mod accept_contract;
mod admit_appeal;
mod annul_contract;
mod approve_amendment;
mod approve_claim;
mod approve_correction;
mod ask_claim_again;
mod change_appealed_decision;
mod classify_contract;
mod compute_claim_by_hand;
mod create_claim;
mod create_contract;
mod deregister_contract;
mod download_attachment;
mod download_decision_package;
mod estimate_corporate_income_tax;
mod estimate_personal_income_tax;
mod estimate_stamp_duty;
mod estimate_value_added_tax;
mod export_statistics;
mod file_appeal;
mod file_claim;
mod file_income;
mod file_supplement;
mod get_appeal;
mod get_certificate;
mod get_claim;
mod get_contract;
mod get_correction;
mod get_decision;
mod get_model_text;
mod get_tax_evidence;
mod give_expert_opinion;
mod list_appeals;
mod list_attachments;
mod list_audit_entries;
mod list_claims;
mod list_contract_versions;
mod list_contracts;
mod list_correction_lines;
mod list_corrections;
mod list_decisions;
mod list_form_codes;
mod list_incomes;
mod list_notices;
mod list_programmes;
mod object_to_claim;
mod pay_claim;
mod precheck_contract;
mod publish_claim;
mod record_breach;
mod record_national_number;
mod record_recovery;
mod refuse_amendment;
mod refuse_claim;
mod refuse_contract;
mod refuse_correction;
mod refuse_income;
mod register_contract;
mod reject_contract;
mod request_amendment;
mod request_expert_review;
mod request_supplement;
mod resolve_manual_contract;
mod resolve_objection;
mod resubmit_contract;
mod return_contract;
mod review_amendment;
mod send_back_contract;
mod set_appropriation;
mod submit_contract;
mod update_contract;
mod uphold_appealed_decision;
mod upload_attachment;
mod verify_income;
mod withdraw_amendment;
mod withdraw_appeal;
mod withdraw_claim;
mod withdraw_contract;
mod withdraw_income;

mod close_programme;
mod get_programme_shares;

pub use convert::form::as_kept as form_as_kept;
pub(crate) use convert::form::read as form_of;

use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::api::{Chunks, list_dead_letters, replay_dead_letter};
use kezhuan_database::{Database, once};
use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::contracts::v1::contracts_service_server::ContractsService;
use kezhuan_protocol::contracts::v1::*;
use kezhuan_runtime::LegalClock;
use tonic::{Request, Response, Status, Streaming};

use crate::adoption::Adoption;
use crate::domain::parameters::Parameters;
use crate::rules::Rules;
use crate::store::numbers::Numbers;

pub(crate) use claim_line::go_on as let_claim_go_on;
pub(crate) use claim_rule::ask_again as ask_claim_again_for_itself;
pub(crate) use convert::event::publish as publish_contract_event;
pub(crate) use transition::ask_again_for_itself as ask_contract_again_for_itself;

/// What every RPC stands on. Cheap to clone.
#[derive(Clone)]
pub struct ContractsApi {
    pub database: Database,
    pub rules: Rules,
    pub adoption: Adoption,
    pub clock: LegalClock,
    pub parameters: Arc<Parameters>,
    pub calendar: &'static WorkingCalendar,
    pub numbers: Numbers,
}

/// Writes run once per request id; reads just run. Each goes to `handle` of its own file.
macro_rules! contracts_service {
    (
        writes { $($write:ident($write_request:ty) -> $write_answer:ty;)* }
        reads { $($read:ident($read_request:ty) -> $read_answer:ty;)* }
    ) => {
        #[tonic::async_trait]
        impl ContractsService for ContractsApi {
            $(async fn $write(&self, request: Request<$write_request>) -> Result<Response<$write_answer>, Status> {
                once(&self.database, request, |caller, input, key| $write::handle(self.clone(), caller, input, key)).await
            })*

            $(async fn $read(&self, request: Request<$read_request>) -> Result<Response<$read_answer>, Status> {
                let caller = Caller::of(&request)?;
                Ok(Response::new($read::handle(self.clone(), caller, request.into_inner()).await?))
            })*

            type DownloadAttachmentStream = Chunks<DownloadAttachmentResponse>;
            type DownloadDecisionPackageStream = Chunks<DownloadDecisionPackageResponse>;
            type ExportStatisticsStream = Chunks<ExportStatisticsResponse>;

            async fn upload_attachment(
                &self,
                request: Request<Streaming<UploadAttachmentRequest>>,
            ) -> Result<Response<Attachment>, Status> {
                let caller = Caller::of(&request)?;
                Ok(Response::new(upload_attachment::handle(self.clone(), caller, request.into_inner()).await?))
            }

            async fn download_attachment(
                &self,
                request: Request<DownloadAttachmentRequest>,
            ) -> Result<Response<Self::DownloadAttachmentStream>, Status> {
                let caller = Caller::of(&request)?;
                Ok(Response::new(download_attachment::handle(self.clone(), caller, request.into_inner()).await?))
            }

            async fn download_decision_package(
                &self,
                request: Request<DownloadDecisionPackageRequest>,
            ) -> Result<Response<Self::DownloadDecisionPackageStream>, Status> {
                let caller = Caller::of(&request)?;
                Ok(Response::new(download_decision_package::handle(self.clone(), caller, request.into_inner()).await?))
            }

            async fn export_statistics(
                &self,
                request: Request<ExportStatisticsRequest>,
            ) -> Result<Response<Self::ExportStatisticsStream>, Status> {
                let caller = Caller::of(&request)?;
                Ok(Response::new(export_statistics::handle(self.clone(), caller, request.into_inner()).await?))
            }
        }
    };
}

contracts_service! {
    writes {
        create_contract(CreateContractRequest) -> Contract;
        update_contract(UpdateContractRequest) -> Contract;
        submit_contract(SubmitContractRequest) -> Contract;
        resubmit_contract(ResubmitContractRequest) -> Contract;
        withdraw_contract(WithdrawContractRequest) -> Contract;
        accept_contract(AcceptContractRequest) -> Contract;
        return_contract(ReturnContractRequest) -> Contract;
        refuse_contract(RefuseContractRequest) -> Contract;
        request_supplement(RequestSupplementRequest) -> Contract;
        file_supplement(FileSupplementRequest) -> Contract;
        classify_contract(ClassifyContractRequest) -> Contract;
        request_expert_review(RequestExpertReviewRequest) -> Contract;
        give_expert_opinion(GiveExpertOpinionRequest) -> Contract;
        register_contract(RegisterContractRequest) -> Contract;
        record_national_number(RecordNationalNumberRequest) -> Contract;
        reject_contract(RejectContractRequest) -> Contract;
        send_back_contract(SendBackContractRequest) -> Contract;
        resolve_manual_contract(ResolveManualContractRequest) -> Contract;
        request_amendment(RequestAmendmentRequest) -> Contract;
        review_amendment(ReviewAmendmentRequest) -> Contract;
        approve_amendment(ApproveAmendmentRequest) -> Contract;
        refuse_amendment(RefuseAmendmentRequest) -> Contract;
        withdraw_amendment(WithdrawAmendmentRequest) -> Contract;
        deregister_contract(DeregisterContractRequest) -> Contract;
        annul_contract(AnnulContractRequest) -> Contract;
        file_appeal(FileAppealRequest) -> Appeal;
        admit_appeal(AdmitAppealRequest) -> Appeal;
        uphold_appealed_decision(UpholdAppealedDecisionRequest) -> Appeal;
        change_appealed_decision(ChangeAppealedDecisionRequest) -> Appeal;
        withdraw_appeal(WithdrawAppealRequest) -> Appeal;
        file_income(FileIncomeRequest) -> IncomeVerification;
        verify_income(VerifyIncomeRequest) -> IncomeVerification;
        refuse_income(RefuseIncomeRequest) -> IncomeVerification;
        withdraw_income(WithdrawIncomeRequest) -> IncomeVerification;
        create_claim(CreateClaimRequest) -> Claim;
        file_claim(FileClaimRequest) -> Claim;
        compute_claim_by_hand(ComputeClaimByHandRequest) -> Claim;
        ask_claim_again(AskClaimAgainRequest) -> Claim;
        refuse_claim(RefuseClaimRequest) -> Claim;
        approve_claim(ApproveClaimRequest) -> Claim;
        publish_claim(PublishClaimRequest) -> Claim;
        object_to_claim(ObjectToClaimRequest) -> Claim;
        resolve_objection(ResolveObjectionRequest) -> Claim;
        pay_claim(PayClaimRequest) -> Claim;
        record_breach(RecordBreachRequest) -> Claim;
        record_recovery(RecordRecoveryRequest) -> Claim;
        withdraw_claim(WithdrawClaimRequest) -> Claim;
        set_appropriation(SetAppropriationRequest) -> Programme;
        replay_dead_letter(ReplayDeadLetterRequest) -> DeadLetter;
        close_programme(CloseProgrammeRequest) -> ProgrammeShares;
        approve_correction(ApproveCorrectionRequest) -> Correction;
        refuse_correction(RefuseCorrectionRequest) -> Correction;
    }
    reads {
        get_contract(GetContractRequest) -> Contract;
        list_contracts(ListContractsRequest) -> ListContractsResponse;
        list_contract_versions(ListContractVersionsRequest) -> ListContractVersionsResponse;
        precheck_contract(PrecheckContractRequest) -> PrecheckContractResponse;
        get_model_text(GetModelTextRequest) -> ModelText;
        list_decisions(ListDecisionsRequest) -> ListDecisionsResponse;
        get_decision(GetDecisionRequest) -> Decision;
        list_audit_entries(ListAuditEntriesRequest) -> ListAuditEntriesResponse;
        get_certificate(GetCertificateRequest) -> Certificate;
        get_appeal(GetAppealRequest) -> Appeal;
        list_appeals(ListAppealsRequest) -> ListAppealsResponse;
        list_incomes(ListIncomesRequest) -> ListIncomesResponse;
        estimate_value_added_tax(EstimateValueAddedTaxRequest) -> TaxEstimate;
        estimate_corporate_income_tax(EstimateCorporateIncomeTaxRequest) -> TaxEstimate;
        estimate_personal_income_tax(EstimatePersonalIncomeTaxRequest) -> TaxEstimate;
        estimate_stamp_duty(EstimateStampDutyRequest) -> TaxEstimate;
        get_tax_evidence(GetTaxEvidenceRequest) -> TaxEvidence;
        get_claim(GetClaimRequest) -> Claim;
        list_claims(ListClaimsRequest) -> ListClaimsResponse;
        list_notices(ListNoticesRequest) -> ListNoticesResponse;
        list_programmes(ListProgrammesRequest) -> ListProgrammesResponse;
        list_attachments(ListAttachmentsRequest) -> ListAttachmentsResponse;
        list_form_codes(ListFormCodesRequest) -> ListFormCodesResponse;
        list_dead_letters(ListDeadLettersRequest) -> ListDeadLettersResponse;
        get_programme_shares(GetProgrammeSharesRequest) -> ProgrammeShares;
        get_correction(GetCorrectionRequest) -> Correction;
        list_corrections(ListCorrectionsRequest) -> ListCorrectionsResponse;
        list_correction_lines(ListCorrectionLinesRequest) -> ListCorrectionLinesResponse;
    }
}
