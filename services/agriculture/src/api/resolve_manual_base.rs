//! MANUAL → what the blocked step leads to, by a person in the rule's place.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Base, ResolveManualBaseRequest};

use super::base_step::{self, Plan};
use super::{AgricultureApi, acting};
use crate::domain::transformation_base::{Assessing, Command, Finding, Fitness, Rating};
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ResolveManualBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = base_step::open(&api, &caller, at).await?;
    let command = match before.body.pending {
        Some(on) => Command::Assess(Assessing {
            on,
            rating: Rating::ByHand {
                score_c: score_c(&input)?,
                reason: input.reason.clone(),
            },
            decision: None,
        }),
        None => Command::Propose(Finding {
            fitness: Fitness::ByHand {
                fails: input.fails.clone(),
                reason: input.reason.clone(),
            },
            decision: None,
        }),
    };
    let plan = Plan::plain(before, acting::actor(&caller), command);
    base_step::carry_out(api, caller, key, plan).await
}

/// Nothing is no score: who leaves it out would fail the base without a word.
fn score_c(input: &ResolveManualBaseRequest) -> Result<i64, Error> {
    match input.score_c {
        0 => Err(Error::field(
            "score_c",
            "FIELD_MISSING",
            "请填写考核总分（0.01分）",
            "the score of the assessment has to be given, in hundredths of a point",
        )),
        given => Ok(given.into()),
    }
}
