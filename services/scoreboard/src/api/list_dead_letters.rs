//! ListDeadLetters: messages that could not be processed.
use kezhuan_bus::dead_letter::{self, DeadLetter};
use kezhuan_protocol::scoreboard::v1 as proto;
use kezhuan_rpc::page;

use super::ScoreboardApi;
use crate::consumers::TURNOVER;
use crate::error::Error;

pub(super) async fn handle(
    api: &ScoreboardApi,
    input: proto::ListDeadLettersRequest,
) -> Result<proto::ListDeadLettersResponse, Error> {
    let size = page::size(input.page_size)?;
    let skipped: i64 = page::start(&input.page_token)?.unwrap_or(0);
    let letters = dead_letter::open(&api.database, TURNOVER, None, skipped + size).await?;
    let page: Vec<_> = letters
        .iter()
        .skip(usize::try_from(skipped).unwrap_or(0))
        .map(message)
        .collect();
    let full = i64::try_from(page.len()).is_ok_and(|count| count == size);
    let next_page_token = if full {
        page::token(&(skipped + size))
    } else {
        String::new()
    };
    Ok(proto::ListDeadLettersResponse {
        dead_letters: page,
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
