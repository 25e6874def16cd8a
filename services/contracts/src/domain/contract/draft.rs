//! How a contract is drafted and its form corrected, before anybody decides on it.
use kezhuan_law::rule_pins::RulePins;
use kezhuan_law::{Tenant, regions};
use uuid::Uuid;

use super::parts::{Capacity, Party};
use super::{Contract, State, guard};
use crate::domain::actor::{Actor, Role};
use crate::domain::form::{Form, FormParty};
use crate::domain::refused::Refused;

/// What the edge gives a new contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContract {
    pub id: Uuid,
    /// `numbers::case_number` of the office's division.
    pub number: String,
    /// `paper_number` of what the filer wrote.
    pub paper_number: Option<String>,
    pub form: Form,
}

/// The office an application goes to: where the applying party sits.
///
/// A seller of another city who comes to the buyer's county is told there to go to their own
/// (SELLER_REGION); who names no place of the city at all is told by the city.
pub fn office_of(form: &Form) -> &'static str {
    let in_city = |party: &FormParty| regions::division(&party.division).map(|found| found.code);
    in_city(form.applying_party())
        .or_else(|| in_city(&form.buyer))
        .unwrap_or(Tenant::CITY.code())
}

/// Drafts a contract; nothing is checked yet but who asks, and that nothing confidential is stored.
pub fn draft(new: NewContract, actor: &Actor) -> Result<Contract, Refused> {
    actor.require_any(&[Role::Applicant, Role::ServicePoint])?;
    let tenant = office_of(&new.form);
    let applies_for_itself = actor.has(Role::Applicant);
    let needs_organisation = applies_for_itself || new.paper_number.is_some();
    if needs_organisation && actor.organisation.is_empty() {
        return Err(Refused::new(
            "ORGANISATION_MISSING",
            "申请人账号未关联单位",
            "the applicant's account belongs to no organisation",
        ));
    }
    if !applies_for_itself && actor.tenant != tenant {
        return Err(Refused::new(
            "NOT_THE_DECIDING_TENANT",
            "服务点只能协助办理本地区的申请",
            "a service point helps with applications of its own region",
        ));
    }
    let applicant_organisation = match applies_for_itself {
        true => actor.organisation.clone(),
        false => String::new(),
    };
    let mut contract = Contract {
        id: new.id,
        number: new.number,
        paper_number: new.paper_number,
        tenant: tenant.to_owned(),
        version: 1,
        event_sequence: 0,
        state: State::Draft,
        form: Form::default(),
        applicant: actor.subject.clone(),
        applicant_organisation,
        filers: [actor.subject.clone()].into(),
        parties: Vec::new(),
        submitted_on: None,
        acceptance: None,
        supplements: 0,
        classification: None,
        opinions: Vec::new(),
        registration: None,
        form_version: 0,
        refusal: None,
        check_due_on: None,
        lapses_on: None,
        amendment: None,
        manual: None,
        manual_decisions: Vec::new(),
        excluded_reviewers: Default::default(),
        pins: RulePins::default(),
        ended_on: None,
    };
    replace_form(&mut contract, new.form)?;
    Ok(contract)
}

/// Replaces the form of a draft or a returned application. No transition, so no event.
pub fn edit(contract: &Contract, form: Form, actor: &Actor) -> Result<Contract, Refused> {
    if !matches!(contract.state, State::Draft | State::Returned) {
        return Err(Refused::new(
            "STATE_FORBIDS",
            format!(
                "合同当前状态为“{}”,不能修改登记表",
                contract.state.name().zh
            ),
            format!(
                "the form can't be changed in state {}",
                contract.state.as_str()
            ),
        )
        .with("state", contract.state.as_str())
        .with("command", "Edit"));
    }
    guard::applicant_or_helper(contract, actor)?;
    let mut after = contract.clone();
    replace_form(&mut after, form)?;
    after.filers.insert(actor.subject.clone());
    after.version += 1;
    Ok(after)
}

/// Puts another form in place; the office that has the case stays the same.
pub(super) fn replace_form(contract: &mut Contract, form: Form) -> Result<(), Refused> {
    if form.exposes_confidential_content() {
        return Err(Refused::new(
            "CONFIDENTIAL_OFFLINE",
            "涉密合同不得在线填报内容,请只填写线下办理编号",
            "a confidential contract is not handled on-line; give only its off-line reference",
        ));
    }
    same_office(contract, &form)?;
    contract.parties = parties_of(&form, &contract.applicant_organisation);
    contract.form = form;
    Ok(())
}

/// Holds that a changed form still belongs to the office that has the case.
fn same_office(contract: &Contract, form: &Form) -> Result<(), Refused> {
    let office = office_of(form);
    if office == contract.tenant {
        return Ok(());
    }
    Err(Refused::new(
        "OFFICE_FIXED",
        "修改后应由其他地区登记处办理,请撤回后向该登记处重新申请",
        "the change moves the case to another region's office; withdraw and apply there",
    )
    .with("office", office))
}

/// The organisations with a part in a contract of this form.
pub(super) fn parties_of(form: &Form, applicant_organisation: &str) -> Vec<Party> {
    let mut parties: Vec<Party> = Vec::new();
    let mut add = |organisation: &str, capacity| {
        let known = parties
            .iter()
            .any(|party| party.organisation == organisation);
        if !organisation.is_empty() && !known {
            parties.push(Party {
                organisation: organisation.to_owned(),
                capacity,
            });
        }
    };
    add(&form.seller.organisation, Capacity::Seller);
    let buys_as = match form.is_import() {
        true => Capacity::Importer,
        false => Capacity::Buyer,
    };
    add(&form.buyer.organisation, buys_as);
    if let Some(broker) = &form.broker {
        add(&broker.organisation, Capacity::Broker);
    }
    add(applicant_organisation, Capacity::Agent);
    parties
}
