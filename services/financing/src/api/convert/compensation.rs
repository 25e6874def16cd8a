//! Compensation claims as the interface tells them, and the bank's step before a court as it comes in.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;

use super::reader::{is_official, shown};
use super::{code, day, instant, product, public_notice, rule_pin};
use crate::api::names::{COMPENSATIONS, DECISIONS, LOANS};
use crate::domain::claim::{
    Approval, Borne, Claim, LegalAction, LegalActionKind, Loss, Payment, Recovery, Refusal,
};
use crate::error::Error;
use crate::store::stored::Stored;

/// A claim as `reader` sees it.
pub fn claim(stored: &Stored<Claim>, reader: &Caller) -> v1::CompensationClaim {
    let (claim, official) = (&stored.body, is_official(reader));
    let of_bank = reader.organisation == claim.bank;
    let state = v1::compensation_claim::State::from_str_name(claim.state.as_str());
    let mode = v1::product::Mode::from_str_name(claim.mode.as_str());
    let approved = |given: &Approval| approval(given, official);
    v1::CompensationClaim {
        name: COMPENSATIONS.name(claim.id),
        number: claim.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(claim.version),
        state: state.unwrap_or_default().into(),
        loan: LOANS.name(claim.loan),
        bank: claim.bank.clone(),
        borrower: claim.borrower.clone(),
        mode: mode.unwrap_or_default().into(),
        shares: product::shares(&claim.shares),
        legal_action: claim.legal_action.as_ref().map(action),
        filed_by: shown(Some(&claim.filed_by), of_bank),
        filed_on: claim.filed_on.to_string(),
        verified_by: shown(claim.verified_by.as_deref(), official),
        loss: claim.loss.as_ref().map(loss),
        refusal: claim.refusal.as_ref().map(refusal),
        first_approval: claim.first_approval.as_ref().map(approved),
        second_approval: claim.second_approval.as_ref().map(approved),
        notice: claim.notice.as_ref().map(public_notice::message),
        payment: claim.payment.as_ref().map(|paid| payment(paid, official)),
        recoveries: claim
            .recoveries
            .iter()
            .map(|back| recovery(back, official))
            .collect(),
        settled_on: day::told(claim.settled_on),
        rule_pins: rule_pin::messages(&claim.pins),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn action(action: &LegalAction) -> v1::LegalAction {
    let kind = v1::legal_action::Kind::from_str_name(action.kind.as_str());
    v1::LegalAction {
        kind: kind.unwrap_or_default().into(),
        case_number: action.case_number.clone(),
        taken_on: action.taken_on.to_string(),
    }
}

fn loss(loss: &Loss) -> v1::compensation_claim::Loss {
    v1::compensation_claim::Loss {
        overdue_days: i32::try_from(loss.overdue_days).unwrap_or(i32::MAX),
        principal_fen: loss.principal.get(),
        pay_fen: loss.pay.get(),
        borne: loss.borne.iter().map(borne).collect(),
        decision: loss
            .decision
            .map(|decision| DECISIONS.name(decision))
            .unwrap_or_default(),
    }
}

fn borne(borne: &Borne) -> v1::compensation_claim::Borne {
    v1::compensation_claim::Borne {
        party: borne.party.clone(),
        lost_fen: borne.lost.get(),
        back_fen: borne.back.get(),
    }
}

fn refusal(refusal: &Refusal) -> v1::Refusal {
    v1::Refusal {
        code: refusal.code.clone(),
        note: refusal.note.clone(),
        refused_on: refusal.refused_on.to_string(),
    }
}

fn approval(approval: &Approval, official: bool) -> v1::compensation_claim::Approval {
    let authority = v1::compensation_claim::Authority::from_str_name(approval.authority.as_str());
    v1::compensation_claim::Approval {
        authority: authority.unwrap_or_default().into(),
        by: shown(Some(&approval.by), official),
        approved_on: approval.approved_on.to_string(),
    }
}

fn payment(payment: &Payment, official: bool) -> v1::compensation_claim::Payment {
    v1::compensation_claim::Payment {
        paid_on: payment.paid_on.to_string(),
        paid_by: shown(Some(&payment.paid_by), official),
    }
}

fn recovery(recovery: &Recovery, official: bool) -> v1::compensation_claim::Recovery {
    v1::compensation_claim::Recovery {
        gross_fen: recovery.gross.get(),
        costs_fen: recovery.costs.get(),
        net_fen: recovery.net.get(),
        recovered_on: recovery.recovered_on.to_string(),
        recorded_by: shown(Some(&recovery.recorded_by), official),
    }
}

/// What a bank says it did before a court.
pub fn legal_action(given: Option<v1::LegalAction>) -> Result<Option<LegalAction>, Error> {
    let Some(given) = given else {
        return Ok(None);
    };
    let kind = code::of_enum(
        "legal_action.kind",
        given.kind,
        v1::legal_action::Kind::as_str_name,
        LegalActionKind::parse,
    )?;
    if given.case_number.trim().is_empty() {
        return Err(Error::field(
            "legal_action.case_number",
            "CASE_NUMBER_MISSING",
            "请填写法院或仲裁机构的案号",
            "say the number that the court or the tribunal gave the case",
        ));
    }
    let taken_on = day::read("legal_action.taken_on", &given.taken_on)?;
    Ok(Some(LegalAction {
        kind,
        case_number: given.case_number,
        taken_on,
    }))
}
