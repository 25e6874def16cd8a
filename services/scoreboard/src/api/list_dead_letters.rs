//! ListDeadLetters: messages that could not be processed.
use kezhuan_bus::dead_letter::{self, DeadLetter};
use kezhuan_protocol::scoreboard::v1 as proto;
use kezhuan_rpc::page;

use super::ScoreboardApi;
use crate::consumers;
use crate::error::Error;

pub(super) async fn handle(
    api: &ScoreboardApi,
    input: proto::ListDeadLettersRequest,
) -> Result<proto::ListDeadLettersResponse, Error> {
    let size = page::size(input.page_size)?;
    let skipped: i64 = page::start(&input.page_token)?.unwrap_or(0);
    let mut letters = Vec::new();
    for durable in consumers::DURABLES {
        let open = dead_letter::open(&api.database, durable, None, skipped + size + 1);
        letters.extend(open.await?);
    }
    let skip = usize::try_from(skipped).unwrap_or(0);
    let mut letters: Vec<DeadLetter> = letters.into_iter().skip(skip).collect();
    let next_page_token = page::cut(&mut letters, size, |_| skipped + size);
    Ok(proto::ListDeadLettersResponse {
        dead_letters: letters.iter().map(message).collect(),
        next_page_token,
    })
}

/// One dead letter as operators see it.
pub(super) fn message(letter: &DeadLetter) -> proto::DeadLetter {
    proto::DeadLetter {
        name: letter.name(),
        subject: letter.subject.clone(),
        cause: letter.cause.clone(),
        tries: letter.tries,
        resolved: false,
    }
}
