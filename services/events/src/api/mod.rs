//! The RPCs as a list: each line is one, each file beside this one does one.
mod acting;
mod assignment_question;
mod case;
mod convert;
mod documents;
mod event_step;
mod hanging;
mod matching_step;
mod names;
mod negotiation_step;
mod nomination_question;
mod nomination_step;
mod prize_question;
mod project_step;
mod registering;
mod registration_question;
mod registration_step;
mod submitting;
mod ticket_signer;

mod accept_negotiation;
mod approve_event;
mod ask_matching_again;
mod ask_nomination_again;
mod ask_registration_again;
mod assess_award_prize;
mod assign_award_experts;
mod assign_project_experts;
mod award_nomination;
mod cancel_event;
mod cancel_matching;
mod cancel_registration;
mod change_quota;
mod check_in;
mod close_award_round;
mod close_project_call;
mod close_registration;
mod conclude_scoring;
mod create_event;
mod declare_award_conflict;
mod declare_project_conflict;
mod decline_project;
mod draft_nomination;
mod drop_nomination;
mod end_negotiation;
mod export_registrations;
mod file_nomination;
mod finish_event;
mod get_achievement;
mod get_award_round;
mod get_calendar;
mod get_event;
mod get_event_results;
mod get_matching;
mod get_need;
mod get_negotiation;
mod get_nomination;
mod get_project;
mod get_project_call;
mod get_registration;
mod get_ticket;
mod get_ticket_key;
mod list_achievements;
mod list_agenda;
mod list_award_rounds;
mod list_event_results;
mod list_events;
mod list_excellent_achievements;
mod list_matches;
mod list_matchings;
mod list_needs;
mod list_negotiations;
mod list_nominations;
mod list_notices;
mod list_project_calls;
mod list_projects;
mod list_registrations;
mod name_contract;
mod object_to_nomination;
mod open_award_round;
mod open_project_call;
mod open_registration;
mod pass_nomination;
mod pass_project;
mod post_local_notice;
mod propose_intent;
mod propose_negotiation;
mod propose_nomination;
mod publish_nomination;
mod record_local_objection;
mod record_permit;
mod record_presentation;
mod record_talk;
mod refuse_nomination;
mod refuse_project;
mod register;
mod report_follow_up;
mod resolve_local_objection;
mod resolve_manual_matching;
mod resolve_manual_nomination;
mod resolve_manual_registration;
mod resolve_nomination_objection;
mod resubmit_project;
mod return_project;
mod revoke_award;
mod run_matching;
mod schedule_project;
mod score_nomination;
mod score_project;
mod select_project;
mod sign_intent;
mod start_event;
mod submit_achievement;
mod submit_need;
mod submit_project;
mod unschedule_project;
mod update_award_round;
mod update_event;
mod update_nomination;
mod withdraw_achievement;
mod withdraw_need;
mod withdraw_nomination;
mod withdraw_project;

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
use kezhuan_protocol::events::v1::events_service_server::EventsService;
use kezhuan_protocol::events::v1::*;
use kezhuan_runtime::LegalClock;
use tonic::{Request, Response, Status};

use crate::adoption::Adoption;
use crate::domain::parameters::Parameters;
use crate::rules::Rules;

pub(crate) use acting::service as service_of;
pub(crate) use convert::event::award_round::{
    CLOSED as AWARD_ROUND_CLOSED, publish_closed as publish_award_round_closed,
};
pub(crate) use convert::event::negotiation::publish as publish_negotiation_step;
pub(crate) use convert::event::nomination::publish as publish_nomination_step;
pub(crate) use convert::event::project::publish as publish_project_step;
pub(crate) use convert::event::project_call::{
    CLOSED as PROJECT_CALL_CLOSED, publish_closed as publish_project_call_closed,
};
pub(crate) use event_step::save as save_event_step;
pub(crate) use hanging::of as event_of;
pub(crate) use matching_step::ask_again_for_itself as ask_matching_again_for_itself;
pub(crate) use matching_step::save as save_matching_step;
pub(crate) use nomination_question::ask_again_for_itself as ask_nomination_again_for_itself;
pub(crate) use nomination_step::round_of as round_of_award;
pub(crate) use registering::scope as scope_of_event;
pub(crate) use registration_question::ask_again_for_itself as ask_registration_again_for_itself;
pub(crate) use registration_step::{held as hold_places, save as save_registration_step};
pub(crate) use ticket_signer::TicketSigner;

