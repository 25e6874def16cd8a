//! Takes over again what failed, whichever consumer it was for, and what waits behind it, in order.
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::{self, DeadLetter};
use kezhuan_database::{AuditEntry, RequestKey};
use kezhuan_protocol::cases::{self, ReplayDeadLetterRequest};
use kezhuan_rpc::{Collection, Problem};
use tonic::Code;

use super::{ErrorOf, LetterService};
use crate::convert;
use crate::error::Reasons;

pub async fn handle<S: LetterService>(
    service: S,
    caller: Caller,
    input: ReplayDeadLetterRequest,
    key: RequestKey,
) -> Result<cases::DeadLetter, ErrorOf<S>> {
    let letters = Collection {
        prefix: "deadLetters",
        zh: "未处理消息",
        en: "dead letter",
        domain: S::Reasons::DOMAIN,
    };
    letters.parse(&input.name)?;
    let unknown = || unknown(S::Reasons::DOMAIN, &input.name);
    let (letter, told_of) = named(&service, &input.name).await?.ok_or_else(unknown)?;
    let aggregate = letter.aggregate_id().ok_or_else(unknown)?;
    let replayed = service.replay(&letter.consumer, aggregate).await?;
    if let Some((_, cause)) = replayed.stopped {
        return Err(still_failing(S::Reasons::DOMAIN, &cause).into());
    }
    let answer = cases::DeadLetter {
        resolved: true,
        ..convert::dead_letter::message(&letter)
    };
    service
        .database()
        .write(&caller, &key, move |write| {
            let answer = answer.clone();
            Box::pin(async move {
                write.audit(AuditEntry {
                    action: "dead_letter.replayed",
                    aggregate: told_of,
                    aggregate_id: aggregate,
                    version: i64::from(answer.tries),
                    detail: serde_json::json!({ "letter": answer.name }),
                });
                Ok(answer)
            })
        })
        .await
}

/// The open letter of that name, and what its event tells of.
async fn named<S: LetterService>(
    service: &S,
    name: &str,
) -> Result<Option<(DeadLetter, &'static str)>, ErrorOf<S>> {
    for (consumer, told_of) in S::CONSUMERS {
        if let Some(letter) = dead_letter::named(service.database(), consumer, name).await? {
            return Ok(Some((letter, told_of)));
        }
    }
    Ok(None)
}

fn unknown(domain: &'static str, name: &str) -> Problem {
    Problem::new(Code::NotFound, "DEAD_LETTER_UNKNOWN", domain)
        .zh("没有这条未处理消息")
        .en(format!("dead letter {name} not found"))
}

fn still_failing(domain: &'static str, cause: &str) -> Problem {
    Problem::new(Code::FailedPrecondition, "STILL_FAILING", domain)
        .zh("消息仍无法处理，请先排除原因再重放")
        .en(format!("the message still can't be processed: {cause}"))
}
