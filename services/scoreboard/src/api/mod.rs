//! The RPCs as a list; one file each.
mod behind;
mod convert;
mod get_figure;
mod list_dead_letters;
mod list_figure_bases;
mod list_figure_contracts;
mod list_figure_intents;
mod list_figure_outcomes;
mod list_figure_tenancies;
mod list_figures;
mod rebuild_figures;
mod replay_dead_letter;

use kezhuan_auth::Caller;
use kezhuan_bus::Bus;
use kezhuan_database::{Database, once};
use kezhuan_protocol::scoreboard::v1 as proto;
use kezhuan_protocol::scoreboard::v1::scoreboard_service_server::ScoreboardService;
use kezhuan_runtime::LegalClock;
use tonic::{Request, Response, Status};

/// What the RPCs work with.
#[derive(Clone)]
pub struct ScoreboardApi {
    pub database: Database,
    pub bus: Bus,
    pub clock: LegalClock,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl ScoreboardService for ScoreboardApi {
    async fn get_figure(&self, request: Request<proto::GetFigureRequest>) -> Answer<proto::Figure> {
        Ok(Response::new(
            get_figure::handle(self, request.into_inner()).await?,
        ))
    }

    async fn list_figures(
        &self,
        request: Request<proto::ListFiguresRequest>,
    ) -> Answer<proto::ListFiguresResponse> {
        Ok(Response::new(
            list_figures::handle(self, request.into_inner()).await?,
        ))
    }

    async fn list_figure_contracts(
        &self,
        request: Request<proto::ListFigureContractsRequest>,
    ) -> Answer<proto::ListFigureContractsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_figure_contracts::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn list_figure_tenancies(
        &self,
        request: Request<proto::ListFigureTenanciesRequest>,
    ) -> Answer<proto::ListFigureTenanciesResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_figure_tenancies::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn list_figure_bases(
        &self,
        request: Request<proto::ListFigureBasesRequest>,
    ) -> Answer<proto::ListFigureBasesResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_figure_bases::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn list_figure_outcomes(
        &self,
        request: Request<proto::ListFigureOutcomesRequest>,
    ) -> Answer<proto::ListFigureOutcomesResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_figure_outcomes::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn list_figure_intents(
        &self,
        request: Request<proto::ListFigureIntentsRequest>,
    ) -> Answer<proto::ListFigureIntentsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(
            list_figure_intents::handle(self, &caller, request.into_inner()).await?,
        ))
    }

    async fn list_dead_letters(
        &self,
        request: Request<proto::ListDeadLettersRequest>,
    ) -> Answer<proto::ListDeadLettersResponse> {
        Ok(Response::new(
            list_dead_letters::handle(self, request.into_inner()).await?,
        ))
    }

    async fn replay_dead_letter(
        &self,
        request: Request<proto::ReplayDeadLetterRequest>,
    ) -> Answer<proto::DeadLetter> {
        let api = self.clone();
        once(&self.database, request, |caller, input, key| async move {
            replay_dead_letter::handle(&api, &caller, &key, input).await
        })
        .await
    }

    async fn rebuild_figures(
        &self,
        request: Request<proto::RebuildFiguresRequest>,
    ) -> Answer<proto::RebuildFiguresResponse> {
        let api = self.clone();
        once(&self.database, request, |caller, _, key| async move {
            rebuild_figures::handle(&api, &caller, &key).await
        })
        .await
    }
}
