//! Takes over again what failed, whichever consumer it was for, and what waits behind it, in order.
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::{self, DeadLetter, Replayed};
use kezhuan_database::{AuditEntry, RequestKey};
use kezhuan_protocol::financing::v1::{self, ReplayDeadLetterRequest};
use kezhuan_rpc::Problem;
use tonic::Code;
use uuid::Uuid;

use super::{FinancingApi, list_dead_letters};
use crate::consumers::{CONTRACTS, RULEBOOK, TENANCIES, WEBHOOKS, contract, tenancy, webhooks};
use crate::error::{DOMAIN, Error};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ReplayDeadLetterRequest,
    key: RequestKey,
) -> Result<v1::DeadLetter, Error> {
    let letter = named(&api, &input.name).await?;
    let aggregate = letter.aggregate_id().ok_or_else(|| unknown(&input.name))?;
    let replayed = replay(&api, &letter.consumer, aggregate).await?;
    if let Some((_, cause)) = replayed.stopped {
        return Err(still_failing(&cause).into());
    }
    let answer = v1::DeadLetter {
        resolved: true,
        ..list_dead_letters::message(&letter)
    };
    let of = match letter.consumer.as_str() {
        RULEBOOK => "rule_entry",
        WEBHOOKS => "webhook_message",
        TENANCIES => "tenancy",
        _ => "contract",
    };
    api.database
        .write(&caller, &key, move |write| {
            let answer = answer.clone();
            Box::pin(async move {
                write.audit(AuditEntry {
                    action: "dead_letter.replayed",
                    aggregate: of,
                    aggregate_id: aggregate,
                    version: i64::from(answer.tries),
                    detail: serde_json::json!({ "letter": answer.name }),
                });
                Ok(answer)
            })
        })
        .await
}

async fn named(api: &FinancingApi, name: &str) -> Result<DeadLetter, Error> {
    for consumer in list_dead_letters::CONSUMERS {
        if let Some(letter) = dead_letter::named(&api.database, consumer, name).await? {
            return Ok(letter);
        }
    }
    Err(unknown(name).into())
}

/// Gives the letters of an aggregate to the consumer they were for.
async fn replay(api: &FinancingApi, consumer: &str, aggregate: Uuid) -> Result<Replayed, Error> {
    let database = &api.database;
    let hearing = database.clone();
    let replayed = match consumer {
        RULEBOOK => {
            let adoption = api.adoption.clone();
            dead_letter::replay(database, RULEBOOK, aggregate, move |delivery| {
                kezhuan_adoption::handle(adoption.clone(), delivery)
            })
            .await?
        }
        WEBHOOKS => {
            let messages = api.messages.clone();
            dead_letter::replay(database, WEBHOOKS, aggregate, move |delivery| {
                webhooks::handle(messages.clone(), hearing.clone(), delivery)
            })
            .await?
        }
        TENANCIES => {
            dead_letter::replay(database, TENANCIES, aggregate, move |delivery| {
                tenancy::handle(hearing.clone(), delivery)
            })
            .await?
        }
        _ => {
            dead_letter::replay(database, CONTRACTS, aggregate, move |delivery| {
                contract::handle(hearing.clone(), delivery)
            })
            .await?
        }
    };
    Ok(replayed)
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
