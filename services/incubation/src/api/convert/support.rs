//! What a carrier does for its tenants, as its readers see it and as it is told.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_official, shown};
use kezhuan_law::Fen;
use kezhuan_protocol::incubation::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::tenancy::{count, field, read_field};
use super::{code, day, figure, instant};
use crate::api::names::{
    ACTIVITIES, CARRIERS, INVESTMENTS, MENTORINGS, MENTORS, SERVICE_RECORDS, TENANCIES,
};
use crate::domain::support::{
    Activity, ActivityKind, Investment, Mentor, Mentoring, NewActivity, NewInvestment, NewMentor,
    NewMentoring, NewService, ServiceKind, ServiceRecord,
};
use crate::error::Error;
use crate::store::stored::Stored;

/// A mentor, to `reader`.
pub fn mentor(stored: &Stored<Mentor>, reader: &Caller) -> v1::Mentor {
    let mentor = &stored.body;
    let inside = is_official(reader) || reader.organisation == mentor.operator;
    v1::Mentor {
        name: MENTORS.name(mentor.id),
        tenant: stored.tenant.clone(),
        carrier: CARRIERS.name(mentor.carrier),
        person: mentor.person.clone(),
        organisation: mentor.organisation.clone(),
        subject: shown(Some(&mentor.subject), inside),
        fields: mentor
            .fields
            .iter()
            .map(|known| field(*known).into())
            .collect(),
        from: mentor.from.to_string(),
        until: day::told(mentor.until),
        create_time: Some(instant(stored.create_time)),
        etag: etag::of(mentor.version),
    }
}

/// What is said of a new mentor.
pub fn read_mentor(given: v1::Mentor) -> Result<NewMentor, Error> {
    let fields = given.fields.iter().enumerate();
    let fields =
        fields.map(|(place, value)| read_field(&format!("mentor.fields[{place}]"), *value));
    Ok(NewMentor {
        id: Uuid::now_v7(),
        fields: fields.collect::<Result<_, Error>>()?,
        from: day::read("mentor.from", &given.from)?,
        until: day::read_if_given("mentor.until", &given.until)?,
        person: given.person,
        organisation: given.organisation,
        subject: given.subject,
    })
}

/// A log of mentoring.
pub fn mentoring(stored: &Stored<Mentoring>) -> v1::Mentoring {
    let log = &stored.body;
    let signed_on = |signed: Option<&crate::domain::support::Signed>| {
        day::told(signed.map(|signed| signed.signed_on))
    };
    v1::Mentoring {
        name: MENTORINGS.name(log.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(log.version),
        state: v1::mentoring::State::from_str_name(log.state.as_str())
            .unwrap_or_default()
            .into(),
        carrier: CARRIERS.name(log.carrier),
        mentor: MENTORS.name(log.mentor),
        tenancy: TENANCIES.name(log.tenancy),
        held_on: log.held_on.to_string(),
        minutes: figure::told(log.minutes),
        topic: log.topic.clone(),
        summary: log.summary.clone(),
        mentor_signed_on: signed_on(log.by_mentor.as_ref()),
        tenant_signed_on: signed_on(log.by_tenant.as_ref()),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

/// What is said of a new log.
pub fn read_mentoring(given: v1::Mentoring) -> Result<NewMentoring, Error> {
    Ok(NewMentoring {
        id: Uuid::now_v7(),
        held_on: day::read("mentoring.held_on", &given.held_on)?,
        minutes: count("mentoring.minutes", given.minutes)?,
        topic: given.topic,
        summary: given.summary,
    })
}

/// A service.
pub fn service(stored: &Stored<ServiceRecord>) -> v1::ServiceRecord {
    let got = &stored.body;
    v1::ServiceRecord {
        name: SERVICE_RECORDS.name(got.id),
        tenant: stored.tenant.clone(),
        carrier: CARRIERS.name(got.carrier),
        tenancy: TENANCIES.name(got.tenancy),
        kind: v1::service_record::Kind::from_str_name(got.kind.as_str())
            .unwrap_or_default()
            .into(),
        provider: got.provider.clone(),
        provided_on: got.provided_on.to_string(),
        fee_fen: got.fee.get(),
        note: got.note.clone(),
        create_time: Some(instant(stored.create_time)),
    }
}

/// What is said of a new service.
pub fn read_service(given: v1::ServiceRecord) -> Result<NewService, Error> {
    Ok(NewService {
        id: Uuid::now_v7(),
        kind: code::of_enum(
            "service.kind",
            given.kind,
            v1::service_record::Kind::as_str_name,
            ServiceKind::parse,
        )?,
        provided_on: day::read("service.provided_on", &given.provided_on)?,
        provider: given.provider,
        fee: Fen(given.fee_fen),
        note: given.note,
    })
}

/// An investment.
pub fn investment(stored: &Stored<Investment>) -> v1::Investment {
    let paid = &stored.body;
    v1::Investment {
        name: INVESTMENTS.name(paid.id),
        tenant: stored.tenant.clone(),
        carrier: CARRIERS.name(paid.carrier),
        tenancy: TENANCIES.name(paid.tenancy),
        investor: paid.investor.clone(),
        amount_fen: paid.amount.get(),
        paid_up_on: paid.paid_up_on.to_string(),
        share_bp: paid.share_bp.into(),
        own_fund: paid.is_own_fund,
        create_time: Some(instant(stored.create_time)),
    }
}

/// What is said of a new investment.
pub fn read_investment(given: v1::Investment) -> Result<NewInvestment, Error> {
    Ok(NewInvestment {
        id: Uuid::now_v7(),
        paid_up_on: day::read("investment.paid_up_on", &given.paid_up_on)?,
        share_bp: figure::read_bp("investment.share_bp", given.share_bp)?,
        investor: given.investor,
        amount: Fen(given.amount_fen),
        is_own_fund: given.own_fund,
    })
}

/// An event or a training.
pub fn activity(stored: &Stored<Activity>) -> v1::Activity {
    let held = &stored.body;
    v1::Activity {
        name: ACTIVITIES.name(held.id),
        tenant: stored.tenant.clone(),
        carrier: CARRIERS.name(held.carrier),
        kind: v1::activity::Kind::from_str_name(held.kind.as_str())
            .unwrap_or_default()
            .into(),
        title: held.title.clone(),
        held_on: held.held_on.to_string(),
        attendance: figure::told(held.attendance),
        create_time: Some(instant(stored.create_time)),
    }
}

/// What is said of a new event or training.
pub fn read_activity(given: v1::Activity) -> Result<NewActivity, Error> {
    Ok(NewActivity {
        id: Uuid::now_v7(),
        kind: code::of_enum(
            "activity.kind",
            given.kind,
            v1::activity::Kind::as_str_name,
            ActivityKind::parse,
        )?,
        held_on: day::read("activity.held_on", &given.held_on)?,
        attendance: count("activity.attendance", given.attendance)?,
        title: given.title,
    })
}
