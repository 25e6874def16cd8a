//! Takes over again a change of rules that failed, and what waits behind it, in order.
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::{self, DeadLetter};
use kezhuan_database::{AuditEntry, RequestKey};
use kezhuan_protocol::agriculture::v1::{self, ReplayDeadLetterRequest};
use kezhuan_rpc::Problem;
use tonic::Code;

use super::{AgricultureApi, RULEBOOK, list_dead_letters};
use crate::error::{DOMAIN, Error};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ReplayDeadLetterRequest,
    key: RequestKey,
) -> Result<v1::DeadLetter, Error> {
    let letter = named(&api, &input.name).await?;
    let aggregate = letter.aggregate_id().ok_or_else(|| unknown(&input.name))?;
    let adoption = api.adoption.clone();
    let replayed = dead_letter::replay(&api.database, RULEBOOK, aggregate, move |delivery| {
        kezhuan_adoption::handle(adoption.clone(), delivery)
    });
    if let Some((_, cause)) = replayed.await?.stopped {
        return Err(still_failing(&cause).into());
    }
    let answer = v1::DeadLetter {
        resolved: true,
        ..list_dead_letters::message(&letter)
    };
    api.database
        .write(&caller, &key, move |write| {
            let answer = answer.clone();
            Box::pin(async move {
                write.audit(AuditEntry {
                    action: "dead_letter.replayed",
                    aggregate: "rule_entry",
                    aggregate_id: aggregate,
                    version: i64::from(answer.tries),
                    detail: serde_json::json!({ "letter": answer.name }),
                });
                Ok(answer)
            })
        })
        .await
}

async fn named(api: &AgricultureApi, name: &str) -> Result<DeadLetter, Error> {
    let letter = dead_letter::named(&api.database, RULEBOOK, name).await?;
    Ok(letter.ok_or_else(|| unknown(name))?)
}

fn unknown(name: &str) -> Problem {
    Problem::new(Code::NotFound, "DEAD_LETTER_UNKNOWN", DOMAIN)
        .zh("没有这条未处理消息")
        .en(format!("dead letter {name} not found"))
}

fn still_failing(cause: &str) -> Problem {
    Problem::new(Code::FailedPrecondition, "STILL_FAILING", DOMAIN)
        .zh("消息仍无法处理，请先排除原因再重放")
        .en(format!("the message still can't be processed: {cause}"))
}
