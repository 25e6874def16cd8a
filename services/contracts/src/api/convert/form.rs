//! The form, in and out. What can't be read is kept as written, so that all problems are told at once.
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1;

use crate::domain::form::{Findings, Form, FormParty, PriceItem};

/// The form of a message.
pub fn read(form: v1::Form) -> Form {
    Form {
        project_name: form.project_name,
        kind: form.kind.as_str().into(),
        sign_date: form.sign_date.as_str().into(),
        term_start: form.term_start.as_str().into(),
        term_end: form.term_end.as_str().into(),
        total_amount: Fen(form.total_amount_fen),
        amount_unknown: form.amount_unknown,
        currency: form.currency,
        currency_amount_minor: form.currency_amount_minor,
        exchange_rate_e4: form.exchange_rate_e4,
        exchange_rate_date: form.exchange_rate_date.as_str().into(),
        payment_mode: form.payment_mode.as_str().into(),
        seller: form.seller.map(read_party).unwrap_or_default(),
        buyer: form.buyer.map(read_party).unwrap_or_default(),
        broker: form.broker.map(read_party),
        intellectual_property_type: form.intellectual_property_type.as_str().into(),
        patent_number: form.patent_number,
        patent_expiry: form.patent_expiry.as_str().into(),
        licence_mode: form.licence_mode.as_str().into(),
        licence_end: form.licence_end.as_str().into(),
        technical_field: form.technical_field.as_str().into(),
        socio_economic_target: form.socio_economic_target.as_str().into(),
        plan_source: form.plan_source.as_str().into(),
        related_parties: form.related_parties,
        expected_investment: Fen(form.expected_investment_fen),
        expected_output: Fen(form.expected_output_fen),
        price_items: form.price_items.into_iter().map(read_price_item).collect(),
        findings: form.recognition.map(read_findings).unwrap_or_default(),
        confidential: form.confidential,
        offline_reference: form.offline_reference,
        achievement_reference: form.achievement_reference,
        price_by_agreement: form.price_by_agreement,
        signed_by_department: form.signed_by_department,
        regulated_product: form.regulated_product,
        foreign_language: form.foreign_language,
        paper_materials: form
            .paper_materials
            .iter()
            .map(|code| code.as_str().into())
            .collect(),
    }
}

/// The form of a message as the service gives it back: what was left out stands there with its default.
pub fn as_kept(form: v1::Form) -> v1::Form {
    write(&read(form))
}

/// The message of a form.
pub fn write(form: &Form) -> v1::Form {
    v1::Form {
        project_name: form.project_name.clone(),
        kind: form.kind.text().into_owned(),
        sign_date: form.sign_date.text().into_owned(),
        term_start: form.term_start.text().into_owned(),
        term_end: form.term_end.text().into_owned(),
        total_amount_fen: form.total().unwrap_or(form.total_amount).get(),
        amount_unknown: form.amount_unknown,
        currency: form.currency.clone(),
        currency_amount_minor: form.currency_amount_minor,
        exchange_rate_e4: form.exchange_rate_e4,
        exchange_rate_date: form.exchange_rate_date.text().into_owned(),
        payment_mode: form.payment_mode.text().into_owned(),
        seller: Some(write_party(&form.seller)),
        buyer: Some(write_party(&form.buyer)),
        broker: form.broker.as_ref().map(write_party),
        intellectual_property_type: form.intellectual_property_type.text().into_owned(),
        patent_number: form.patent_number.clone(),
        patent_expiry: form.patent_expiry.text().into_owned(),
        licence_mode: form.licence_mode.text().into_owned(),
        licence_end: form.licence_end.text().into_owned(),
        technical_field: form.technical_field.text().into_owned(),
        socio_economic_target: form.socio_economic_target.text().into_owned(),
        plan_source: form.plan_source.text().into_owned(),
        related_parties: form.related_parties,
        expected_investment_fen: form.expected_investment.get(),
        expected_output_fen: form.expected_output.get(),
        price_items: price_items(form),
        recognition: Some(write_findings(form.findings)),
        confidential: form.confidential,
        offline_reference: form.offline_reference.clone(),
        achievement_reference: form.achievement_reference.clone(),
        price_by_agreement: form.price_by_agreement,
        signed_by_department: form.signed_by_department,
        regulated_product: form.regulated_product,
        foreign_language: form.foreign_language,
        paper_materials: form
            .paper_materials
            .iter()
            .map(|entered| entered.text().into_owned())
            .collect(),
    }
}

