//! MANUAL → VALID, SCORED or AWARDED, by a person in the rule's place.
use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::events::v1::{Nomination, ResolveManualNominationRequest};

use super::nomination_step::{Plan, circumstances};
use super::{EventsApi, acting, convert, nomination_step};
use crate::domain::nomination::{self, Assessed, Blocked, Command, Counted, Scoring};
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ResolveManualNominationRequest,
    key: RequestKey,
) -> Result<Nomination, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let (before, round) = nomination_step::open(&api, &caller, at).await?;
    let actor = acting::actor(&caller);
    let command = match &before.body.blocked {
        Some(Blocked::Assignment(waiting)) => {
            let at = circumstances(&api, &actor, (&round, Counted::default()));
            // Whom a rule recused, no person seats.
            Command::AssignExperts {
                experts: nomination::chosen(&before.body, waiting, &input.experts, &at)?,
                by_hand: Some(input.reason.clone()),
            }
        }
        Some(Blocked::Prize) => Command::AssessPrize(Assessed {
            amount: Fen(input.amount_fen),
            reasons: Vec::new(),
            by_hand: Some(input.reason.clone()),
            decision: None,
        }),
        Some(Blocked::Scoring) => Command::Conclude {
            scoring: Scoring::ByHand {
                band: convert::nomination::read_band("band", input.band)?,
                reason: input.reason.clone(),
            },
            decision: None,
        },
        None => return Err(nomination::nothing_waits(before.body.state).into()),
    };
    let plan = Plan {
        before,
        steps: vec![(actor, command)],
        heard: Heard::default(),
    };
    nomination_step::carry_out(api, caller, key, plan).await
}
