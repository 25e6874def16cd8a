//! A write that stands on what a rule answered before any row was held: where the world moved meanwhile, nothing is
//! written, and the rule is asked again.
use kezhuan_rpc::Problem;
use tonic::Code;

use crate::domain::ledger::fund_exhausted;
use crate::error::{DOMAIN, Error};

/// In each round some other case of the same fund or enterprise got through.
pub const ROUNDS_MAX: usize = 16;

/// How such a write can end without an answer.
#[derive(Debug, thiserror::Error)]
pub enum Ending {
    #[error("the rule would be told something else now")]
    Moved,
    #[error(transparent)]
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Ending {
    fn from(error: E) -> Ending {
        Ending::Failed(error.into())
    }
}

/// What the fund refuses was promised to another since the rule was told of it.
pub fn booked<T>(written: Result<T, Error>) -> Result<T, Ending> {
    match written {
        Err(Error::Refused(refused)) if refused.reason == fund_exhausted().reason => {
            Err(Ending::Moved)
        }
        written => Ok(written?),
    }
}

/// Everybody else was faster, round after round.
pub fn busy() -> Problem {
    Problem::new(Code::Aborted, "CLAIM_BUSY", DOMAIN)
        .zh("同一资金下办理繁忙，请稍后用同一请求号重试")
        .en("too much moves in this fund at once: retry with the same request id")
}