/// In fen at the form's rate, as far as they can be converted.
fn price_items(form: &Form) -> Vec<v1::PriceItem> {
    let priced = form.price().map(|price| price.items);
    let items = priced.as_ref().unwrap_or(&form.price_items);
    items.iter().map(write_price_item).collect()
}

/// A part of the price, of a form or of a registrar's review.
pub fn read_price_item(item: v1::PriceItem) -> PriceItem {
    PriceItem {
        kind: item.r#type,
        amount: Fen(item.amount_fen),
        currency_amount_minor: item.currency_amount_minor,
        carrier: item.carrier,
        sets: i64::from(item.sets),
        description: item.description,
    }
}

/// What speaks against recognition, of a form or of a registrar's review.
pub fn read_findings(facts: v1::RecognitionFacts) -> Findings {
    Findings {
        oral: facts.oral,
        parties_unclear: facts.parties_unclear,
        subject_unclear: facts.subject_unclear,
        price_unclear: facts.price_unclear,
        authorisation_missing: facts.authorisation_missing,
        approvals_missing: facts.approvals_missing,
        not_in_force: facts.not_in_force,
        ownership_dispute: facts.ownership_dispute,
        monopoly_clause: facts.monopoly_clause,
        not_innovative: facts.not_innovative,
        technology_not_existing: facts.technology_not_existing,
        rights_unclear: facts.rights_unclear,
        not_technical_topic: facts.not_technical_topic,
        routine: facts.routine,
        general_education: facts.general_education,
        information_only: facts.information_only,
    }
}

/// The message of findings.
pub fn write_findings(findings: Findings) -> v1::RecognitionFacts {
    v1::RecognitionFacts {
        oral: findings.oral,
        parties_unclear: findings.parties_unclear,
        subject_unclear: findings.subject_unclear,
        price_unclear: findings.price_unclear,
        authorisation_missing: findings.authorisation_missing,
        approvals_missing: findings.approvals_missing,
        not_in_force: findings.not_in_force,
        ownership_dispute: findings.ownership_dispute,
        monopoly_clause: findings.monopoly_clause,
        not_innovative: findings.not_innovative,
        technology_not_existing: findings.technology_not_existing,
        rights_unclear: findings.rights_unclear,
        not_technical_topic: findings.not_technical_topic,
        routine: findings.routine,
        general_education: findings.general_education,
        information_only: findings.information_only,
    }
}

/// The message of one part of the price.
pub fn write_price_item(item: &PriceItem) -> v1::PriceItem {
    v1::PriceItem {
        r#type: item.kind.clone(),
        amount_fen: item.amount.get(),
        currency_amount_minor: item.currency_amount_minor,
        carrier: item.carrier,
        sets: i32::try_from(item.sets).unwrap_or(i32::MAX),
        description: item.description.clone(),
    }
}

fn read_party(party: v1::FormParty) -> FormParty {
    FormParty {
        display_name: party.display_name,
        credit_code: party.credit_code,
        party_type: party.r#type.as_str().into(),
        division: party.division,
        organisation: party.organisation,
        college: party.college,
    }
}

fn write_party(party: &FormParty) -> v1::FormParty {
    v1::FormParty {
        display_name: party.display_name.clone(),
        credit_code: party.credit_code.clone(),
        r#type: party.party_type.text().into_owned(),
        division: party.division.clone(),
        organisation: party.organisation.clone(),
        college: party.college.clone(),
    }
}
