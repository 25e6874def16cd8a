//! Changes of rules that could not be taken over.
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::{self, DeadLetter};
use kezhuan_protocol::contracts::v1::{self, ListDeadLettersRequest, ListDeadLettersResponse};
use kezhuan_rpc::page;

use super::ContractsApi;
use crate::consumers::RULEBOOK;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    _: Caller,
    input: ListDeadLettersRequest,
) -> Result<ListDeadLettersResponse, Error> {
    let size = page::size(input.page_size)?;
    let skipped: i64 = page::start(&input.page_token)?.unwrap_or(0);
    let letters = dead_letter::open(&api.database, RULEBOOK, None, skipped + size).await?;
    let dead_letters: Vec<_> = letters
        .iter()
        .skip(usize::try_from(skipped).unwrap_or(0))
        .map(message)
        .collect();
    let is_full = i64::try_from(dead_letters.len()).is_ok_and(|count| count == size);
    let next = is_full.then(|| page::token(&(skipped + size)));
    Ok(ListDeadLettersResponse {
        dead_letters,
        next_page_token: next.unwrap_or_default(),
    })
}

/// One dead letter as operators see it.
pub fn message(letter: &DeadLetter) -> v1::DeadLetter {
    v1::DeadLetter {
        name: letter.name(),
        subject: letter.subject.clone(),
        cause: letter.cause.clone(),
        tries: letter.tries,
        resolved: false,
    }
}
