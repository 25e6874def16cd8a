//! What was recorded, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::incubation::v1;
use kezhuan_rpc::Collection;

use crate::api::convert::{day, figure, tenancy};
use crate::api::names::{
    ACTIVITIES, CARRIERS, INVESTMENTS, MENTORINGS, MENTORS, SERVICE_RECORDS, TENANCIES, UNITS,
};
use crate::domain::chain::Chain;
use crate::domain::support::{Activity, Investment, Mentor, Mentoring, ServiceRecord, State};
use crate::domain::unit::Unit;
use crate::store::chains;
use crate::store::records::Record;
use crate::store::stored::Stored;

/// One event of a record: `publish!(write, after, COLLECTION, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $collection:ident, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { of: of(&$after.body, $collection, &$after.body.operator), $($field: $value),* };
        published($write, $after, &event);
    }};
}

/// A unit was added.
pub fn unit_added(write: &mut Write, after: &Stored<Unit>) {
    publish!(write, after, UNITS, UnitAdded, area_c: after.body.area_c);
}

/// A unit has a last day on which it can be let.
pub fn unit_retired(write: &mut Write, after: &Stored<Unit>) {
    publish!(write, after, UNITS, UnitRetired, retired_on: day::told(after.body.retired_on));
}

/// A mentor was appointed.
pub fn mentor(write: &mut Write, after: &Stored<Mentor>) {
    publish!(
        write, after, MENTORS, MentorRegistered,
        from: after.body.from.to_string(), until: day::told(after.body.until)
    );
}

/// An appointment has a last day.
pub fn mentor_ended(write: &mut Write, after: &Stored<Mentor>) {
    publish!(write, after, MENTORS, MentorEnded, until: day::told(after.body.until));
}

/// What a mentor did was logged.
pub fn mentoring_logged(write: &mut Write, after: &Stored<Mentoring>) {
    let held_on = after.body.held_on.to_string();
    publish!(write, after, MENTORINGS, MentoringLogged, held_on: held_on);
}

/// One side has signed for it, or both have.
pub fn mentoring_signed(write: &mut Write, after: &Stored<Mentoring>) {
    let held_on = after.body.held_on.to_string();
    match after.body.state {
        State::Logged => publish!(write, after, MENTORINGS, MentoringSignedFirst, held_on: held_on),
        State::Signed => publish!(write, after, MENTORINGS, MentoringSigned, held_on: held_on),
    }
}

/// A tenant got a service.
pub fn service(write: &mut Write, after: &Stored<ServiceRecord>) {
    publish!(
        write, after, SERVICE_RECORDS, ServiceRecorded,
        kind: after.body.kind.as_str().to_owned(),
        provided_on: after.body.provided_on.to_string()
    );
}

/// Somebody invested in a tenant.
pub fn investment(write: &mut Write, after: &Stored<Investment>) {
    publish!(
        write, after, INVESTMENTS, InvestmentRecorded,
        amount_fen: after.body.amount.get(),
        paid_up_on: after.body.paid_up_on.to_string(),
        own_fund: after.body.is_own_fund
    );
}

/// An event or a training was held.
pub fn activity(write: &mut Write, after: &Stored<Activity>) {
    publish!(
        write, after, ACTIVITIES, ActivityRecorded,
        kind: after.body.kind.as_str().to_owned(),
        held_on: after.body.held_on.to_string(),
        attendance: figure::told(after.body.attendance)
    );
}

/// The city set a chain.
pub fn chain(write: &mut Write, after: &Stored<Chain>) {
    let chain = &after.body;
    let event = v1::ChainSet {
        chain: tenancy::chain(Some(&chain.code)),
        title_zh: chain.title_zh.clone(),
        source: chain.source.clone(),
        active: chain.active,
        version: chain.version,
    };
    write.publish(chains::AGGREGATE, chain.id, after.event_sequence, &event);
}

fn published<R: Record, E: prost::Message + prost::Name>(
    write: &mut Write,
    after: &Stored<R>,
    event: &E,
) {
    write.publish(R::AGGREGATE, after.body.id(), after.event_sequence, event);
}

fn of<R: Record>(body: &R, collection: Collection, operator: &str) -> Option<v1::RecordOf> {
    Some(v1::RecordOf {
        record: collection.name(body.id()),
        carrier: CARRIERS.name(body.carrier()),
        tenancy: body
            .tenancy()
            .map(|id| TENANCIES.name(id))
            .unwrap_or_default(),
        operator: operator.to_owned(),
        version: body.version(),
    })
}
