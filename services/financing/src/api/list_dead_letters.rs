//! What could not be taken over: changes of rules, events of contracts and tenancies, and own events that webhooks tell.
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::{self, DeadLetter};
use kezhuan_protocol::financing::v1::{self, ListDeadLettersRequest, ListDeadLettersResponse};
use kezhuan_rpc::page;

use super::FinancingApi;
use crate::consumers::{CONTRACTS, RULEBOOK, TENANCIES, WEBHOOKS};
use crate::error::Error;

/// Whose letters people see.
pub const CONSUMERS: [&str; 4] = [RULEBOOK, CONTRACTS, TENANCIES, WEBHOOKS];

pub async fn handle(
    api: FinancingApi,
    _: Caller,
    input: ListDeadLettersRequest,
) -> Result<ListDeadLettersResponse, Error> {
    let size = page::size(input.page_size)?;
    let skipped: i64 = page::start(&input.page_token)?.unwrap_or(0);
    let mut letters = Vec::new();
    for consumer in CONSUMERS {
        let open = dead_letter::open(&api.database, consumer, None, skipped + size + 1);
        letters.extend(open.await?);
    }
    let skip = usize::try_from(skipped).unwrap_or(0);
    let mut letters: Vec<DeadLetter> = letters.into_iter().skip(skip).collect();
    let next_page_token = page::cut(&mut letters, size, |_| skipped + size);
    Ok(ListDeadLettersResponse {
        dead_letters: letters.iter().map(message).collect(),
        next_page_token,
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
