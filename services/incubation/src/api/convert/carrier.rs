//! Carriers as the interface tells them, and what of them comes in.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_official, shown};
use kezhuan_protocol::incubation::v1;
use kezhuan_rpc::etag;

use super::carrier_profile::{counts, told_figures, told_profile};
use super::objection::{self, Named};
use super::{code, day, instant, notice, panel, rule_pin};
use crate::api::names::{CARRIERS, DECISIONS};
use crate::domain::carrier::{
    Application, Assessment, AssessmentGrade, Base, Carrier, CarrierCounts, Finding, FoundBy,
    Grade, Indicators, Kind, Rectification, Refusal, Regime, Revocation, State, Status,
};
use crate::error::Error;
use crate::store::stored::Stored;

/// A carrier as `reader` sees it, with what is counted of it on a day where that was asked for.
pub fn message(
    stored: &Stored<Carrier>,
    reader: &Caller,
    counted: Option<(NaiveDate, CarrierCounts)>,
) -> v1::Carrier {
    let carrier = &stored.body;
    // A college's transfer office is an authority elsewhere, and the operator of its own park.
    let is_party = carrier.parties().contains(&reader.organisation.as_str());
    let official = is_official(reader) && !is_party;
    let manual = carrier.manual.as_ref();
    let named = Named {
        objector: true,
        resolver: official,
    };
    v1::Carrier {
        name: CARRIERS.name(carrier.id),
        number: carrier.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(carrier.version),
        state: state(carrier.state),
        operator: carrier.operator.clone(),
        profile: Some(told_profile(&carrier.profile)),
        application: carrier.application.as_ref().map(application),
        came_from: manual.map_or(0, |manual| state(manual.from)),
        failure: manual
            .map(|manual| manual.failure.clone())
            .unwrap_or_default(),
        checked_by: shown(carrier.checked_by.as_deref(), official),
        refusal: carrier.refusal.as_ref().map(refusal),
        review: carrier
            .review
            .as_ref()
            .map(|review| panel::review(review, reader, official)),
        desk_review: carrier.desk_review.clone(),
        notice: carrier.notice.as_ref().map(notice::message),
        objections: carrier
            .objections
            .iter()
            .map(|told| objection::message(told, named))
            .collect(),
        statuses: carrier
            .statuses
            .iter()
            .map(|held| status(held, official))
            .collect(),
        assessments: carrier.assessments.iter().map(assessment).collect(),
        rectification: carrier.rectification.as_ref().map(rectification),
        revocation: carrier.revocation.as_ref().map(revocation),
        base: carrier.base.as_ref().map(base),
        counts: counted.map(|(on, counted)| counts(on, &counted)),
        rule_pins: rule_pin::messages(&carrier.pins),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn state(state: State) -> i32 {
    v1::carrier::State::from_str_name(state.as_str())
        .unwrap_or_default()
        .into()
}

/// What it is, as the interface writes it.
pub fn told_kind(kind: Kind) -> i32 {
    v1::carrier::Kind::from_str_name(kind.as_str())
        .unwrap_or_default()
        .into()
}

/// A grade, as the interface writes it; unspecified where there is none.
pub fn told_grade(grade: Option<Grade>) -> i32 {
    grade
        .and_then(|grade| v1::carrier::Grade::from_str_name(grade.as_str()))
        .unwrap_or_default()
        .into()
}

/// The same of the measures it is given under.
pub fn told_regime(regime: Option<Regime>) -> i32 {
    regime
        .and_then(|regime| v1::carrier::Regime::from_str_name(regime.as_str()))
        .unwrap_or_default()
        .into()
}

/// The same of a year's grade.
pub fn told_assessment_grade(grade: AssessmentGrade) -> i32 {
    v1::assessment::Grade::from_str_name(grade.as_str())
        .unwrap_or_default()
        .into()
}

/// Who found something.
pub fn told_by(by: FoundBy) -> i32 {
    v1::finding::By::from_str_name(by.as_str())
        .unwrap_or_default()
        .into()
}

/// The grade that is asked for.
pub fn grade(given: i32) -> Result<Grade, Error> {
    code::of_enum(
        "grade",
        given,
        v1::carrier::Grade::as_str_name,
        Grade::parse,
    )
}

/// The grade that a person gives a year.
pub fn assessment_grade(given: i32) -> Result<AssessmentGrade, Error> {
    let name = v1::assessment::Grade::as_str_name;
    code::of_enum("grade", given, name, AssessmentGrade::parse)
}

fn application(application: &Application) -> v1::Application {
    v1::Application {
        grade: told_grade(Some(application.grade)),
        regime: told_regime(Some(application.regime)),
        applied_on: application.applied_on.to_string(),
        applicant: application.applicant.clone(),
        figures: Some(told_figures(&application.figures)),
        counts: Some(counts(application.applied_on, &application.counted)),
        differing: application.figures.beyond(&application.counted),
        finding: application.finding.as_ref().map(finding),
        check_note: application.check_note.clone(),
    }
}

fn finding(finding: &Finding) -> v1::Finding {
    v1::Finding {
        met: finding.met,
        fails: finding.fails.clone(),
        by: told_by(finding.by),
        decision: finding
            .decision
            .map(|decision| DECISIONS.name(decision))
            .unwrap_or_default(),
        reason: finding.reason.clone(),
    }
}

fn refusal(refusal: &Refusal) -> v1::Refusal {
    v1::Refusal {
        code: refusal.code.clone(),
        note: refusal.note.clone(),
        refused_on: refusal.refused_on.to_string(),
    }
}

fn status(status: &Status, official: bool) -> v1::Status {
    v1::Status {
        grade: told_grade(Some(status.grade)),
        regime: told_regime(Some(status.regime)),
        since: status.since.to_string(),
        until: day::told(status.until),
        document: status.document.clone(),
        decided_by: shown(Some(&status.decided_by), official),
        sha256: status.attachment.clone(),
    }
}

/// One assessed year.
pub fn assessment(assessed: &Assessment) -> v1::Assessment {
    v1::Assessment {
        year: assessed.year,
        grade: told_assessment_grade(assessed.grade),
        score_c: assessed.score_c.into(),
        indicators: Some(indicators(&assessed.indicators)),
        by: told_by(assessed.by),
        decision: assessed
            .decision
            .map(|decision| DECISIONS.name(decision))
            .unwrap_or_default(),
        reasons: assessed.reasons.clone(),
        assessed_on: assessed.assessed_on.to_string(),
    }
}

fn indicators(of: &Indicators) -> v1::Indicators {
    let year = &of.year;
    v1::Indicators {
        space_use_bp: of.space_use_bp.into(),
        tenants: year.tenants,
        high_tech_tenants: year.high_tech_tenants,
        tech_sme_tenants: year.tech_sme_tenants,
        chain_tenants: year.chain_tenants,
        financed_tenants: year.financed_tenants,
        entered: year.entered,
        graduates: year.graduates,
        investment_fen: year.investment_fen,
        services: year.services,
        mentor_logs: year.mentor_logs,
        data_quality_bp: of.data_quality_bp.into(),
    }
}

fn rectification(due: &Rectification) -> v1::Rectification {
    v1::Rectification {
        since: due.since.to_string(),
        until: due.until.to_string(),
        reason: due.reason.clone(),
    }
}

fn revocation(revocation: &Revocation) -> v1::Revocation {
    let ground = v1::revocation::Ground::from_str_name(revocation.ground.as_str());
    v1::Revocation {
        ground: ground.unwrap_or_default().into(),
        reason: revocation.reason.clone(),
        revoked_on: revocation.revoked_on.to_string(),
    }
}

fn base(base: &Base) -> v1::Base {
    let status = v1::carrier::BaseStatus::from_str_name(base.status.as_str());
    v1::Base {
        status: status.unwrap_or_default().into(),
        statement: base.statement.clone(),
        applied_on: base.applied_on.to_string(),
        decided_on: day::told(base.decided_on),
        reason: base.reason.clone(),
    }
}
