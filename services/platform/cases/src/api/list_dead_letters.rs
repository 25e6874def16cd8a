//! What could not be taken over, whichever consumer it was for.
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::{self, DeadLetter};
use kezhuan_protocol::cases::{ListDeadLettersRequest, ListDeadLettersResponse};
use kezhuan_rpc::page;

use super::{ErrorOf, LetterService};
use crate::convert;

pub async fn handle<S: LetterService>(
    service: S,
    _: Caller,
    input: ListDeadLettersRequest,
) -> Result<ListDeadLettersResponse, ErrorOf<S>> {
    let size = page::size(input.page_size)?;
    let skipped: i64 = page::start(&input.page_token)?.unwrap_or(0);
    let mut letters = Vec::new();
    for (consumer, _) in S::CONSUMERS {
        let open = dead_letter::open(service.database(), consumer, None, skipped + size + 1);
        letters.extend(open.await?);
    }
    let skip = usize::try_from(skipped).unwrap_or(0);
    let mut letters: Vec<DeadLetter> = letters.into_iter().skip(skip).collect();
    let next_page_token = page::cut(&mut letters, size, |_| skipped + size);
    Ok(ListDeadLettersResponse {
        dead_letters: letters.iter().map(convert::dead_letter::message).collect(),
        next_page_token,
    })
}
