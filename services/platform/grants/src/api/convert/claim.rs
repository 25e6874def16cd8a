//! Claims as the interface tells them, and what of them comes in.
use kezhuan_auth::Caller;
use kezhuan_cases::Stored;
use kezhuan_cases::reader::{is_official, shown};
use kezhuan_law::rule_pins::RulePins;
use kezhuan_protocol::grants::v1;
use kezhuan_rpc::etag;

use super::{day, instant, notice};
use crate::domain::{Amount, Breach, Claim, Commitment, Recovery, Refusal, State};
use crate::{Benefits, Error, PREFIX};

/// A claim as `reader` sees it.
pub fn message(stored: &Stored<Claim>, reader: &Caller) -> v1::GrantClaim {
    let claim = &stored.body;
    // A college's transfer office is an authority elsewhere, and a claimant here.
    let is_party = claim
        .organisations()
        .contains(&reader.organisation.as_str());
    let official = is_official(reader) && !is_party;
    let state = v1::grant_claim::State::from_str_name(claim.state.as_str());
    let payment = claim.payment.as_ref();
    let others = claim.others.iter();
    v1::GrantClaim {
        name: name(claim),
        number: claim.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(claim.version),
        state: state.unwrap_or_default().into(),
        programme: claim.programme.clone(),
        subject: claim.subject.clone(),
        occasion: claim.occasion.clone(),
        first_day: day::told(claim.period.map(|period| period.first_day)),
        last_day: day::told(claim.period.map(|period| period.last_day)),
        claimant: claim.claimant.clone(),
        applicant: claim.applicant.clone(),
        other_parties: others.map(|party| party.organisation.clone()).collect(),
        facts: claim.facts.clone(),
        division: claim.division.clone(),
        year: claim.year,
        legal_date: claim.legal_date.to_string(),
        required_materials: claim.required_materials.clone(),
        amount: claim.amount.as_ref().map(amount),
        reasons: claim.reasons.clone(),
        decision: (claim.decision)
            .map(|decision| format!("decisions/{decision}"))
            .unwrap_or_default(),
        failure: failure(claim),
        computed_by: shown(claim.computed_by.as_deref(), official),
        approved_by: shown(claim.approved_by.as_deref(), official),
        refusal: claim.refusal.as_ref().map(refusal),
        notice: claim.notice.as_ref().map(notice::message),
        objections: claim.objections.iter().map(notice::objection).collect(),
        commitments: claim.commitments.iter().map(commitment).collect(),
        paid_on: day::told(payment.map(|paid| paid.paid_on)),
        paid_by: shown(payment.map(|paid| paid.paid_by.as_str()), official),
        breach: claim.breach.as_ref().map(breach),
        recoveries: (claim.recoveries.iter())
            .map(|back| recovery(back, official))
            .collect(),
        outstanding_fen: claim.outstanding().get(),
        rule_pins: pins(&claim.pins),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

/// The resource name of a claim.
pub fn name(claim: &Claim) -> String {
    format!("{PREFIX}/{}", claim.id)
}

/// What is granted.
pub fn amount(amount: &Amount) -> v1::grant_claim::Amount {
    v1::grant_claim::Amount {
        total_fen: amount.total.get(),
        payee: amount.payee.clone(),
    }
}

/// Told as long as somebody has to do something about it.
fn failure(claim: &Claim) -> String {
    let failure = claim.failure.as_ref();
    let failure = failure.filter(|_| claim.state == State::Manual);
    failure.cloned().unwrap_or_default()
}

fn refusal(refusal: &Refusal) -> v1::grant_claim::Refusal {
    v1::grant_claim::Refusal {
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
pub fn commitments<B: Benefits>(given: &[v1::Commitment]) -> Result<Vec<Commitment>, Error> {
    let read = given.iter().enumerate().map(|(index, given)| {
        let until = day::read::<B>(&format!("commitments[{index}].until"), &given.until)?;
        Ok(Commitment {
            until,
            conditions: given.conditions.clone(),
        })
    });
    read.collect()
}

fn breach(breach: &Breach) -> v1::grant_claim::Breach {
    v1::grant_claim::Breach {
        reason: breach.reason.clone(),
        recorded_on: breach.recorded_on.to_string(),
    }
}

fn recovery(recovery: &Recovery, official: bool) -> v1::grant_claim::Recovery {
    v1::grant_claim::Recovery {
        amount_fen: recovery.amount.get(),
        recovered_on: recovery.recovered_on.to_string(),
        recorded_by: shown(Some(&recovery.recorded_by), official),
    }
}

fn pins(pins: &RulePins) -> Vec<v1::RulePin> {
    let pins = pins.iter().map(|pin| v1::RulePin {
        hook: pin.hook.clone(),
        tenant: pin.tenant.clone(),
        package_digest: pin.package_digest.clone(),
        settings_digest: pin.settings_digest.clone(),
        legal_date: pin.legal_date.to_string(),
    });
    pins.collect()
}
