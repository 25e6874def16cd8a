//! ReserveFact: a fact is kept for a case, for a while or until it is paid or released.
use chrono::{SubsecRound, TimeDelta, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::rules::v1 as proto;

use super::{RulesApi, fact_step};
use crate::domain::fact::Command;
use crate::error::Error;

const HOLD_SECONDS_MAX: i32 = 30 * 24 * 3_600;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::ReserveFactRequest,
) -> Result<proto::FactReservation, Error> {
    if !(0..=HOLD_SECONDS_MAX).contains(&input.hold_seconds) {
        return Err(Error::Invalid {
            field: "hold_seconds",
            problem: format!("0, or at most {HOLD_SECONDS_MAX} seconds"),
        });
    }
    let hold = TimeDelta::seconds(input.hold_seconds.into());
    let until = (input.hold_seconds > 0).then(|| (Utc::now() + hold).trunc_subsecs(6));
    fact_step::step(api, caller, key, input.key, Command::Reserve { until }).await
}
