//! What happened to a round of the award, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::events::v1;

use crate::api::names::AWARD_ROUNDS;
use crate::domain::award_round::AwardRound;
use crate::store::award_rounds::AGGREGATE;
use crate::store::stored::Stored;

/// The names under which they travel.
pub const OPENED: &str = "AwardRoundOpened";
pub const UPDATED: &str = "AwardRoundUpdated";
pub const CLOSED: &str = "AwardRoundClosed";

/// Publishes that a round was opened.
pub fn publish_opened(write: &mut Write, after: &Stored<AwardRound>) {
    let round = &after.body;
    let event = v1::AwardRoundOpened {
        moved: moved(round),
        opens_on: round.opens_on.to_string(),
        closes_on: round.closes_on.to_string(),
    };
    write.publish(AGGREGATE, round.id, after.event_sequence, &event);
}

/// Publishes that a round takes nominations longer, or from others.
pub fn publish_updated(write: &mut Write, after: &Stored<AwardRound>) {
    let round = &after.body;
    let event = v1::AwardRoundUpdated {
        moved: moved(round),
        closes_on: round.closes_on.to_string(),
        city_closes_on: round.city_closes_on.to_string(),
    };
    write.publish(AGGREGATE, round.id, after.event_sequence, &event);
}

/// Publishes that a round takes nothing more.
pub fn publish_closed(write: &mut Write, after: &Stored<AwardRound>) {
    let round = &after.body;
    let event = v1::AwardRoundClosed {
        moved: moved(round),
    };
    write.publish(AGGREGATE, round.id, after.event_sequence, &event);
}

fn moved(round: &AwardRound) -> Option<v1::AwardRoundMoved> {
    Some(v1::AwardRoundMoved {
        round: AWARD_ROUNDS.name(round.id),
        code: round.code.clone(),
        title: round.title.clone(),
        version: round.version,
    })
}
