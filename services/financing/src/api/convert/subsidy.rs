//! Subsidy claims as the interface tells them, and what of them comes in.
use kezhuan_auth::Caller;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;

use super::objection::{self, Named};
use super::reader::{is_official, shown};
use super::{day, instant, public_notice, rule_pin};
use crate::api::names::{DECISIONS, LOANS, SUBSIDIES};
use crate::domain::subsidy::{
    Amount, Breach, Claim, Commitment, Interest, Recovery, Refusal, Split, State,
};
use crate::error::Error;
use crate::store::stored::Stored;

/// A claim as `reader` sees it.
pub fn claim(stored: &Stored<Claim>, reader: &Caller) -> v1::SubsidyClaim {
    let (claim, official) = (&stored.body, is_official(reader));
    let state = v1::subsidy_claim::State::from_str_name(claim.state.as_str());
    let payment = claim.payment.as_ref();
    let named = Named {
        objector: true,
        resolver: true,
    };
    v1::SubsidyClaim {
        name: SUBSIDIES.name(claim.id),
        number: claim.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(claim.version),
        state: state.unwrap_or_default().into(),
        loan: LOANS.name(claim.loan),
        enterprise: claim.enterprise.clone(),
        bank: claim.bank.clone(),
        year: claim.year,
        applicant: claim.applicant.clone(),
        required_materials: claim.required_materials.clone(),
        interest: Some(interest(&claim.interest)),
        amount: claim.amount.as_ref().map(amount),
        reasons: claim.reasons.clone(),
        decision: claim
            .decision
            .map(|decision| DECISIONS.name(decision))
            .unwrap_or_default(),
        failure: failure(claim),
        computed_by: claim.computed_by.clone().unwrap_or_default(),
        approved_by: shown(claim.approved_by.as_deref(), official),
        refusal: claim.refusal.as_ref().map(refusal),
        notice: claim.notice.as_ref().map(public_notice::message),
        objections: claim
            .objections
            .iter()
            .map(|told| objection::message(told, named))
            .collect(),
        commitments: claim.commitments.iter().map(commitment).collect(),
        paid_on: day::told(payment.map(|paid| paid.paid_on)),
        paid_by: shown(payment.map(|paid| paid.paid_by.as_str()), official),
        breach: claim.breach.as_ref().map(breach),
        recoveries: claim
            .recoveries
            .iter()
            .map(|back| recovery(back, official))
            .collect(),
        outstanding_fen: outstanding(claim),
        rule_pins: rule_pin::messages(&claim.pins),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn interest(interest: &Interest) -> v1::subsidy_claim::Interest {
    v1::subsidy_claim::Interest {
        paid_fen: interest.paid.get(),
        penalty_fen: interest.penalty.get(),
        other_fen: interest.other.get(),
        already_fen: interest.already.get(),
    }
}

fn amount(amount: &Amount) -> v1::subsidy_claim::Amount {
    v1::subsidy_claim::Amount {
        base_fen: amount.base.get(),
        total_fen: amount.total.get(),
        split: Some(split(&amount.split)),
    }
}

/// What city and county bear.
pub fn split(split: &Split) -> v1::subsidy_claim::Split {
    v1::subsidy_claim::Split {
        city_fen: split.city.get(),
        county_fen: split.county.get(),
    }
}

/// The shares that a person gave an amount.
pub fn given_split(given: &v1::subsidy_claim::Split) -> Split {
    Split {
        city: Fen(given.city_fen),
        county: Fen(given.county_fen),
    }
}

/// Told as long as somebody has to do something about it.
fn failure(claim: &Claim) -> String {
    let failure = claim.failure.as_ref();
    let failure = failure.filter(|_| claim.state == State::Manual);
    failure.cloned().unwrap_or_default()
}

fn refusal(refusal: &Refusal) -> v1::Refusal {
    v1::Refusal {
        code: refusal.code.clone(),
        note: refusal.note.clone(),
        refused_on: refusal.refused_on.to_string(),
    }
}

fn commitment(commitment: &Commitment) -> v1::Commitment {
    v1::Commitment {
        until: commitment.until.to_string(),
        conditions: commitment.conditions.clone(),
    }
}

/// What a grant is tied to, as the authority wrote it.
pub fn commitments(given: &[v1::Commitment]) -> Result<Vec<Commitment>, Error> {
    let read = given.iter().enumerate().map(|(index, given)| {
        let until = day::read(&format!("commitments[{index}].until"), &given.until)?;
        Ok(Commitment {
            until,
            conditions: given.conditions.clone(),
        })
    });
    read.collect()
}

fn breach(breach: &Breach) -> v1::subsidy_claim::Breach {
    v1::subsidy_claim::Breach {
        reason: breach.reason.clone(),
        recorded_on: breach.recorded_on.to_string(),
    }
}

fn recovery(recovery: &Recovery, official: bool) -> v1::subsidy_claim::Recovery {
    v1::subsidy_claim::Recovery {
        amount_fen: recovery.amount.get(),
        split: Some(split(&recovery.split)),
        recovered_on: recovery.recovered_on.to_string(),
        recorded_by: shown(Some(&recovery.recorded_by), official),
    }
}

fn outstanding(claim: &Claim) -> i64 {
    match claim.state {
        State::Recovering => claim.outstanding().get(),
        State::Draft
        | State::Filed
        | State::Computed
        | State::Manual
        | State::Approved
        | State::Published
        | State::Suspended
        | State::Paid
        | State::Refused
        | State::Withdrawn
        | State::Recovered => 0,
    }
}
