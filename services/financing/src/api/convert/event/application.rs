//! What happened to an application, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::financing::v1;

use super::organisations;
use crate::api::names::{APPLICATIONS, LOANS};
use crate::domain::application::{Application, Event, State};
use crate::domain::party::Party;
use crate::store::applications::AGGREGATE;
use crate::store::stored::Stored;

/// One event of an application: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Application>, from: State, event: &Event) {
    match event {
        Event::ApplicationSubmitted => publish!(
            write, after, from, ApplicationSubmitted,
            amount_fen: after.body.amount.get(),
            term_months: i32::try_from(after.body.term_months).unwrap_or(i32::MAX)
        ),
        Event::ApplicationEligible => publish!(write, after, from, ApplicationEligible),
        Event::ApplicationIneligible { reasons } => {
            publish!(write, after, from, ApplicationIneligible, reasons: reasons.clone());
        }
        Event::ApplicationRuleFailed { failure } => {
            publish!(write, after, from, ApplicationRuleFailed, failure: failure.clone());
        }
        Event::ApplicationAskedAgain => publish!(write, after, from, ApplicationAskedAgain),
        Event::ApplicationValued { total } => {
            publish!(write, after, from, ApplicationValued, total_fen: total.get());
        }
        Event::ApplicationReviewed => publish!(write, after, from, ApplicationReviewed),
        Event::ApplicationApproved { amount, sign_until } => publish!(
            write, after, from, ApplicationApproved,
            amount_fen: amount.get(), sign_until: sign_until.to_string()
        ),
        Event::ApplicationDeclined { code } => {
            publish!(write, after, from, ApplicationDeclined, code: code.clone());
        }
        Event::ApplicationSignedFirst => publish!(write, after, from, ApplicationSignedFirst),
        Event::ApplicationContracted { loan } => {
            publish!(write, after, from, ApplicationContracted, loan: LOANS.name(*loan));
        }
        Event::ApplicationLapsed => publish!(write, after, from, ApplicationLapsed),
        Event::ApplicationWithdrawn => publish!(write, after, from, ApplicationWithdrawn),
    }
}

fn moved(application: &Application, from: State) -> Option<v1::ApplicationMoved> {
    // A draft is the enterprise's alone.
    let shown = application.submitted_on.is_some();
    let others: &[Party] = if shown { &application.others } else { &[] };
    Some(v1::ApplicationMoved {
        application: APPLICATIONS.name(application.id),
        enterprise: application.enterprise.clone(),
        bank: if shown { application.bank.as_str() } else { "" }.to_owned(),
        others: organisations(others),
        from_state: from.as_str().to_owned(),
        to_state: application.state.as_str().to_owned(),
        version: application.version,
    })
}
