//! What would be said of a form, before anything is stored.
use kezhuan_auth::Caller;
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{
    FormProblem, PrecheckContractRequest, PrecheckContractResponse,
};

use super::create_contract::form_missing;
use super::{ContractsApi, convert};
use crate::domain::contract::{Foresight, foresee};
use crate::domain::recognition::Decision;
use crate::domain::refused::FieldViolation;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    _caller: Caller,
    input: PrecheckContractRequest,
) -> Result<PrecheckContractResponse, Error> {
    let form = convert::form::read(input.form.ok_or_else(form_missing)?);
    let today = api.clock.today();
    Ok(answer(foresee(&form, today, &api.parameters, api.calendar)))
}

fn answer(seen: Foresight) -> PrecheckContractResponse {
    let (decision, code) = match seen.recognition {
        None => ("", ""),
        Some(None) => (Decision::Recognised.as_str(), "OK"),
        Some(Some(ground)) => (ground.decision().as_str(), ground.as_str()),
    };
    let materials = seen.missing_materials.iter();
    PrecheckContractResponse {
        problems: seen.problems.into_iter().map(problem).collect(),
        missing_materials: materials
            .map(|material| material.as_str().to_owned())
            .collect(),
        total_amount_fen: seen.total.map_or(0, Fen::get),
        technical_amount_fen: seen.technical.map(Fen::get),
        decision: decision.to_owned(),
        code: code.to_owned(),
        office: seen.office.to_owned(),
        regime: seen.regime.as_str().to_owned(),
        track: seen
            .limit
            .map_or("", |limit| limit.track.as_str())
            .to_owned(),
        legal_due_on: convert::date(seen.limit.map(|limit| limit.due_on)),
    }
}

fn problem(violation: FieldViolation) -> FormProblem {
    FormProblem {
        field: violation.field,
        reason: violation.reason.to_owned(),
        zh: violation.text.zh.into_owned(),
        en: violation.text.en.into_owned(),
    }
}
