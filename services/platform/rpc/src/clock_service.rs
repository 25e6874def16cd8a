//! The development-only service that reads and advances a standing legal clock.
use kezhuan_protocol::clock::v1::clock_service_server::{ClockService, ClockServiceServer};
use kezhuan_protocol::clock::v1::{AdvanceClockRequest, Clock, GetClockRequest};
use kezhuan_runtime::{ClockError, LegalClock};
use tonic::{Code, Request, Response, Status};

use crate::Problem;

/// The service for a standing clock; none when the clock follows the machine.
pub fn for_clock(clock: &LegalClock) -> Option<ClockServiceServer<StandingClock>> {
    clock.is_standing().then(|| {
        ClockServiceServer::new(StandingClock {
            clock: clock.clone(),
        })
    })
}

/// Serves one standing clock.
pub struct StandingClock {
    clock: LegalClock,
}

impl StandingClock {
    fn answer(&self) -> Response<Clock> {
        Response::new(Clock {
            date: self.clock.today().to_string(),
            standing: self.clock.is_standing(),
        })
    }
}

#[tonic::async_trait]
impl ClockService for StandingClock {
    async fn get_clock(&self, _: Request<GetClockRequest>) -> Result<Response<Clock>, Status> {
        Ok(self.answer())
    }

    async fn advance_clock(
        &self,
        request: Request<AdvanceClockRequest>,
    ) -> Result<Response<Clock>, Status> {
        let text = request.into_inner().date;
        let date = text.parse().map_err(|_| {
            Problem::new(Code::InvalidArgument, "DATE_INVALID", "clock.kezhuan")
                .zh("日期应写作 YYYY-MM-DD")
                .en("write the date as YYYY-MM-DD")
                .field(
                    "date",
                    "DATE_INVALID",
                    "应写作 YYYY-MM-DD",
                    "write YYYY-MM-DD",
                )
        })?;
        match self.clock.advance_to(date) {
            Ok(()) => Ok(self.answer()),
            Err(error @ (ClockError::NotStanding | ClockError::Backwards { .. })) => {
                Err(Problem::new(
                    Code::FailedPrecondition,
                    "CLOCK_ONLY_FORWARD",
                    "clock.kezhuan",
                )
                .zh("法定时钟只能向前拨")
                .en(error.to_string())
                .into())
            }
        }
    }
}
