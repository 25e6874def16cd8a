//! A variety as messages tell it, and the papers they bring.
use kezhuan_protocol::agriculture::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{code, day, instant, season};
use crate::api::names::VARIETIES;
use crate::domain::crop::Crop;
use crate::domain::variety::{
    Action, Answer, Approval, Introduction, NewVariety, Refusal, Registration, Report, Variety,
    Withdrawal,
};
use crate::error::Error;
use crate::store::stored::Stored;

/// A variety.
pub fn answer(stored: &Stored<Variety>) -> v1::Variety {
    let variety = &stored.body;
    let state = v1::variety::State::from_str_name(variety.state.as_str());
    let certificate = variety.biosafety_certificate.as_deref();
    let missing = variety.missing_for_approval();
    v1::Variety {
        name: VARIETIES.name(variety.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(variety.version),
        state: state.unwrap_or_default().into(),
        crop: variety.crop.as_str().to_owned(),
        title: variety.title.clone(),
        breeder: variety.breeder.clone(),
        owner: variety.owner.clone(),
        major: variety.crop.is_major(),
        genetically_modified: variety.genetically_modified,
        biosafety_certificate: certificate.unwrap_or_default().to_owned(),
        dus: variety.dus.as_ref().map(report),
        regional_trials: variety.regional.iter().map(report).collect(),
        production_trials: variety.production.iter().map(report).collect(),
        missing_for_approval: missing.iter().map(|one| one.as_str().to_owned()).collect(),
        approvals: variety.approvals.iter().map(approval).collect(),
        introductions: variety.introductions.iter().map(introduction).collect(),
        registration: variety.registration.as_ref().map(registration),
        refusal: variety.refusal.as_ref().map(refusal),
        withdrawal: variety.withdrawal.as_ref().map(withdrawal),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn report(report: &Report) -> v1::variety::Report {
    v1::variety::Report {
        number: report.number.clone(),
        body: report.body.clone(),
        reported_on: report.reported_on.to_string(),
        season: report.season.map(|one| one.to_string()).unwrap_or_default(),
    }
}

fn approval(approval: &Approval) -> v1::variety::Approval {
    v1::variety::Approval {
        region: approval.region.clone(),
        number: approval.number.clone(),
        approved_on: approval.approved_on.to_string(),
    }
}

fn introduction(introduction: &Introduction) -> v1::variety::Introduction {
    v1::variety::Introduction {
        region: introduction.region.clone(),
        approved_in: introduction.approved_in.clone(),
        number: introduction.number.clone(),
        filed_on: introduction.filed_on.to_string(),
    }
}

fn registration(registration: &Registration) -> v1::variety::Registration {
    v1::variety::Registration {
        number: registration.number.clone(),
        registered_on: registration.registered_on.to_string(),
    }
}

fn refusal(refusal: &Refusal) -> v1::variety::Refusal {
    v1::variety::Refusal {
        code: refusal.code.clone(),
        note: refusal.note.clone(),
        refused_on: refusal.refused_on.to_string(),
    }
}

fn withdrawal(withdrawal: &Withdrawal) -> v1::variety::Withdrawal {
    v1::variety::Withdrawal {
        reason: withdrawal.reason.clone(),
        withdrawn_on: withdrawal.withdrawn_on.to_string(),
    }
}

/// What a gate says of a crop's variety in a province.
pub fn gate(answer: Answer, crop: &Crop, action: Action, region: &str) -> v1::VarietyAnswer {
    let code = v1::variety_answer::Code::from_str_name(answer.code.as_str());
    let action = v1::variety::Action::from_str_name(action.as_str());
    v1::VarietyAnswer {
        allow: answer.allow,
        code: code.unwrap_or_default().into(),
        crop: crop.as_str().to_owned(),
        action: action.unwrap_or_default().into(),
        region: region.to_owned(),
    }
}

/// A crop's code.
pub fn read_crop(path: &str, text: &str) -> Result<Crop, Error> {
    Crop::parse(text)
        .map_err(|refused| Error::field(path, refused.reason, refused.text.zh, refused.text.en))
}

/// What is entered.
pub fn read_new(input: &v1::RegisterVarietyRequest) -> Result<NewVariety, Error> {
    Ok(NewVariety {
        id: Uuid::now_v7(),
        crop: read_crop("crop", &input.crop)?,
        title: input.title.clone(),
        breeder: input.breeder.clone(),
        genetically_modified: input.genetically_modified,
        biosafety_certificate: input.biosafety_certificate.clone(),
    })
}

/// A report.
pub fn read_report(report: Option<&v1::variety::Report>) -> Result<Report, Error> {
    let report = report.ok_or_else(|| missing("report"))?;
    Ok(Report {
        number: report.number.clone(),
        body: report.body.clone(),
        reported_on: day::read("report.reported_on", &report.reported_on)?,
        season: season::read_if_given("report.season", &report.season)?,
    })
}

/// An approval.
pub fn read_approval(approval: Option<&v1::variety::Approval>) -> Result<Approval, Error> {
    let approval = approval.ok_or_else(|| missing("approval"))?;
    Ok(Approval {
        region: approval.region.clone(),
        number: approval.number.clone(),
        approved_on: day::read("approval.approved_on", &approval.approved_on)?,
    })
}

/// A registration.
pub fn read_registration(
    registration: Option<&v1::variety::Registration>,
) -> Result<Registration, Error> {
    let registration = registration.ok_or_else(|| missing("registration"))?;
    Ok(Registration {
        number: registration.number.clone(),
        registered_on: day::read("registration.registered_on", &registration.registered_on)?,
    })
}

/// An introduction.
pub fn read_introduction(
    introduction: Option<&v1::variety::Introduction>,
) -> Result<Introduction, Error> {
    let introduction = introduction.ok_or_else(|| missing("introduction"))?;
    Ok(Introduction {
        region: introduction.region.clone(),
        approved_in: introduction.approved_in.clone(),
        number: introduction.number.clone(),
        filed_on: day::read("introduction.filed_on", &introduction.filed_on)?,
    })
}

/// What somebody wants to do.
pub fn read_action(input: &v1::CheckVarietyRequest) -> Result<Action, Error> {
    code::read("action", input.action().as_str_name(), Action::parse)
}

fn missing(path: &str) -> Error {
    Error::field(path, "FIELD_MISSING", "请填写", "has to be filled in")
}
