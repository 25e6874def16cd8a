//! What happened to a base, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::agriculture::v1;

use crate::api::convert::figure::told_of;
use crate::api::convert::{assessment, call, transformation_base};
use crate::api::names::{BASES, CALLS};
use crate::domain::transformation_base::{Base, Event, State};
use crate::store::bases::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a base: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Base>, from: State, event: &Event) {
    match event {
        Event::BaseApplied => {
            publish!(write, after, from, BaseApplied, call: CALLS.name(after.body.call));
        }
        Event::BaseRecommended => publish!(write, after, from, BaseRecommended),
        Event::BaseRefused { code } => {
            publish!(write, after, from, BaseRefused, code: code.clone());
        }
        Event::BaseExpertsAssigned { experts } => {
            publish!(write, after, from, BaseExpertsAssigned, experts: told_of(*experts));
        }
        Event::BaseConflictDeclared { experts_left } => {
            publish!(write, after, from, BaseConflictDeclared, experts_left: told_of(*experts_left));
        }
        Event::BaseScored { all_in } => publish!(write, after, from, BaseScored, all_in: *all_in),
        Event::BaseProposed {
            mean_score_c,
            notice_last_day,
        } => publish!(
            write, after, from, BaseProposed,
            mean_score_c: told_of(*mean_score_c), notice_last_day: notice_last_day.to_string()
        ),
        Event::BaseFoundUnfit { reasons } => {
            publish!(write, after, from, BaseFoundUnfit, reasons: reasons.clone());
        }
        Event::BaseRuleFailed { failure } => {
            publish!(write, after, from, BaseRuleFailed, failure: failure.clone());
        }
        Event::BaseAskedAgain => publish!(write, after, from, BaseAskedAgain),
        Event::BaseObjected => publish!(write, after, from, BaseObjected),
        Event::BaseObjectionResolved { upheld } => {
            publish!(write, after, from, BaseObjectionResolved, upheld: *upheld);
        }
        Event::BaseWithdrawn => publish!(write, after, from, BaseWithdrawn),
        Event::BaseAccredited { .. }
        | Event::BaseAssessed { .. }
        | Event::BaseRectificationChecked { .. }
        | Event::BaseDelisted { .. }
        | Event::BaseRenewalFiled
        | Event::BaseTermEnded { .. }
        | Event::BaseExpired { .. }
        | Event::BaseReminded { .. } => publish_of_plate(write, after, from, event),
    }
}

/// What happens to a base that carries its plate.
fn publish_of_plate(write: &mut Write, after: &Stored<Base>, from: State, event: &Event) {
    match event {
        Event::BaseAccredited {
            plate_number,
            accredited_on,
            valid_until,
            renewed,
        } => publish!(
            write, after, from, BaseAccredited,
            plate_number: plate_number.clone(), accredited_on: accredited_on.to_string(),
            valid_until: valid_until.to_string(), renewed: *renewed
        ),
        Event::BaseAssessed {
            year,
            score_c,
            grade,
            code,
        } => publish!(
            write, after, from, BaseAssessed,
            year: *year, score_c: told_of(*score_c), grade: assessment::grade(*grade).into(),
            code: code.as_str().to_owned()
        ),
        Event::BaseRectificationChecked { passed } => {
            publish!(write, after, from, BaseRectificationChecked, passed: *passed);
        }
        Event::BaseDelisted { code, delisted_on } => publish!(
            write, after, from, BaseDelisted,
            code: code.as_str().to_owned(), delisted_on: delisted_on.to_string()
        ),
        Event::BaseRenewalFiled => publish!(write, after, from, BaseRenewalFiled),
        Event::BaseTermEnded { valid_until } => {
            publish!(write, after, from, BaseTermEnded, valid_until: valid_until.to_string());
        }
        Event::BaseExpired { valid_until } => {
            publish!(write, after, from, BaseExpired, valid_until: valid_until.to_string());
        }
        Event::BaseReminded { kind, due_on } => publish!(
            write, after, from, BaseReminded,
            kind: kind.as_str().to_owned(), due_on: due_on.to_string()
        ),
        // Told above.
        Event::BaseApplied
        | Event::BaseRecommended
        | Event::BaseRefused { .. }
        | Event::BaseExpertsAssigned { .. }
        | Event::BaseConflictDeclared { .. }
        | Event::BaseScored { .. }
        | Event::BaseProposed { .. }
        | Event::BaseFoundUnfit { .. }
        | Event::BaseRuleFailed { .. }
        | Event::BaseAskedAgain
        | Event::BaseObjected
        | Event::BaseObjectionResolved { .. }
        | Event::BaseWithdrawn => {}
    }
}

fn moved(base: &Base, from: State) -> Option<v1::BaseMoved> {
    Some(v1::BaseMoved {
        base: BASES.name(base.id),
        number: base.number.clone(),
        organisation: base.organisation.clone(),
        division: base.division.clone(),
        level: call::level(base.level).into(),
        programme_name: base.programme_name.clone(),
        carrier: transformation_base::carrier(base.carrier).into(),
        field: base.field.clone(),
        from_state: from.as_str().to_owned(),
        to_state: base.state.as_str().to_owned(),
        version: base.version,
    })
}
