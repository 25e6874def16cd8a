//! A pledge as messages tell it.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_law::{Fen, WorkingCalendar};
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{code, day, figure, instant};
use crate::api::names::{APPLICATIONS, ASSETS, LOANS, PLEDGES};
use crate::domain::application::Application;
use crate::domain::pledge::{
    Agreement, Change, Channel, Covered, NewPledge, Pledge, Realisation, Realised, Refusal, Side,
    Terms, release_due_on,
};
use crate::error::Error;
use crate::store::stored::Stored;

/// Who is answered, and by which figures.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    pub caller: &'a Caller,
    pub terms: &'a Terms,
    pub calendar: &'a WorkingCalendar,
}

/// A pledge; `settled_on` is the day since which nothing is owed of what it secures.
pub fn answer(
    viewer: Viewer<'_>,
    stored: &Stored<Pledge>,
    settled_on: Option<NaiveDate>,
) -> v1::Pledge {
    let pledge = &stored.body;
    let state = v1::pledge::State::from_str_name(pledge.state.as_str());
    let release_due_on =
        settled_on.and_then(|settled| release_due_on(settled, viewer.terms, viewer.calendar).ok());
    let agreed = pledge.agreed.as_ref();
    v1::Pledge {
        name: PLEDGES.name(pledge.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(pledge.version),
        state: state.unwrap_or_default().into(),
        loan: LOANS.name(pledge.loan),
        application: APPLICATIONS.name(pledge.application),
        bank: pledge.bank.clone(),
        borrower: pledge.borrower.clone(),
        pledgor: pledge.pledgor.clone(),
        assets: pledge.assets.iter().map(covered).collect(),
        secured_fen: pledge.secured.get(),
        debt_end: pledge.debt_end.to_string(),
        agreed: agreed.map(|agreed| viewer.agreement(pledge, agreed)),
        channel: channel(pledge.channel),
        filed_on: day::told(pledge.filed_on),
        answer_due_on: day::told(pledge.answer_due_on),
        defect: pledge.defect.clone().unwrap_or_default(),
        refusal: pledge.refusal.as_ref().map(refusal),
        certificate: pledge.certificate.clone().unwrap_or_default(),
        effective_on: day::told(pledge.effective_on),
        registration_version: figure::told(pledge.registration_version),
        changes: pledge.changes.iter().map(change).collect(),
        release_due_on: day::told(release_due_on),
        release_requested_on: day::told(pledge.release_requested_on),
        realised: pledge.realisation.as_ref().map(realised),
        ended_on: day::told(pledge.ended_on),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

impl Viewer<'_> {
    fn agreement(&self, pledge: &Pledge, agreed: &Agreement) -> v1::pledge::Agreement {
        let (side, organisation) = match agreed.side {
            Side::Bank => (v1::pledge::Side::Bank, &pledge.bank),
            Side::Pledgor => (v1::pledge::Side::Pledgor, &pledge.pledgor),
        };
        let by = match self.caller.organisation == *organisation {
            true => agreed.by.clone(),
            false => String::new(),
        };
        v1::pledge::Agreement {
            side: side.into(),
            by,
            agreed_on: agreed.agreed_on.to_string(),
        }
    }
}

fn covered(covered: &Covered) -> v1::pledge::Covered {
    v1::pledge::Covered {
        asset: ASSETS.name(covered.asset),
        co_owner_consent: covered.co_owner_consent,
        same_day_invention: covered.same_day_invention,
        informed: covered.informed,
    }
}

fn channel(channel: Option<Channel>) -> i32 {
    let named = channel.and_then(|way| v1::pledge::Channel::from_str_name(way.as_str()));
    named.unwrap_or_default().into()
}

fn refusal(refusal: &Refusal) -> v1::Refusal {
    v1::Refusal {
        code: refusal.code.clone(),
        note: refusal.note.clone(),
        refused_on: refusal.refused_on.to_string(),
    }
}

fn change(change: &Change) -> v1::pledge::Change {
    v1::pledge::Change {
        registration_version: figure::told(change.registration_version),
        secured_before_fen: change.secured_before.get(),
        debt_end_before: change.debt_end_before.to_string(),
        changed_on: change.changed_on.to_string(),
    }
}

fn realised(realised: &Realised) -> v1::pledge::Realised {
    let way = v1::pledge::Realisation::from_str_name(realised.way.as_str());
    v1::pledge::Realised {
        way: way.unwrap_or_default().into(),
        proceeds_fen: realised.proceeds.get(),
    }
}

/// What the bank writes down for the loan of an application.
pub fn read_new(
    input: &v1::PreparePledgeRequest,
    application: &Application,
) -> Result<NewPledge, Error> {
    let assets = input.assets.iter().enumerate();
    Ok(NewPledge {
        id: Uuid::now_v7(),
        application: application.id,
        loan: application.loan,
        bank: application.bank.clone(),
        borrower: application.enterprise.clone(),
        pledgor: match input.pledgor.as_str() {
            "" => application.enterprise.clone(),
            pledgor => pledgor.to_owned(),
        },
        assets: assets.map(read_covered).collect::<Result<_, Error>>()?,
        secured: Fen(input.secured_fen),
        debt_end: day::read("debt_end", &input.debt_end)?,
    })
}

fn read_covered((index, covered): (usize, &v1::pledge::Covered)) -> Result<Covered, Error> {
    Ok(Covered {
        asset: ASSETS.parse_field(&format!("assets[{index}].asset"), &covered.asset)?,
        co_owner_consent: covered.co_owner_consent,
        same_day_invention: covered.same_day_invention,
        informed: covered.informed,
    })
}

/// Which way an application goes.
pub fn read_channel(input: &v1::FilePledgeRequest) -> Result<Channel, Error> {
    code::read("channel", input.channel().as_str_name(), Channel::parse)
}

/// How a pledge was turned into money.
pub fn read_way(input: &v1::RealisePledgeRequest) -> Result<Realisation, Error> {
    code::read("way", input.way().as_str_name(), Realisation::parse)
}
