//! A base as its readers see it, and what is stated of it.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_protocol::agriculture::v1;
use kezhuan_protocol::agriculture::v1::base::Carrier as CarrierCode;
use kezhuan_rpc::etag;

use super::objection::{self, Named};
use super::{assessment, call, code, day, figure, instant, panel, public_notice, rule_pin};
use crate::api::names::{BASES, CALLS};
use crate::domain::transformation_base::{
    Accreditation, Base, Carrier, Delisting, Figures, Recommendation, Refusal, Renewal, Review,
    State,
};
use crate::error::Error;
use crate::store::stored::Stored;

/// A base, to `reader`: people's names inside an authority are its own.
pub fn message(stored: &Stored<Base>, reader: &Caller) -> v1::Base {
    let base = &stored.body;
    let official = is_of_authority(reader, &stored.tenant);
    let own = official || reader.organisation == base.organisation;
    let named = Named {
        objector: official,
        resolver: official,
    };
    let assessments = base.assessments.iter();
    v1::Base {
        name: BASES.name(base.id),
        number: base.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(base.version),
        state: state(base.state).into(),
        came_from: base.came_from.map(state).unwrap_or_default().into(),
        title: base.title.clone(),
        organisation: base.organisation.clone(),
        carrier: carrier(base.carrier).into(),
        field: base.field.clone(),
        call: CALLS.name(base.call),
        level: call::level(base.level).into(),
        programme_name: base.programme_name.clone(),
        figures: Some(figures(&base.figures)),
        applicant: shown(Some(&base.applicant), own),
        applied_on: day::told(base.applied_on),
        recommendation: base
            .recommendation
            .as_ref()
            .map(|told| recommendation(told, official)),
        panel: base
            .panel
            .as_ref()
            .map(|experts| panel::seats(experts, reader, official))
            .unwrap_or_default(),
        review: base.review.as_ref().map(|told| review(told, official)),
        reasons: base.reasons.clone(),
        decision: assessment::decision(base.decision),
        failure: base.failure.clone().unwrap_or_default(),
        notice: base.notice.as_ref().map(public_notice::message),
        objections: base
            .objections
            .iter()
            .map(|told| objection::message(told, named))
            .collect(),
        refusal: base.refusal.as_ref().map(refusal),
        accreditation: base
            .accreditation
            .as_ref()
            .map(|told| accreditation(told, official)),
        renewal: base.renewal.as_ref().map(renewal),
        assessments: assessments
            .map(|told| assessment::message(base.id, told, official))
            .collect(),
        assess_due_on: day::told(base.assess_due_on),
        rectify_until: day::told(base.rectify_until),
        delisting: base.delisting.as_ref().map(delisting),
        rule_pins: rule_pin::messages(&base.pins),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn state(state: State) -> v1::base::State {
    v1::base::State::from_str_name(state.as_str()).unwrap_or_default()
}

/// Who runs it.
pub fn carrier(carrier: Carrier) -> CarrierCode {
    CarrierCode::from_str_name(carrier.as_str()).unwrap_or_default()
}

/// The same, as a form says it.
pub fn read_carrier(carrier: i32) -> Result<Carrier, Error> {
    code::of_enum("carrier", carrier, CarrierCode::as_str_name, Carrier::parse)
}

fn figures(told: &Figures) -> v1::BaseFigures {
    v1::BaseFigures {
        legal_person: told.legal_person,
        land_c: told.land_c,
        facility_area_c: told.facility_area_c,
        land_right_until: day::told(told.land_right_until),
        technical_partners: told.technical_partners.clone(),
        achievements: told.achievements.clone(),
        technical_staff: figure::told(told.technical_staff),
    }
}

/// What a base has, as its organisation states it.
pub fn read_figures(given: Option<v1::BaseFigures>) -> Result<Figures, Error> {
    let Some(given) = given else {
        return Err(Error::field(
            "figures",
            "FIGURES_MISSING",
            "缺少基地基本情况",
            "the figures of the base are missing",
        ));
    };
    let path = "figures.land_right_until";
    Ok(Figures {
        legal_person: given.legal_person,
        land_c: given.land_c,
        facility_area_c: given.facility_area_c,
        land_right_until: day::read_if_given(path, &given.land_right_until)?,
        technical_partners: given.technical_partners,
        achievements: given.achievements,
        technical_staff: figure::read("figures.technical_staff", given.technical_staff)?,
    })
}

fn recommendation(told: &Recommendation, official: bool) -> v1::base::Recommendation {
    v1::base::Recommendation {
        by: shown(Some(&told.by), official),
        on: told.on.to_string(),
        note: told.note.clone(),
    }
}

fn review(told: &Review, official: bool) -> v1::base::Review {
    let by_hand = told.by_hand.as_ref().map(|person| person.by.as_str());
    v1::base::Review {
        mean_score_c: figure::told_of(told.mean_score_c),
        experts: figure::told(told.experts),
        proposed_by: shown(Some(&told.proposed_by), official),
        proposed_on: told.proposed_on.to_string(),
        decided_by: shown(by_hand, official),
        decision: assessment::decision(told.decision),
    }
}

fn refusal(told: &Refusal) -> v1::Refusal {
    v1::Refusal {
        code: told.code.clone(),
        note: told.note.clone(),
        refused_on: told.refused_on.to_string(),
    }
}

fn accreditation(told: &Accreditation, official: bool) -> v1::base::Accreditation {
    v1::base::Accreditation {
        plate_number: told.plate_number.clone(),
        accredited_on: told.accredited_on.to_string(),
        term_starts_on: told.term_starts_on.to_string(),
        valid_until: told.valid_until.to_string(),
        terms: figure::told(told.terms),
        accredited_by: shown(Some(&told.accredited_by), official),
    }
}

fn renewal(told: &Renewal) -> v1::base::Renewal {
    v1::base::Renewal {
        filed_on: told.filed_on.to_string(),
        figures: Some(figures(&told.figures)),
    }
}

fn delisting(told: &Delisting) -> v1::base::Delisting {
    v1::base::Delisting {
        code: told.code.as_str().to_owned(),
        reason: told.reason.clone(),
        delisted_on: told.delisted_on.to_string(),
    }
}
