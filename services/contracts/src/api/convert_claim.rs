//! Claims as messages.
use chrono::NaiveDate;
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::etag;

use super::convert::{date, instant};
use super::names::{CLAIMS, CONTRACTS, PROGRAMMES};
use crate::domain::claim::{Basis, Breach, Claim, Commitment, State};
use crate::domain::notice::{Length, Objection, PublicNotice};
use crate::error::Error;
use crate::store::claims::Stored;
use crate::store::notices::Published;

/// A claim as its readers see it on `today`.
pub fn claim(stored: &Stored, today: NaiveDate) -> v1::Claim {
    let claim = &stored.claim;
    let (amount, refusal) = (claim.amount.as_ref(), claim.refusal.as_ref());
    let recipient = amount.map(|amount| &amount.recipient);
    v1::Claim {
        name: CLAIMS.name(claim.id),
        number: claim.number.clone(),
        contract: CONTRACTS.name(claim.contract),
        tenant: claim.tenant.clone(),
        etag: etag::of(claim.version),
        state: state(claim.state).into(),
        applicant_organisation: claim.applicant_organisation.clone(),
        amount_fen: claim.amount_fen().get(),
        city_fen: amount.map_or(0, |amount| amount.split.city.get()),
        county_fen: amount.map_or(0, |amount| amount.split.county.get()),
        payee: amount.map_or("", |amount| amount.payee.as_str()).to_owned(),
        cap_hit: amount.is_some_and(|amount| amount.cap_hit),
        reasons: reasons(claim),
        decision: claim
            .decision
            .map(|id| format!("{}/decisions/{id}", CONTRACTS.name(claim.contract)))
            .unwrap_or_default(),
        programme: stored
            .programme
            .map(|id| PROGRAMMES.name(id))
            .unwrap_or_default(),
        notice: claim.notice.as_ref().map(|stood| notice(stood, today)),
        objections: claim.objections.iter().map(objection).collect(),
        commitments: claim.commitments.iter().map(commitment).collect(),
        required_materials: claim.required_materials.clone(),
        paid_on: date(claim.payment.as_ref().map(|payment| payment.paid_on)),
        recovered_fen: claim.recovered().get(),
        refusal_code: refusal.map_or_else(String::new, |refusal| refusal.code.clone()),
        refusal_note: refusal.map_or_else(String::new, |refusal| refusal.note.clone()),
        refused_on: date(refusal.map(|refusal| refusal.refused_on)),
        computed_by_hand: claim.computed_by.is_some(),
        create_time: Some(instant(stored.create_time)),
        registration_lost: stored.registration_lost,
        outdated: stored.outdated,
        basis: claim.basis.as_ref().map(basis),
        payee_name: recipient.map_or_else(String::new, |payee| payee.name.clone()),
        payee_credit_code: recipient.map_or_else(String::new, |payee| payee.credit_code.clone()),
        counted_fen: amount.map_or(0, |amount| amount.counted.get()),
        breach: claim.breach.as_ref().map(|found| breach(claim, found)),
        earlier_notices: claim
            .earlier_notices
            .iter()
            .map(|stood| notice(stood, today))
            .collect(),
        place: claim.place.unwrap_or_default(),
        prorated_from_fen: claim.prorated_from.map_or(0, |due| due.get()),
    }
}

fn basis(basis: &Basis) -> v1::ClaimBasis {
    v1::ClaimBasis {
        form_version: basis.form_version,
        technical_amount_fen: basis.technical.get(),
        kind: basis.kind.clone(),
        certificate_number: basis.certificate_number.clone(),
        project_name: basis.project_name.clone().unwrap_or_default(),
    }
}

fn breach(claim: &Claim, breach: &Breach) -> v1::Breach {
    v1::Breach {
        ground: breach.ground.as_str().to_owned(),
        reason: breach.reason.clone(),
        recorded_on: breach.recorded_on.to_string(),
        amount_fen: claim.owed().get(),
    }
}

/// What everybody sees of a published claim.
pub fn published(published: &Published, today: NaiveDate) -> v1::ClaimNotice {
    v1::ClaimNotice {
        claim: CLAIMS.name(published.id),
        number: published.number.clone(),
        tenant: published.tenant.clone(),
        applicant_organisation: published.organisation.clone(),
        contract: CONTRACTS.name(published.contract_id),
        certificate_number: published.certificate_number.clone(),
        kind: published.kind.clone(),
        project_name: published.project_name.clone(),
        payee: published.payee.clone(),
        payee_name: published.payee_name.clone(),
        payee_credit_code: published.payee_credit_code.clone(),
        amount_fen: published.amount_fen,
        notice: Some(notice(&published.notice, today)),
    }
}

/// What a grant is tied to, as the authority wrote it.
pub fn commitments(given: &[v1::Commitment]) -> Result<Vec<Commitment>, Error> {
    let read = given.iter().enumerate().map(|(index, given)| {
        let until = given
            .until
            .parse()
            .map_err(|_| not_a_date(&format!("commitments[{index}].until")))?;
        Ok(Commitment {
            until,
            conditions: given.conditions.clone(),
        })
    });
    read.collect()
}

/// A field that should hold a date and does not.
pub fn not_a_date(path: &str) -> Error {
    Error::field(
        path,
        "DATE_INVALID",
        "日期应写作 YYYY-MM-DD",
        "write the date as YYYY-MM-DD",
    )
}

/// The state of the message; both write it by the same name.
pub fn state(state: State) -> v1::claim::State {
    v1::claim::State::from_str_name(state.as_str()).unwrap_or_default()
}

/// Why a claim waits for a person stands first.
fn reasons(claim: &Claim) -> Vec<String> {
    let failure = claim
        .failure
        .clone()
        .filter(|_| claim.state == State::Manual);
    failure
        .into_iter()
        .chain(claim.reasons.iter().cloned())
        .collect()
}

fn notice(notice: &PublicNotice, today: NaiveDate) -> v1::PublicNotice {
    v1::PublicNotice {
        start_date: notice.start.to_string(),
        last_day: notice.last_day.to_string(),
        working_days: match notice.length {
            Length::WorkingDays(days) => i32::try_from(days).unwrap_or(i32::MAX),
            Length::CalendarDays(_) => 0,
        },
        outcome: notice
            .outcome_on(today)
            .map_or("", |outcome| outcome.as_str())
            .to_owned(),
    }
}

fn objection(objection: &Objection) -> v1::Objection {
    let resolution = objection.resolution.as_ref();
    let outcome = match resolution {
        None => "",
        Some(resolution) if resolution.upheld => "UPHELD",
        Some(_) => "DISMISSED",
    };
    v1::Objection {
        objector: objection.objector.clone(),
        text: objection.text.clone(),
        filed_on: objection.filed_on.to_string(),
        outcome: outcome.to_owned(),
        outcome_reason: resolution.map_or_else(String::new, |given| given.reason.clone()),
        resolved_on: date(resolution.map(|given| given.resolved_on)),
    }
}

fn commitment(commitment: &Commitment) -> v1::Commitment {
    v1::Commitment {
        until: commitment.until.to_string(),
        conditions: commitment.conditions.clone(),
    }
}
