//! How a registration ends: the contract fell away, or the registration was obtained by fraud.
use kezhuan_law::Tenant;

use super::acceptance::refusal;
use super::command::EndGround;
use super::decide::Context;
use super::{Contract, Event, guard};
use crate::domain::actor::{Actor, Role};
use crate::domain::duty;
use crate::domain::refused::Refused;

pub(super) fn deregister(
    contract: &mut Contract,
    ground: EndGround,
    note: &str,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    let office = [Role::Registrar, Role::Registrar2];
    let works_here = office.iter().any(|role| actor.has(*role));
    match guard::applicant(contract, actor) {
        Ok(()) => {}
        // Whoever is both may act for the office on others' contracts.
        Err(_) if works_here => {
            guard::office(contract, actor, &office)?;
            duty::reasoned("note", note)?;
        }
        Err(refused) => return Err(refused),
    }
    contract.refusal = Some(refusal(ground.as_str(), note, actor, at));
    contract.ended_on = Some(at.today);
    Ok(Event::ContractDeregistered {
        version: contract.registered_version()?,
        ground,
    })
}

pub(super) fn annul(
    contract: &mut Contract,
    note: &str,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    actor.require_any(&[Role::CityStb])?;
    if actor.tenant != Tenant::CITY.code() {
        return Err(Refused::new(
            "NOT_THE_DECIDING_TENANT",
            "登记由市科技局撤销",
            "the city bureau annuls a registration",
        ));
    }
    guard::disinterested(contract, actor)?;
    duty::reasoned("note", note)?;
    contract.refusal = Some(refusal("FRAUD", note, actor, at));
    contract.ended_on = Some(at.today);
    contract.amendment = None;
    Ok(Event::ContractAnnulled {
        version: contract.registered_version()?,
    })
}
