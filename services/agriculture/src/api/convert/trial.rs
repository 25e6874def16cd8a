//! A trial as its readers see it, and what is said of it.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_law::panel::{Declaration, Expert, Seat};
use kezhuan_protocol::agriculture::v1;
use kezhuan_protocol::agriculture::v1::trial::Finding as FindingCode;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{code, day, figure, instant, plot, season};
use crate::api::names::{BASES, DECISIONS, TRIALS, VARIETIES};
use crate::domain::transformation_base::Base;
use crate::domain::trial::{Figures, Finding, NewTrial, Nominee, Opinion, Trial, Verdict};
use crate::error::Error;
use crate::store::stored::Stored;

/// A trial, to `reader`.
pub fn answer(stored: &Stored<Trial>, reader: &Caller) -> v1::Trial {
    let trial = &stored.body;
    let official = is_of_authority(reader, &stored.tenant);
    let state = v1::trial::State::from_str_name(trial.state.as_str());
    let failure = trial
        .waiting
        .as_ref()
        .map(|waiting| waiting.failure.as_str());
    let opinions = trial.opinions.iter();
    let opinions = opinions.filter(|one| official || one.expert == reader.subject);
    v1::Trial {
        name: TRIALS.name(trial.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(trial.version),
        state: state.unwrap_or_default().into(),
        base: BASES.name(trial.base),
        operator: trial.operator.clone(),
        variety: VARIETIES.name(trial.variety),
        check_variety: VARIETIES.name(trial.check),
        crop: trial.crop.as_str().to_owned(),
        season: trial.season.to_string(),
        moisture_standard: plot::moisture(trial.moisture),
        replications: figure::told(trial.replications),
        planned_on: trial.planned_on.to_string(),
        sown_on: day::told(trial.sown_on),
        harvested_on: day::told(trial.harvested_on),
        plots: trial.plots.iter().map(plot::message).collect(),
        figures: trial.figures.as_ref().map(figures),
        warnings: trial.warnings.clone(),
        experts: trial
            .panel
            .seats
            .iter()
            .map(|seat| expert(seat, official || seat.expert.id == reader.subject))
            .collect(),
        opinions: opinions.map(opinion).collect(),
        verdict: trial.verdict.as_ref().map(|one| verdict(one, official)),
        manual_failure: failure.unwrap_or_default().to_owned(),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn figures(figures: &Figures) -> v1::trial::Figures {
    v1::trial::Figures {
        yield_c: figures.yield_c,
        check_yield_c: figures.check_yield_c,
        increase_bp: figures.increase_bp,
        cv_bp: figures.cv_bp.unwrap_or_default(),
        replications: figure::told(figures.replications),
    }
}

fn expert(seat: &Seat, may_see: bool) -> v1::trial::Expert {
    v1::trial::Expert {
        expert: shown(Some(&seat.expert.id), may_see),
        organisation: seat.expert.organisation.clone(),
        assigned_on: seat.assigned_on.to_string(),
        recused: seat.recusal.is_some(),
    }
}

fn opinion(opinion: &Opinion) -> v1::trial::Opinion {
    let finding = FindingCode::from_str_name(opinion.finding.as_str());
    v1::trial::Opinion {
        expert: opinion.expert.clone(),
        finding: finding.unwrap_or_default().into(),
        note: opinion.note.clone(),
        given_on: opinion.given_on.to_string(),
    }
}

fn verdict(verdict: &Verdict, official: bool) -> v1::trial::Verdict {
    let decision = verdict.decision.map(|id| DECISIONS.name(id));
    v1::trial::Verdict {
        decided_on: verdict.decided_on.to_string(),
        by: shown(Some(&verdict.by), official),
        reasons: verdict.reasons.clone(),
        note: verdict.note.clone(),
        decision: decision.unwrap_or_default(),
    }
}

/// What the operator plans on a base.
pub fn read_new(input: &v1::PlanTrialRequest, base: &Base) -> Result<NewTrial, Error> {
    Ok(NewTrial {
        id: Uuid::now_v7(),
        base: base.id,
        division: base.division.clone(),
        operator: base.organisation.clone(),
        season: season::read("season", &input.season)?,
        moisture: plot::read_moisture(input.moisture_standard())?,
        replications: figure::read_some("replications", input.replications)?,
    })
}

/// Whom the authority wants to assign.
pub fn read_nominees(nominees: &[v1::AssignedExpert]) -> Vec<Nominee> {
    let read = nominees.iter().map(|nominee| Nominee {
        expert: Expert {
            id: nominee.expert.clone(),
            organisation: nominee.organisation.clone(),
        },
        declaration: Declaration {
            coauthors_3y: nominee.coauthors_3y.clone(),
            relatives: nominee.relatives.clone(),
        },
    });
    read.collect()
}

/// What an expert found.
pub fn read_finding(input: &v1::GiveTrialOpinionRequest) -> Result<Finding, Error> {
    code::read("finding", input.finding().as_str_name(), Finding::parse)
}
