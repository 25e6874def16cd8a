//! Appeals as messages and as events.
use chrono::NaiveDate;
use kezhuan_database::Write;
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::etag;

use super::convert::date;
use super::names::{APPEALS, CONTRACTS};
use crate::domain::appeal::{Appeal, Event, State};

/// An appeal as its readers see it on `today`.
pub fn appeal(appeal: &Appeal, today: NaiveDate) -> v1::Appeal {
    v1::Appeal {
        name: APPEALS.name(appeal.id),
        contract: CONTRACTS.name(appeal.contract),
        tenant: appeal.tenant.clone(),
        etag: etag::of(appeal.version),
        state: v1::appeal::State::from_str_name(appeal.state.as_str())
            .unwrap_or_default()
            .into(),
        grounds: appeal.grounds.clone(),
        filed_on: appeal.filed_on.to_string(),
        due_on: appeal.due_on.to_string(),
        outcome: appeal
            .outcome
            .map_or("", |outcome| outcome.as_str())
            .to_owned(),
        outcome_reason: appeal.outcome_reason.clone(),
        reconsideration_until: date(appeal.remedies.reconsideration_until),
        lawsuit_until: date(appeal.remedies.lawsuit_until),
        overdue: appeal.overdue(today),
    }
}

/// Publishes the event of one step.
pub fn publish(
    write: &mut Write,
    sequence: i64,
    from: Option<State>,
    appeal: &Appeal,
    event: Event,
) {
    let id = appeal.id;
    let moved = Some(v1::AppealMoved {
        appeal: APPEALS.name(id),
        contract: CONTRACTS.name(appeal.contract),
        from_state: from.map_or("", |state| state.as_str()).to_owned(),
        to_state: appeal.state.as_str().to_owned(),
        version: appeal.version,
    });
    match event {
        Event::AppealFiled => write.publish("appeal", id, sequence, &v1::AppealFiled { moved }),
        Event::AppealAdmitted => {
            write.publish("appeal", id, sequence, &v1::AppealAdmitted { moved })
        }
        Event::AppealUpheld => write.publish("appeal", id, sequence, &v1::AppealUpheld { moved }),
        Event::AppealChanged => write.publish("appeal", id, sequence, &v1::AppealChanged { moved }),
        Event::AppealWithdrawn => {
            write.publish("appeal", id, sequence, &v1::AppealWithdrawn { moved })
        }
    };
}
