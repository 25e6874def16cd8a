//! The RPCs as a list: each line is one, each file beside this one does one.
mod acting;
mod admission_question;
mod carrier_counts;
mod carrier_plan;
mod carrier_question;
mod carrier_step;
mod case;
mod chain_named;
mod convert;
mod lease_step;
mod names;
mod record_page;
mod return_sources;
mod tenancy_step;
mod torch_return_step;

mod accept_return;
mod accredit_carrier;
mod admit_tenant;
mod apply_for_accreditation;
mod apply_for_base_status;
mod apply_for_tenancy;
mod ask_carrier_again;
mod ask_tenancy_again;
mod assess_carrier;
mod assign_reviewers;
mod change_carrier_grade;
mod check_carrier;
mod check_return;
mod create_carrier;
mod create_unit;
mod decide_base_status;
mod declare_conflict;
mod end_mentor;
mod estimate_tax_months;
mod exit_tenant;
mod export_returns;
mod extend_tenancy;
mod fill_return;
mod freeze_returns;
mod get_carrier;
mod get_carrier_counts;
mod get_lease;
mod get_return;
mod get_tax_benefit;
mod get_tenancy;
mod graduate_tenant;
mod list_activities;
mod list_assessments;
mod list_carriers;
mod list_chains;
mod list_investments;
mod list_leases;
mod list_mentorings;
mod list_mentors;
mod list_notices;
mod list_open_carriers;
mod list_return_fields;
mod list_returns;
mod list_services;
mod list_tenancies;
mod list_units;
mod log_mentoring;
mod map_tenant_to_chain;
mod object_to_carrier;
mod offer_lease;
mod open_return;
mod prefill_return;
mod propose_carrier;
mod recheck_carrier;
mod record_accreditation;
mod record_activity;
mod record_investment;
mod record_landing;
mod record_service;
mod record_tenant_registration;
mod record_tenant_year;
mod refuse_carrier;
mod refuse_tenant;
mod register_mentor;
mod resolve_carrier_objection;
mod resolve_manual_carrier;
mod resolve_manual_tenancy;
mod retire_unit;
mod revoke_carrier;
mod score_carrier;
mod send_back_return;
mod set_chain;
mod sign_lease;
mod sign_mentoring;
mod submit_return;
mod terminate_lease;
mod update_carrier;
mod verify_graduation;
mod withdraw_carrier;
mod withdraw_return;
mod withdraw_tenancy;

use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Numbers;
use kezhuan_cases::api::{
    Chunks, download_decision_package, get_decision, list_audit_entries, list_codes,
    list_dead_letters, list_decisions, replay_dead_letter,
};
use kezhuan_cases::reader::within_reach;
use kezhuan_database::{Database, once};
use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::incubation::v1::incubation_service_server::IncubationService;
use kezhuan_protocol::incubation::v1::*;
use kezhuan_runtime::LegalClock;
use tonic::{Request, Response, Status};

use crate::adoption::Adoption;
use crate::domain::parameters::Parameters;
use crate::rules::Rules;

pub(crate) use admission_question::ask_again_for_itself as ask_tenancy_again_for_itself;
pub(crate) use carrier_plan::ask_again_for_itself as ask_carrier_again_for_itself;
pub(crate) use convert::event::carrier::{
    Reminder as CarrierReminder, publish as publish_carrier_event, remind as remind_of_carrier,
};
pub(crate) use convert::event::torch_return::{
    opened as publish_return_opened, publish as publish_return_event,
};
pub(crate) use lease_step::record as record_lease_step;
pub(crate) use names::{CARRIERS, LEASES, TENANCIES};
pub(crate) use open_return::new_return;
pub(crate) use return_sources::gather as gather_for_return;
pub(crate) use tenancy_step::record as record_tenancy_step;

/// What every RPC stands on. Cheap to clone.
#[derive(Clone)]
pub struct IncubationApi {
    pub database: Database,
    pub rules: Rules,
    pub adoption: Adoption,
    pub clock: LegalClock,
    pub parameters: Arc<Parameters>,
    pub calendar: &'static WorkingCalendar,
    pub numbers: Numbers,
}

