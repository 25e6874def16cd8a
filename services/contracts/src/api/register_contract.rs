//! FIRST_REVIEWED → REGISTERED. The rules are asked for an estimate before any row is locked; registration
//! is law, so their answers are kept and never stand in its way.
use kezhuan_auth::Caller;
use kezhuan_database::{DecisionRow, RequestKey};
use kezhuan_protocol::contracts::v1::{Contract, RegisterContractRequest};

use super::ContractsApi;
use super::transition::{Opened, open};
use crate::domain::contract::{self as domain, Command, NewRegistration};
use crate::error::Error;
use crate::rules::tc_incentive::History;
use crate::rules::{Asked, Asking};
use crate::store::{claims, grants};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: RegisterContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let opened = open(api, caller, &input.name, &input.etag).await?;
    let registration =
        new_registration(&opened, &input.national_number, input.exchange_rate_e4).await?;
    let mut decided = opened.decide(Command::Register(registration))?;
    let mut asked = Vec::new();
    let (today, rules) = (opened.api.clock.today(), &opened.api.rules);
    let contract = &mut decided.contract;
    if !contract.form.seller.college.is_empty() {
        let asking = Asking {
            tenant: contract.form.seller.college.clone(),
            legal_date: contract.submitted_on.unwrap_or(today),
            as_of: today,
            pins: contract.pins.clone(),
        };
        keep(
            rules.college_check(contract, asking).await?,
            contract,
            &mut asked,
        );
    }
    let history = history(&opened, contract).await?;
    let asking = Asking {
        tenant: contract.tenant.clone(),
        legal_date: today,
        as_of: today,
        pins: contract.pins.clone(),
    };
    // No income can be verified before registration.
    keep(
        rules.incentive(contract, asking, history, 0, None).await?,
        contract,
        &mut asked,
    );
    opened.save(key, decided, asked).await
}

/// Keeps an answer with the case, and for later questions the rule it came from.
fn keep<T>(answer: Asked<T>, contract: &mut domain::Contract, rows: &mut Vec<DecisionRow>) {
    if let Some(pin) = answer.rule_pin() {
        contract.pins.keep(pin);
    }
    rows.push(answer.into_row(contract.id));
}

/// The numbers of a registration: ours from this office's block, the national one as it was returned.
pub async fn new_registration(
    opened: &Opened,
    national_number: &str,
    exchange_rate_e4: i64,
) -> Result<NewRegistration, Error> {
    let (today, office) = (opened.api.clock.today(), &opened.case.contract.tenant);
    let certificate_number = opened.api.numbers.certificate(office, today).await?;
    let national_number = (!national_number.is_empty()).then(|| national_number.to_owned());
    Ok(NewRegistration {
        certificate_number,
        national_number,
        exchange_rate_e4: (exchange_rate_e4 != 0).then_some(exchange_rate_e4),
    })
}

/// The year of the party that the office's own county would pay.
async fn history(opened: &Opened, contract: &domain::Contract) -> Result<History, Error> {
    let facts = contract.claim_facts().ok_or_else(claims::not_registered)?;
    let payee = facts.expected_payee(&contract.tenant);
    let year = grants::Year {
        tenant: contract.tenant.clone(),
        enterprise: facts.enterprise(payee).unwrap_or_default().to_owned(),
        year: claims::year_of(facts.registered_on),
        left_out: None,
    };
    let Opened { api, caller, .. } = opened;
    Ok(api.database.look_up::<grants::Year>(caller, year).await?)
}