/// Names the consumer of rule changes, on the server and in the inbox.
pub const RULEBOOK: &str = "events-rulebook";

/// What every RPC stands on. Cheap to clone.
#[derive(Clone)]
pub struct EventsApi {
    pub database: Database,
    pub rules: Rules,
    pub adoption: Adoption,
    pub clock: LegalClock,
    pub parameters: Arc<Parameters>,
    pub calendar: &'static WorkingCalendar,
    pub numbers: Numbers,
    pub tickets: Arc<TicketSigner>,
    /// Its organisation, which the award's deadlines are told to.
    pub award_office: Arc<str>,
}

/// Writes run once per request id; reads just run, and may answer in chunks. Each goes to `handle` of its own file.
macro_rules! events_service {
    (
        writes { $($write:ident($write_request:ty) -> $write_answer:ty;)* }
        reads { $($read:ident($read_request:ty) -> $read_answer:ty;)* }
        streams { $($stream:ident($stream_request:ty) -> $chunks:ident of $chunk:ty;)* }
    ) => {
        #[tonic::async_trait]
        impl EventsService for EventsApi {
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

events_service! {
    writes {
        create_event(CreateEventRequest) -> Event;
        update_event(UpdateEventRequest) -> Event;
        approve_event(ApproveEventRequest) -> Event;
        open_registration(OpenRegistrationRequest) -> Event;
        close_registration(CloseRegistrationRequest) -> Event;
        start_event(StartEventRequest) -> Event;
        finish_event(FinishEventRequest) -> Event;
        cancel_event(CancelEventRequest) -> Event;
        change_quota(ChangeQuotaRequest) -> Event;
        record_permit(RecordPermitRequest) -> Event;
        register(RegisterRequest) -> Registration;
        cancel_registration(CancelRegistrationRequest) -> Registration;
        resolve_manual_registration(ResolveManualRegistrationRequest) -> Registration;
        ask_registration_again(AskRegistrationAgainRequest) -> Registration;
        check_in(CheckInRequest) -> CheckInResponse;
        open_project_call(OpenProjectCallRequest) -> ProjectCall;
        close_project_call(CloseProjectCallRequest) -> ProjectCall;
        submit_project(SubmitProjectRequest) -> Project;
        resubmit_project(ResubmitProjectRequest) -> Project;
        return_project(ReturnProjectRequest) -> Project;
        pass_project(PassProjectRequest) -> Project;
        refuse_project(RefuseProjectRequest) -> Project;
        assign_project_experts(AssignProjectExpertsRequest) -> Project;
        declare_project_conflict(DeclareProjectConflictRequest) -> Project;
        score_project(ScoreProjectRequest) -> Project;
        select_project(SelectProjectRequest) -> Project;
        decline_project(DeclineProjectRequest) -> Project;
        schedule_project(ScheduleProjectRequest) -> Project;
        unschedule_project(UnscheduleProjectRequest) -> Project;
        record_presentation(RecordPresentationRequest) -> Project;
        withdraw_project(WithdrawProjectRequest) -> Project;
        propose_negotiation(ProposeNegotiationRequest) -> Negotiation;
        accept_negotiation(AcceptNegotiationRequest) -> Negotiation;
        record_talk(RecordTalkRequest) -> Negotiation;
        propose_intent(ProposeIntentRequest) -> Negotiation;
        sign_intent(SignIntentRequest) -> Negotiation;
        report_follow_up(ReportFollowUpRequest) -> Negotiation;
        name_contract(NameContractRequest) -> Negotiation;
        end_negotiation(EndNegotiationRequest) -> Negotiation;
        submit_need(SubmitNeedRequest) -> Need;
        withdraw_need(WithdrawNeedRequest) -> Need;
        submit_achievement(SubmitAchievementRequest) -> Achievement;
        withdraw_achievement(WithdrawAchievementRequest) -> Achievement;
        run_matching(RunMatchingRequest) -> Matching;
        ask_matching_again(AskMatchingAgainRequest) -> Matching;
        resolve_manual_matching(ResolveManualMatchingRequest) -> Matching;
        cancel_matching(CancelMatchingRequest) -> Matching;
        open_award_round(OpenAwardRoundRequest) -> AwardRound;
        update_award_round(UpdateAwardRoundRequest) -> AwardRound;
        close_award_round(CloseAwardRoundRequest) -> AwardRound;
        draft_nomination(DraftNominationRequest) -> Nomination;
        update_nomination(UpdateNominationRequest) -> Nomination;
        post_local_notice(PostLocalNoticeRequest) -> Nomination;
        record_local_objection(RecordLocalObjectionRequest) -> Nomination;
        resolve_local_objection(ResolveLocalObjectionRequest) -> Nomination;
        file_nomination(FileNominationRequest) -> Nomination;
        pass_nomination(PassNominationRequest) -> Nomination;
        refuse_nomination(RefuseNominationRequest) -> Nomination;
        assign_award_experts(AssignAwardExpertsRequest) -> Nomination;
        declare_award_conflict(DeclareAwardConflictRequest) -> Nomination;
        score_nomination(ScoreNominationRequest) -> Nomination;
        conclude_scoring(ConcludeScoringRequest) -> Nomination;
        resolve_manual_nomination(ResolveManualNominationRequest) -> Nomination;
        ask_nomination_again(AskNominationAgainRequest) -> Nomination;
        propose_nomination(ProposeNominationRequest) -> Nomination;
        drop_nomination(DropNominationRequest) -> Nomination;
        publish_nomination(PublishNominationRequest) -> Nomination;
        object_to_nomination(ObjectToNominationRequest) -> Nomination;
        resolve_nomination_objection(ResolveNominationObjectionRequest) -> Nomination;
        award_nomination(AwardNominationRequest) -> Nomination;
        assess_award_prize(AssessAwardPrizeRequest) -> Nomination;
        revoke_award(RevokeAwardRequest) -> Nomination;
        withdraw_nomination(WithdrawNominationRequest) -> Nomination;
        replay_dead_letter(ReplayDeadLetterRequest) -> DeadLetter;
    }
    reads {
        get_event(GetEventRequest) -> Event;
        list_events(ListEventsRequest) -> ListEventsResponse;
        get_ticket(GetTicketRequest) -> Ticket;
        get_ticket_key(GetTicketKeyRequest) -> TicketKey;
        get_registration(GetRegistrationRequest) -> Registration;
        list_registrations(ListRegistrationsRequest) -> ListRegistrationsResponse;
        get_project_call(GetProjectCallRequest) -> ProjectCall;
        list_project_calls(ListProjectCallsRequest) -> ListProjectCallsResponse;
        get_project(GetProjectRequest) -> Project;
        list_projects(ListProjectsRequest) -> ListProjectsResponse;
        list_agenda(ListAgendaRequest) -> ListAgendaResponse;
        get_negotiation(GetNegotiationRequest) -> Negotiation;
        list_negotiations(ListNegotiationsRequest) -> ListNegotiationsResponse;
        get_event_results(GetEventResultsRequest) -> EventResults;
        list_event_results(ListEventResultsRequest) -> ListEventResultsResponse;
        get_need(GetNeedRequest) -> Need;
        list_needs(ListNeedsRequest) -> ListNeedsResponse;
        get_achievement(GetAchievementRequest) -> Achievement;
        list_achievements(ListAchievementsRequest) -> ListAchievementsResponse;
        get_matching(GetMatchingRequest) -> Matching;
        list_matchings(ListMatchingsRequest) -> ListMatchingsResponse;
        list_matches(ListMatchesRequest) -> ListMatchesResponse;
        get_calendar(GetCalendarRequest) -> Calendar;
        get_award_round(GetAwardRoundRequest) -> AwardRound;
        list_award_rounds(ListAwardRoundsRequest) -> ListAwardRoundsResponse;
        get_nomination(GetNominationRequest) -> Nomination;
        list_nominations(ListNominationsRequest) -> ListNominationsResponse;
        list_excellent_achievements(ListExcellentAchievementsRequest) -> ListExcellentAchievementsResponse;
        list_notices(ListNoticesRequest) -> ListNoticesResponse;
        list_decisions(ListDecisionsRequest) -> ListDecisionsResponse;
        get_decision(GetDecisionRequest) -> Decision;
        list_audit_entries(ListAuditEntriesRequest) -> ListAuditEntriesResponse;
        list_codes(ListCodesRequest) -> ListCodesResponse;
        list_dead_letters(ListDeadLettersRequest) -> ListDeadLettersResponse;
    }
    streams {
        export_registrations(ExportRegistrationsRequest) -> ExportRegistrationsStream of ExportRegistrationsResponse;
        download_decision_package(DownloadDecisionPackageRequest) -> DownloadDecisionPackageStream of DownloadDecisionPackageResponse;
    }
}