/// Writes run once per request id; reads just run, and may answer in chunks. Each goes to `handle` of its own file.
macro_rules! incubation_service {
    (
        writes { $($write:ident($write_request:ty) -> $write_answer:ty;)* }
        reads { $($read:ident($read_request:ty) -> $read_answer:ty;)* }
        streams { $($stream:ident($stream_request:ty) -> $chunks:ident of $chunk:ty;)* }
    ) => {
        #[tonic::async_trait]
        impl IncubationService for IncubationApi {
            $(async fn $write(&self, request: Request<$write_request>) -> Result<Response<$write_answer>, Status> {
                once(&self.database, request, |caller, input, key| $write::handle(self.clone(), within_reach(caller), input, key)).await
            })*

            $(async fn $read(&self, request: Request<$read_request>) -> Result<Response<$read_answer>, Status> {
                let caller = within_reach(Caller::of(&request)?);
                Ok(Response::new($read::handle(self.clone(), caller, request.into_inner()).await?))
            })*

            $(type $chunks = Chunks<$chunk>;

            async fn $stream(&self, request: Request<$stream_request>) -> Result<Response<Self::$chunks>, Status> {
                let caller = within_reach(Caller::of(&request)?);
                Ok(Response::new($stream::handle(self.clone(), caller, request.into_inner()).await?))
            })*
        }
    };
}

