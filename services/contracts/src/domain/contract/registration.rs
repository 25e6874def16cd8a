//! The registration itself: by a second reviewer, of a recognised contract with a complete file.
use kezhuan_law::Fen;

use super::command::NewRegistration;
use super::decide::Context;
use super::parts::Registration;
use super::{Contract, Event, expert, guard, pricing};
use crate::domain::actor::{Actor, Role};
use crate::domain::entered::Entered;
use crate::domain::recognition::Decision;
use crate::domain::refused::Refused;
use crate::domain::time_limit::Track;

use super::parts::Classification;

pub(super) fn register(
    contract: &mut Contract,
    new: &NewRegistration,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::second_reviewer(contract, actor, contract.first_reviewer())?;
    let fingerprint = contract.form.fingerprint().unwrap_or_default();
    at_rate_of_today(contract, new.exchange_rate_e4, at)?;
    let found = contract
        .classification
        .as_ref()
        .ok_or_else(|| guard::inconsistent("classification"))?;
    recognised(found)?;
    guard::complete_file(contract, &contract.form, found, at.materials)?;
    heard_where_needed(contract, at)?;
    if new.certificate_number.trim().is_empty() {
        return Err(guard::inconsistent("certificate_number"));
    }
    contract.registration = Some(Registration {
        registered_on: at.today,
        certificate_number: new.certificate_number.clone(),
        national_number: new
            .national_number
            .clone()
            .filter(|number| !number.is_empty()),
        office: actor.organisation.clone(),
        by: actor.subject.clone(),
        in_force_from: at.today,
        fingerprint,
    });
    contract.form_version = 1;
    contract.refusal = None;
    Ok(Event::ContractRegistered {
        version: contract.registered_version()?,
    })
}

/// T, its parts and J of a price in foreign currency are fixed at the central parity rate of the registration day.
/// The track stays the one that the first review chose.
fn at_rate_of_today(
    contract: &mut Contract,
    rate_e4: Option<i64>,
    at: &Context<'_>,
) -> Result<(), Refused> {
    let form = &mut contract.form;
    let is_foreign = form.is_in_foreign_currency();
    let rate_e4 = match rate_e4 {
        None if !is_foreign || form.exchange_rate_date.get() == Some(at.today) => return Ok(()),
        Some(rate_e4) if is_foreign && rate_e4 > 0 => rate_e4,
        None | Some(_) if is_foreign => {
            return Err(Refused::new(
                "EXCHANGE_RATE_MISSING",
                format!("外币合同须按登记当日 {} 的人民币汇率中间价折算", at.today),
                format!(
                    "give the central parity rate of the registration day, {}",
                    at.today
                ),
            ));
        }
        None | Some(_) => {
            return Err(Refused::new(
                "EXCHANGE_RATE_UNEXPECTED",
                "人民币合同不需要汇率",
                "the price is in renminbi and needs no rate",
            ));
        }
    };
    form.exchange_rate_e4 = rate_e4;
    form.exchange_rate_date = Entered::Read(at.today);
    form.total_amount = Fen::ZERO;
    match &mut contract.classification {
        Some(found) => pricing::price_again(found, &contract.form, at.parameters),
        None => Err(guard::inconsistent("classification")),
    }
}

/// Keeps the number that the national system returned, as it returned it. No transition, so no event.
pub fn record_national_number(
    contract: &Contract,
    number: &str,
    actor: &Actor,
) -> Result<Contract, Refused> {
    if !contract.state.is_in_force() {
        return Err(Refused::new(
            "STATE_FORBIDS",
            format!(
                "合同当前状态为“{}”,不能登记全国编号",
                contract.state.name().zh
            ),
            format!(
                "a contract in state {} has no national number",
                contract.state.as_str()
            ),
        )
        .with("state", contract.state.as_str())
        .with("command", "RecordNationalNumber"));
    }
    guard::office(contract, actor, &[Role::Registrar, Role::Registrar2])?;
    let number = number.trim();
    if number.is_empty() {
        return Err(Refused::new(
            "NATIONAL_NUMBER_MISSING",
            "请填写全国系统返回的合同登记编号",
            "give the number that the national system returned",
        ));
    }
    let mut after = contract.clone();
    let Some(entry) = &mut after.registration else {
        return Err(guard::inconsistent("registration"));
    };
    entry.national_number = Some(number.to_owned());
    after.version += 1;
    Ok(after)
}

/// Holds that the recognition rules have nothing against the contract.
pub(super) fn recognised(found: &Classification) -> Result<(), Refused> {
    let Some(ground) = found.ground else {
        return Ok(());
    };
    debug_assert_ne!(found.decision, Decision::Recognised);
    let name = ground.name();
    Err(Refused::new(
        "NOT_RECOGNISED",
        format!("初审结论为不符合认定条件:{}", name.zh),
        format!("the first review did not recognise it: {}", name.en),
    )
    .with("ground", ground.as_str()))
}

fn heard_where_needed(contract: &Contract, at: &Context<'_>) -> Result<(), Refused> {
    let track = contract.acceptance.as_ref().map(|accepted| accepted.track);
    if track != Some(Track::Expert) || expert::is_heard(contract, at.parameters) {
        return Ok(());
    }
    Err(Refused::new(
        "EXPERT_OPINION_MISSING",
        format!(
            "专家程序须有不少于{}名专家对本次初审出具意见",
            at.parameters.experts_min
        ),
        format!(
            "the expert track needs the opinions of {} experts on this review",
            at.parameters.experts_min
        ),
    ))
}
