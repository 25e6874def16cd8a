//! What a claim has to know of its contract, and how one is drafted.
use chrono::NaiveDate;
use kezhuan_law::rule_pins::RulePins;
use kezhuan_law::{Fen, regions};
use uuid::Uuid;

use super::{Basis, Claim, Payee, Recipient, State};
use crate::domain::actor::{Actor, Role};
use crate::domain::refused::Refused;

/// The contract as it stands when something is asked of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractFacts {
    pub id: Uuid,
    /// Registered, also while an amendment is pending.
    pub in_force: bool,
    /// Of version 1; the legal date of the incentive.
    pub registered_on: NaiveDate,
    pub certificate_number: String,
    /// Of the version in force.
    pub form_version: i32,
    pub kind: String,
    /// The project's name; `None` where it may not stand in public.
    pub public_name: Option<String>,
    /// T of the version in force.
    pub total: Fen,
    /// J of the version in force; `None` while the amount is unknown and so not certified.
    pub technical: Option<Fen>,
    pub parties: Vec<FactsParty>,
    /// Organisation of the office that registered it.
    pub office: Option<String>,
    /// What people call that office.
    pub office_name: String,
}

/// One party of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactsParty {
    /// Seller, buyer or broker.
    pub side: Payee,
    /// Names the party across contracts: its credit code, or what stands in for one.
    pub enterprise: String,
    /// What it is called in public.
    pub recipient: Recipient,
    /// Empty when the party has no organisation in this suite.
    pub organisation: String,
    pub division: String,
}

/// What the edge gives a new claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClaim {
    pub id: Uuid,
    pub number: String,
    /// The paying tenant.
    pub tenant: String,
}

impl ContractFacts {
    /// The certified J of a contract that is in force, or why there is none.
    pub fn certified_amount(&self) -> Result<Fen, Refused> {
        if !self.in_force {
            return Err(Refused::new(
                "CONTRACT_NOT_IN_FORCE",
                "合同未登记或登记已失效,不能享受奖补",
                "the contract is not registered, or no longer; there is no incentive for it",
            ));
        }
        self.technical.ok_or_else(|| {
            Refused::new(
                "AMOUNT_NOT_CERTIFIED",
                "合同金额待定,补充金额并核定技术交易额后方可申请",
                "the amount is not known yet: supplement it and have the technical amount certified first",
            )
        })
    }

    /// Whether `payee` takes part in this contract.
    pub fn has_payee(&self, payee: Payee) -> bool {
        self.enterprise(payee).is_some()
    }

    /// Who is meant by `payee`, as yearly caps count them.
    pub fn enterprise(&self, payee: Payee) -> Option<&str> {
        match payee {
            Payee::Office => self.office.as_deref(),
            Payee::Seller | Payee::Buyer | Payee::Broker => self
                .parties
                .iter()
                .find(|party| party.side == payee)
                .map(|party| party.enterprise.as_str()),
        }
    }

    /// `payee` as people know it; empty where there is none.
    pub fn recipient(&self, payee: Payee) -> Recipient {
        match payee {
            Payee::Office => Recipient {
                name: self.office_name.clone(),
                credit_code: String::new(),
            },
            Payee::Seller | Payee::Buyer | Payee::Broker => {
                let mut parties = self.parties.iter();
                parties
                    .find(|party| party.side == payee)
                    .map(|party| party.recipient.clone())
                    .unwrap_or_default()
            }
        }
    }

    /// Whom `tenant` most likely pays: the party it is home to, the seller first.
    pub fn expected_payee(&self, tenant: &str) -> Payee {
        let at_home = |side| {
            let mut parties = self.parties.iter();
            parties.any(|party| party.side == side && party.division == tenant)
        };
        match !at_home(Payee::Seller) && at_home(Payee::Buyer) {
            true => Payee::Buyer,
            false => Payee::Seller,
        }
    }

    /// Whether `organisation` is one of the parties; one without a name never is.
    pub fn has_party(&self, organisation: &str) -> bool {
        self.organisations().any(|party| party == organisation)
    }

    fn organisations(&self) -> impl Iterator<Item = &str> {
        self.parties
            .iter()
            .map(|party| party.organisation.as_str())
            .filter(|organisation| !organisation.is_empty())
    }

    /// Seller's and buyer's county each decide on their own money; the city on its own.
    fn may_be_asked(&self, tenant: &str) -> bool {
        tenant == regions::PREFECTURE
            || self.parties.iter().any(|party| {
                matches!(party.side, Payee::Seller | Payee::Buyer) && party.division == tenant
            })
    }
}

/// Drafts a claim on `contract` for the actor's organisation.
pub fn draft(
    new: NewClaim,
    contract: &ContractFacts,
    already_claimed: bool,
    required_materials: Vec<String>,
    actor: &Actor,
) -> Result<Claim, Refused> {
    actor.require_any(&[Role::Applicant])?;
    if !contract.has_party(&actor.organisation) {
        return Err(Refused::new(
            "NOT_A_PARTY",
            "只有合同当事方可以申请奖补",
            "only a party of the contract may claim its incentive",
        ));
    }
    if !contract.may_be_asked(&new.tenant) {
        return Err(Refused::new(
            "NOT_THE_PAYING_TENANT",
            "只能向卖方或买方所在县(市、区)或市级申请",
            "only the seller's or the buyer's county, or the city, may be asked to pay",
        ));
    }
    let basis = Basis::of(contract)?;
    if already_claimed {
        return Err(Refused::new(
            "ALREADY_CLAIMED",
            "该合同在该地区已有奖补申请",
            "there is a claim on this contract with this tenant already",
        ));
    }
    let mut parties: Vec<String> = contract.organisations().map(str::to_owned).collect();
    parties.sort();
    parties.dedup();
    Ok(Claim {
        id: new.id,
        number: new.number,
        contract: contract.id,
        tenant: new.tenant,
        state: State::Draft,
        version: 1,
        applicant: actor.subject.clone(),
        applicant_organisation: actor.organisation.clone(),
        parties,
        required_materials,
        materials_failure: None,
        pins: RulePins::default(),
        basis: Some(basis),
        amount: None,
        reasons: Vec::new(),
        decision: None,
        failure: None,
        computed_by: None,
        approved_by: None,
        refusal: None,
        notice: None,
        earlier_notices: Vec::new(),
        objections: Vec::new(),
        commitments: Vec::new(),
        payment: None,
        breach: None,
        recoveries: Vec::new(),
        place: None,
        prorated_from: None,
    })
}