incubation_service! {
    writes {
        create_carrier(CreateCarrierRequest) -> Carrier;
        update_carrier(UpdateCarrierRequest) -> Carrier;
        apply_for_accreditation(ApplyForAccreditationRequest) -> Carrier;
        check_carrier(CheckCarrierRequest) -> Carrier;
        refuse_carrier(RefuseCarrierRequest) -> Carrier;
        assign_reviewers(AssignReviewersRequest) -> Carrier;
        declare_conflict(DeclareConflictRequest) -> Carrier;
        score_carrier(ScoreCarrierRequest) -> Carrier;
        propose_carrier(ProposeCarrierRequest) -> Carrier;
        object_to_carrier(ObjectToCarrierRequest) -> Carrier;
        resolve_carrier_objection(ResolveCarrierObjectionRequest) -> Carrier;
        accredit_carrier(AccreditCarrierRequest) -> Carrier;
        record_accreditation(RecordAccreditationRequest) -> Carrier;
        assess_carrier(AssessCarrierRequest) -> Carrier;
        recheck_carrier(RecheckCarrierRequest) -> Carrier;
        revoke_carrier(RevokeCarrierRequest) -> Carrier;
        change_carrier_grade(ChangeCarrierGradeRequest) -> Carrier;
        withdraw_carrier(WithdrawCarrierRequest) -> Carrier;
        resolve_manual_carrier(ResolveManualCarrierRequest) -> Carrier;
        ask_carrier_again(AskCarrierAgainRequest) -> Carrier;
        apply_for_base_status(ApplyForBaseStatusRequest) -> Carrier;
        decide_base_status(DecideBaseStatusRequest) -> Carrier;
        open_return(OpenReturnRequest) -> TorchReturn;
        prefill_return(PrefillReturnRequest) -> TorchReturn;
        fill_return(FillReturnRequest) -> TorchReturn;
        submit_return(SubmitReturnRequest) -> TorchReturn;
        check_return(CheckReturnRequest) -> TorchReturn;
        accept_return(AcceptReturnRequest) -> TorchReturn;
        send_back_return(SendBackReturnRequest) -> TorchReturn;
        freeze_returns(FreezeReturnsRequest) -> FreezeReturnsResponse;
        withdraw_return(WithdrawReturnRequest) -> TorchReturn;
        apply_for_tenancy(ApplyForTenancyRequest) -> Tenancy;
        admit_tenant(AdmitTenantRequest) -> Tenancy;
        refuse_tenant(RefuseTenantRequest) -> Tenancy;
        withdraw_tenancy(WithdrawTenancyRequest) -> Tenancy;
        resolve_manual_tenancy(ResolveManualTenancyRequest) -> Tenancy;
        ask_tenancy_again(AskTenancyAgainRequest) -> Tenancy;
        extend_tenancy(ExtendTenancyRequest) -> Tenancy;
        graduate_tenant(GraduateTenantRequest) -> Tenancy;
        verify_graduation(VerifyGraduationRequest) -> Tenancy;
        exit_tenant(ExitTenantRequest) -> Tenancy;
        record_landing(RecordLandingRequest) -> Tenancy;
        record_tenant_registration(RecordTenantRegistrationRequest) -> Tenancy;
        record_tenant_year(RecordTenantYearRequest) -> Tenancy;
        map_tenant_to_chain(MapTenantToChainRequest) -> Tenancy;
        set_chain(SetChainRequest) -> Chain;
        create_unit(CreateUnitRequest) -> Unit;
        retire_unit(RetireUnitRequest) -> Unit;
        offer_lease(OfferLeaseRequest) -> Lease;
        sign_lease(SignLeaseRequest) -> Lease;
        terminate_lease(TerminateLeaseRequest) -> Lease;
        register_mentor(RegisterMentorRequest) -> Mentor;
        end_mentor(EndMentorRequest) -> Mentor;
        log_mentoring(LogMentoringRequest) -> Mentoring;
        sign_mentoring(SignMentoringRequest) -> Mentoring;
        record_service(RecordServiceRequest) -> ServiceRecord;
        record_investment(RecordInvestmentRequest) -> Investment;
        record_activity(RecordActivityRequest) -> Activity;
        replay_dead_letter(ReplayDeadLetterRequest) -> DeadLetter;
    }
    reads {
        get_carrier(GetCarrierRequest) -> Carrier;
        list_carriers(ListCarriersRequest) -> ListCarriersResponse;
        list_open_carriers(ListOpenCarriersRequest) -> ListOpenCarriersResponse;
        list_assessments(ListAssessmentsRequest) -> ListAssessmentsResponse;
        list_notices(ListNoticesRequest) -> ListNoticesResponse;
        get_return(GetReturnRequest) -> TorchReturn;
        list_returns(ListReturnsRequest) -> ListReturnsResponse;
        list_return_fields(ListReturnFieldsRequest) -> ListReturnFieldsResponse;
        get_tax_benefit(GetTaxBenefitRequest) -> TaxBenefit;
        estimate_tax_months(EstimateTaxMonthsRequest) -> TaxBenefit;
        get_tenancy(GetTenancyRequest) -> Tenancy;
        list_tenancies(ListTenanciesRequest) -> ListTenanciesResponse;
        list_chains(ListChainsRequest) -> ListChainsResponse;
        get_carrier_counts(GetCarrierCountsRequest) -> CarrierCounts;
        list_units(ListUnitsRequest) -> ListUnitsResponse;
        get_lease(GetLeaseRequest) -> Lease;
        list_leases(ListLeasesRequest) -> ListLeasesResponse;
        list_mentors(ListMentorsRequest) -> ListMentorsResponse;
        list_mentorings(ListMentoringsRequest) -> ListMentoringsResponse;
        list_services(ListServicesRequest) -> ListServicesResponse;
        list_investments(ListInvestmentsRequest) -> ListInvestmentsResponse;
        list_activities(ListActivitiesRequest) -> ListActivitiesResponse;
        list_decisions(ListDecisionsRequest) -> ListDecisionsResponse;
        get_decision(GetDecisionRequest) -> Decision;
        list_audit_entries(ListAuditEntriesRequest) -> ListAuditEntriesResponse;
        list_codes(ListCodesRequest) -> ListCodesResponse;
        list_dead_letters(ListDeadLettersRequest) -> ListDeadLettersResponse;
    }
    streams {
        export_returns(ExportReturnsRequest) -> ExportReturnsStream of ReturnRow;
        download_decision_package(DownloadDecisionPackageRequest) -> DownloadDecisionPackageStream of DownloadDecisionPackageResponse;
    }
}
