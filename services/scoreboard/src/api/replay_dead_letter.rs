//! ReplayDeadLetter: processes the letters of one aggregate again, in order.
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::{self, DeadLetter};
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_protocol::scoreboard::v1 as proto;
use kezhuan_rpc::Collection;

use super::{ScoreboardApi, list_dead_letters};
use crate::consumers;
use crate::error::{DOMAIN, Error};

const LETTERS: Collection = Collection {
    prefix: "deadLetters",
    zh: "未处理消息",
    en: "dead letter",
    domain: DOMAIN,
};

pub(super) async fn handle(
    api: &ScoreboardApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::ReplayDeadLetterRequest,
) -> Result<proto::DeadLetter, Error> {
    LETTERS.parse(&input.name)?;
    let unknown = || Error::UnknownDeadLetter {
        name: input.name.clone(),
    };
    let letter = named(api, &input.name).await?.ok_or_else(unknown)?;
    let aggregate = letter.aggregate_id().ok_or_else(unknown)?;
    let database = api.database.clone();
    let durable = letter.consumer.clone();
    let replayed = dead_letter::replay(&api.database, &durable, aggregate, move |delivery| {
        consumers::handle(database.clone(), delivery)
    })
    .await?;
    if let Some((_, cause)) = replayed.stopped {
        return Err(Error::StillFailing { cause });
    }
    let answer = proto::DeadLetter {
        resolved: true,
        ..list_dead_letters::message(&letter)
    };
    let version = i64::from(answer.tries);
    let of = consumers::aggregate(&durable);
    api.database
        .write(caller, key, move |write: &mut Write| {
            let answer = answer.clone();
            Box::pin(async move {
                write.audit(AuditEntry {
                    action: "dead_letter.replayed",
                    aggregate: of,
                    aggregate_id: aggregate,
                    version,
                    detail: serde_json::json!({ "letter": answer.name }),
                });
                Ok(answer)
            })
        })
        .await
}

/// The open letter of this name, whichever consumer it was for.
async fn named(api: &ScoreboardApi, name: &str) -> Result<Option<DeadLetter>, Error> {
    for durable in consumers::DURABLES {
        if let Some(letter) = dead_letter::named(&api.database, durable, name).await? {
            return Ok(Some(letter));
        }
    }
    Ok(None)
}
