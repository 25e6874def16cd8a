//! The RPCs as a list: each line is one, each file beside this one does one.
mod achievement_step;
mod acting;
mod base_question;
mod base_step;
mod case;
mod convert;
mod demonstration_step;
mod extension_step;
mod names;
mod trial_question;
mod trial_step;
mod variety_step;

mod accept_achievement;
mod accept_demonstration;
mod accredit_base;
mod apply_for_base;
mod approve_variety;
mod ask_base_again;
mod ask_trial_again;
mod assess_base;
mod assign_experts;
mod assign_trial_experts;
mod check_variety;
mod close_call;
mod confirm_extension;
mod create_base;
mod declare_conflict;
mod declare_trial_conflict;
mod decline_achievement;
mod delist_base;
mod extend_demonstration;
mod fail_rectification;
mod get_achievement;
mod get_base;
mod get_call;
mod get_demonstration;
mod get_extension;
mod get_outcome;
mod get_trial;
mod get_variety;
mod give_trial_opinion;
mod harvest_trial;
mod list_achievements;
mod list_assessments;
mod list_bases;
mod list_calls;
mod list_demonstrations;
mod list_extension_plots;
mod list_extensions;
mod list_notices;
mod list_outcomes;
mod list_trials;
mod list_varieties;
mod measure_demonstration;
mod object_to_base;
mod open_call;
mod open_extension;
mod pass_rectification;
mod plan_demonstration;
mod plan_trial;
mod propose_base;
mod recommend_base;
mod record_approval;
mod record_dus;
mod record_households;
mod record_introduction;
mod record_production_trial;
mod record_regional_trial;
mod record_training;
mod refuse_base;
mod refuse_variety;
mod register_non_major_variety;
mod register_variety;
mod renew_base;
mod report_achievement;
mod report_extension;
mod resolve_base_objection;
mod resolve_manual_base;
mod resolve_manual_trial;
mod score_base;
mod send_back_extension;
mod sow_trial;
mod start_demonstration;
mod strike_plots;
mod take_back_achievement;
mod update_base;
mod verify_trial;
mod void_trial;
mod withdraw_base;
mod withdraw_demonstration;
mod withdraw_extension;
mod withdraw_trial;
mod withdraw_variety;

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
use kezhuan_protocol::agriculture::v1::agriculture_service_server::AgricultureService;
use kezhuan_protocol::agriculture::v1::*;
use kezhuan_runtime::LegalClock;
use tonic::{Request, Response, Status};

use crate::adoption::Adoption;
use crate::domain::parameters::Parameters;
use crate::rules::Rules;

pub(crate) use base_question::ask_again_for_itself as ask_base_again_for_itself;
pub(crate) use convert::event::call::{
    CLOSED as CALL_CLOSED, publish_closed as publish_call_closed,
};
pub(crate) use convert::event::transformation_base::publish as publish_base_event;
pub(crate) use names::{BASES, DEMONSTRATIONS};
pub(crate) use trial_question::ask_again_for_itself as ask_trial_again_for_itself;

/// Names the consumer of rule changes, on the server and in the inbox.
pub const RULEBOOK: &str = "agriculture-rulebook";

/// What every RPC stands on. Cheap to clone.
#[derive(Clone)]
pub struct AgricultureApi {
    pub database: Database,
    pub rules: Rules,
    pub adoption: Adoption,
    pub clock: LegalClock,
    pub parameters: Arc<Parameters>,
    pub calendar: &'static WorkingCalendar,
    pub numbers: Numbers,
}

