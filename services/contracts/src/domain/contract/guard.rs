//! Who may take a step: roles, the own office, and the separation of duties.
use std::collections::BTreeSet;

use super::Contract;
use super::parts::{Capacity, Classification};
use crate::domain::actor::{Actor, Role};
use crate::domain::form::Form;
use crate::domain::materials::{self, Material};
use crate::domain::refused::{FieldViolation, Refused};

/// Holds that someone of the deciding office with one of `roles` decides, who has no part in the case.
pub(super) fn office(contract: &Contract, actor: &Actor, roles: &[Role]) -> Result<(), Refused> {
    actor.require_any(roles)?;
    if actor.tenant != contract.tenant {
        return Err(Refused::new(
            "NOT_THE_DECIDING_TENANT",
            "该合同由其他地区的登记处办理",
            "another region's office decides on this contract",
        ));
    }
    disinterested(contract, actor)
}

/// Holds that the actor is a reviewer who took no part in a decision that an appeal changed.
pub(super) fn reviewer(contract: &Contract, actor: &Actor, role: Role) -> Result<(), Refused> {
    office(contract, actor, &[role])?;
    if contract.excluded_reviewers.contains(&actor.subject) {
        return Err(Refused::new(
            "SAME_REVIEWER",
            "原审核人不得参与重新办理",
            "a reviewer of the changed decision does not review again",
        ));
    }
    Ok(())
}

/// Holds that the second reviewer is another person than the first.
pub(super) fn second_reviewer(
    contract: &Contract,
    actor: &Actor,
    first: Option<&str>,
) -> Result<(), Refused> {
    reviewer(contract, actor, Role::Registrar2)?;
    if first == Some(actor.subject.as_str()) {
        return Err(Refused::new(
            "SAME_REVIEWER",
            "初审人不得复核同一合同",
            "the second reviewer must differ from the first",
        ));
    }
    if contract
        .opinions
        .iter()
        .any(|opinion| opinion.expert == actor.subject)
    {
        return Err(Refused::new(
            "SAME_REVIEWER",
            "出具专家意见的人员不得复核同一合同",
            "who gave an expert opinion does not decide on it",
        ));
    }
    Ok(())
}

/// Holds that the actor neither filed anything of the case nor belongs to one of its parties.
pub(super) fn disinterested(contract: &Contract, actor: &Actor) -> Result<(), Refused> {
    if contract.filers.contains(&actor.subject) {
        return Err(Refused::new(
            "SELF_REVIEW",
            "经办人不得审核本人提交的申请",
            "nobody decides on what they filed",
        ));
    }
    if is_party(contract, &actor.organisation) {
        return Err(Refused::new(
            "OWN_ORGANISATION",
            "本单位是当事方,应当回避",
            "the caller's organisation is a party of the case",
        ));
    }
    Ok(())
}

fn is_party(contract: &Contract, organisation: &str) -> bool {
    // A person without an organisation belongs to none, and so to no party without one.
    if organisation.is_empty() {
        return false;
    }
    let amended = contract.amendment.as_ref().is_some_and(|amendment| {
        amendment
            .form
            .parties()
            .any(|(_, party)| party.organisation == organisation)
    });
    amended
        || contract.applicant_organisation == organisation
        || contract
            .parties
            .iter()
            .any(|party| party.organisation == organisation)
}

/// Holds that the applicant asks.
pub(super) fn applicant(contract: &Contract, actor: &Actor) -> Result<(), Refused> {
    actor.require_any(&[Role::Applicant])?;
    if applies(contract, &actor.organisation) {
        return Ok(());
    }
    Err(not_the_applicant())
}

/// Holds that the applicant asks, or a service point of the deciding office helps them.
pub(super) fn applicant_or_helper(contract: &Contract, actor: &Actor) -> Result<(), Refused> {
    actor.require_any(&[Role::Applicant, Role::ServicePoint])?;
    let helps = actor.has(Role::ServicePoint) && actor.tenant == contract.tenant;
    if helps || (actor.has(Role::Applicant) && applies(contract, &actor.organisation)) {
        return Ok(());
    }
    Err(not_the_applicant())
}

fn applies(contract: &Contract, organisation: &str) -> bool {
    let may_apply = |capacity| match capacity {
        Capacity::Seller | Capacity::Importer | Capacity::Agent => true,
        Capacity::Buyer | Capacity::Broker => false,
    };
    !organisation.is_empty()
        && (contract.applicant_organisation == organisation
            || contract
                .parties
                .iter()
                .any(|party| party.organisation == organisation && may_apply(party.capacity)))
}

fn not_the_applicant() -> Refused {
    Refused::new(
        "NOT_THE_APPLICANT",
        "只有申请人可以办理该步骤",
        "only the applicant may do this",
    )
}

/// Holds that the service itself acts.
pub(super) fn service(actor: &Actor) -> Result<(), Refused> {
    if actor.is_service {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_BY_A_PERSON",
        "该步骤由系统办理",
        "the service takes this step, not a person",
    ))
}

/// Holds that every material is in the file that `form`, its review and who applies call for, attached or seen
/// on paper.
pub(super) fn complete_file(
    contract: &Contract,
    form: &Form,
    review: &Classification,
    attached: &BTreeSet<Material>,
) -> Result<(), Refused> {
    let basis = contract.material_basis(form, Some(review));
    let missing = materials::missing(basis, attached);
    if missing.is_empty() {
        return Ok(());
    }
    Err(missing_materials(missing))
}

/// The refusal that names each missing material.
pub(super) fn missing_materials(missing: Vec<Material>) -> Refused {
    let fields = missing.into_iter().map(|material| {
        let name = material.name();
        FieldViolation::new(
            format!("materials.{}", material.as_str()),
            "MATERIAL_MISSING",
            format!("缺少材料:{}", name.zh),
            format!("missing: {}", name.en),
        )
    });
    Refused::new("MATERIALS_MISSING", "申请材料不齐", "materials are missing")
        .with_fields(fields.collect())
}

/// The refusal when a stored contract lacks what its state promises.
pub(super) fn inconsistent(what: &'static str) -> Refused {
    Refused::new(
        "RECORD_INCONSISTENT",
        "合同记录不完整,请联系运维人员",
        "the contract's record is incomplete; call the operator",
    )
    .with("missing", what)
}
