//! A write that stands on what a rule answered before any row was held: where the world moved meanwhile, nothing is written, and
//! the rule is asked again.
use kezhuan_rpc::Problem;
use tonic::Code;

use crate::{Benefits, Error};

/// In each round some other claim of the same budget or organisation got through.
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

/// Everybody else was faster, round after round.
pub fn busy<B: Benefits>() -> Problem {
    Problem::new(Code::Aborted, "CLAIM_BUSY", B::DOMAIN)
        .zh("同一预算下办理繁忙，请稍后用同一请求号重试")
        .en("too much moves in this budget at once: retry with the same request id")
}