/// Writes run once per request id; reads just run, and may answer in chunks. Each goes to `handle` of its own file.
macro_rules! agriculture_service {
    (
        writes { $($write:ident($write_request:ty) -> $write_answer:ty;)* }
        reads { $($read:ident($read_request:ty) -> $read_answer:ty;)* }
        streams { $($stream:ident($stream_request:ty) -> $chunks:ident of $chunk:ty;)* }
    ) => {
        #[tonic::async_trait]
        impl AgricultureService for AgricultureApi {
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

agriculture_service! {
    writes {
        open_call(OpenCallRequest) -> Call;
        close_call(CloseCallRequest) -> Call;
        create_base(CreateBaseRequest) -> Base;
        update_base(UpdateBaseRequest) -> Base;
        apply_for_base(ApplyForBaseRequest) -> Base;
        recommend_base(RecommendBaseRequest) -> Base;
        refuse_base(RefuseBaseRequest) -> Base;
        assign_experts(AssignExpertsRequest) -> Base;
        declare_conflict(DeclareConflictRequest) -> Base;
        score_base(ScoreBaseRequest) -> Base;
        propose_base(ProposeBaseRequest) -> Base;
        object_to_base(ObjectToBaseRequest) -> Base;
        resolve_base_objection(ResolveBaseObjectionRequest) -> Base;
        accredit_base(AccreditBaseRequest) -> Base;
        assess_base(AssessBaseRequest) -> Base;
        pass_rectification(PassRectificationRequest) -> Base;
        fail_rectification(FailRectificationRequest) -> Base;
        delist_base(DelistBaseRequest) -> Base;
        renew_base(RenewBaseRequest) -> Base;
        withdraw_base(WithdrawBaseRequest) -> Base;
        resolve_manual_base(ResolveManualBaseRequest) -> Base;
        ask_base_again(AskBaseAgainRequest) -> Base;
        register_variety(RegisterVarietyRequest) -> Variety;
        record_dus(RecordDusRequest) -> Variety;
        record_regional_trial(RecordRegionalTrialRequest) -> Variety;
        record_production_trial(RecordProductionTrialRequest) -> Variety;
        approve_variety(ApproveVarietyRequest) -> Variety;
        record_approval(RecordApprovalRequest) -> Variety;
        refuse_variety(RefuseVarietyRequest) -> Variety;
        register_non_major_variety(RegisterNonMajorVarietyRequest) -> Variety;
        record_introduction(RecordIntroductionRequest) -> Variety;
        withdraw_variety(WithdrawVarietyRequest) -> Variety;
        plan_trial(PlanTrialRequest) -> Trial;
        sow_trial(SowTrialRequest) -> Trial;
        harvest_trial(HarvestTrialRequest) -> Trial;
        assign_trial_experts(AssignTrialExpertsRequest) -> Trial;
        declare_trial_conflict(DeclareTrialConflictRequest) -> Trial;
        give_trial_opinion(GiveTrialOpinionRequest) -> Trial;
        verify_trial(VerifyTrialRequest) -> Trial;
        void_trial(VoidTrialRequest) -> Trial;
        resolve_manual_trial(ResolveManualTrialRequest) -> Trial;
        ask_trial_again(AskTrialAgainRequest) -> Trial;
        withdraw_trial(WithdrawTrialRequest) -> Trial;
        plan_demonstration(PlanDemonstrationRequest) -> Demonstration;
        start_demonstration(StartDemonstrationRequest) -> Demonstration;
        measure_demonstration(MeasureDemonstrationRequest) -> Demonstration;
        accept_demonstration(AcceptDemonstrationRequest) -> Demonstration;
        extend_demonstration(ExtendDemonstrationRequest) -> Demonstration;
        withdraw_demonstration(WithdrawDemonstrationRequest) -> Demonstration;
        open_extension(OpenExtensionRequest) -> Extension;
        record_households(RecordHouseholdsRequest) -> RecordHouseholdsResponse;
        strike_plots(StrikePlotsRequest) -> Extension;
        record_training(RecordTrainingRequest) -> Extension;
        report_extension(ReportExtensionRequest) -> Extension;
        confirm_extension(ConfirmExtensionRequest) -> Extension;
        send_back_extension(SendBackExtensionRequest) -> Extension;
        withdraw_extension(WithdrawExtensionRequest) -> Extension;
        report_achievement(ReportAchievementRequest) -> Achievement;
        accept_achievement(AcceptAchievementRequest) -> Achievement;
        decline_achievement(DeclineAchievementRequest) -> Achievement;
        take_back_achievement(TakeBackAchievementRequest) -> Achievement;
        replay_dead_letter(ReplayDeadLetterRequest) -> DeadLetter;
    }
    reads {
        get_call(GetCallRequest) -> Call;
        list_calls(ListCallsRequest) -> ListCallsResponse;
        get_base(GetBaseRequest) -> Base;
        list_bases(ListBasesRequest) -> ListBasesResponse;
        list_assessments(ListAssessmentsRequest) -> ListAssessmentsResponse;
        check_variety(CheckVarietyRequest) -> VarietyAnswer;
        get_variety(GetVarietyRequest) -> Variety;
        list_varieties(ListVarietiesRequest) -> ListVarietiesResponse;
        get_trial(GetTrialRequest) -> Trial;
        list_trials(ListTrialsRequest) -> ListTrialsResponse;
        get_demonstration(GetDemonstrationRequest) -> Demonstration;
        list_demonstrations(ListDemonstrationsRequest) -> ListDemonstrationsResponse;
        get_extension(GetExtensionRequest) -> Extension;
        list_extensions(ListExtensionsRequest) -> ListExtensionsResponse;
        list_extension_plots(ListExtensionPlotsRequest) -> ListExtensionPlotsResponse;
        get_achievement(GetAchievementRequest) -> Achievement;
        list_achievements(ListAchievementsRequest) -> ListAchievementsResponse;
        get_outcome(GetOutcomeRequest) -> Outcome;
        list_outcomes(ListOutcomesRequest) -> ListOutcomesResponse;
        list_notices(ListNoticesRequest) -> ListNoticesResponse;
        list_decisions(ListDecisionsRequest) -> ListDecisionsResponse;
        get_decision(GetDecisionRequest) -> Decision;
        list_audit_entries(ListAuditEntriesRequest) -> ListAuditEntriesResponse;
        list_codes(ListCodesRequest) -> ListCodesResponse;
        list_dead_letters(ListDeadLettersRequest) -> ListDeadLettersResponse;
    }
    streams {
        download_decision_package(DownloadDecisionPackageRequest) -> DownloadDecisionPackageStream of DownloadDecisionPackageResponse;
    }
}
