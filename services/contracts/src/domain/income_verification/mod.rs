//! Technical income (技术性收入): what was really received, verified receipt by receipt, never more than J.
mod codes;
mod form;

pub use codes::{ReceiptKind, RefusalCode, State};

use chrono::NaiveDate;
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::{Actor, Role};
use super::claim::{ContractFacts, Payee};
use super::materials::Material;
use super::refused::{FieldViolation, Refused};

/// One receipt under a registered contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomeVerification {
    pub id: Uuid,
    pub contract: Uuid,
    /// The contract's tenant, whose office verifies.
    pub tenant: String,
    pub state: State,
    pub version: i64,
    pub amount: Fen,
    pub received_on: NaiveDate,
    pub receipt: Receipt,
    /// The seller the money came to, as it is named across contracts.
    pub payee: String,
    /// The attachments of the contract that are the receipt.
    pub documents: Vec<Uuid>,
    pub filed_by: String,
    pub filed_organisation: String,
    pub verified_by: Option<String>,
    pub refusal: Option<(RefusalCode, String)>,
}

/// A bank slip or an invoice by its number, which tells the receipts of one payee apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Receipt {
    pub kind: ReceiptKind,
    pub number: String,
}

/// What the applicant files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIncome {
    pub id: Uuid,
    pub tenant: String,
    pub amount: Fen,
    pub received_on: NaiveDate,
    pub receipt: Receipt,
    pub documents: Vec<Document>,
}

/// An attachment of the contract, named as its receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document {
    pub id: Uuid,
    /// `None` for a material that only a local rule knows.
    pub material: Option<Material>,
}

impl Receipt {
    /// The number as it is compared: spaces and small letters make no other receipt.
    pub fn compared_number(&self) -> String {
        let written = self.number.chars().filter(|sign| !sign.is_whitespace());
        written.flat_map(char::to_uppercase).collect()
    }
}

/// What the office, or the applicant, does with a filed receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// With the sum already verified on this contract.
    Verify {
        verified_before: Fen,
    },
    Refuse {
        code: RefusalCode,
        note: String,
    },
    Withdraw,
}

/// The event of one transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    IncomeFiled,
    IncomeVerified,
    IncomeRefused { code: RefusalCode },
    IncomeWithdrawn,
}

/// The state `command` moves a receipt to.
pub fn next(state: State, command: &Command) -> Result<State, Refused> {
    match (state, command) {
        (State::Filed, Command::Verify { .. }) => Ok(State::Verified),
        (State::Filed, Command::Refuse { .. }) => Ok(State::Refused),
        (State::Filed, Command::Withdraw) => Ok(State::Withdrawn),
        (
            State::Verified | State::Refused | State::Withdrawn,
            Command::Verify { .. } | Command::Refuse { .. } | Command::Withdraw,
        ) => Err(Refused::new(
            "STATE_FORBIDS",
            format!("当前状态 {} 不能再办理", state.as_str()),
            format!("a receipt in state {} is decided already", state.as_str()),
        )),
    }
}

/// Files a receipt for verification.
pub fn file(
    new: NewIncome,
    contract: &ContractFacts,
    actor: &Actor,
    today: NaiveDate,
) -> Result<(IncomeVerification, Event), Refused> {
    actor.require_any(&[Role::Applicant])?;
    if !contract.has_party(&actor.organisation) {
        return Err(Refused::new(
            "NOT_A_PARTY",
            "只有合同当事方可以申报技术性收入",
            "only a party of the contract may file its income",
        ));
    }
    contract.certified_amount()?;
    form::check(&new, today)?;
    let income = IncomeVerification {
        id: new.id,
        contract: contract.id,
        tenant: new.tenant,
        state: State::Filed,
        version: 1,
        amount: new.amount,
        received_on: new.received_on,
        receipt: new.receipt,
        payee: contract
            .enterprise(Payee::Seller)
            .unwrap_or_default()
            .to_owned(),
        documents: new.documents.iter().map(|document| document.id).collect(),
        filed_by: actor.subject.clone(),
        filed_organisation: actor.organisation.clone(),
        verified_by: None,
        refusal: None,
    };
    Ok((income, Event::IncomeFiled))
}

/// Takes `command` on a receipt; `contract` gives the J of the version in force.
pub fn decide(
    income: &IncomeVerification,
    command: Command,
    contract: &ContractFacts,
    actor: &Actor,
) -> Result<(IncomeVerification, Event), Refused> {
    let to = next(income.state, &command)?;
    let mut after = income.clone();
    let event = match command {
        Command::Verify { verified_before } => {
            may_decide(income, contract, actor)?;
            receipt_in_file(income)?;
            within_technical_amount(income.amount, verified_before, contract)?;
            after.verified_by = Some(actor.subject.clone());
            Event::IncomeVerified
        }
        Command::Refuse { code, note } => {
            may_decide(income, contract, actor)?;
            after.refusal = Some((code, note));
            Event::IncomeRefused { code }
        }
        Command::Withdraw => {
            actor.require_any(&[Role::Applicant])?;
            if actor.organisation != income.filed_organisation {
                return Err(Refused::new(
                    "NOT_THE_APPLICANT",
                    "只有申报单位可以撤回",
                    "only the organisation that filed it may withdraw it",
                ));
            }
            Event::IncomeWithdrawn
        }
    };
    after.state = to;
    after.version += 1;
    Ok((after, event))
}

fn receipt_in_file(income: &IncomeVerification) -> Result<(), Refused> {
    if !income.documents.is_empty() {
        return Ok(());
    }
    let (zh, en) = (
        "卷内没有收款凭证,不能核定",
        "there is no receipt in the file to verify the income by",
    );
    let field = FieldViolation::new("attachments", "RECEIPT_MISSING", zh, en);
    Err(Refused::new("RECEIPT_MISSING", zh, en).with_fields(vec![field]))
}

fn within_technical_amount(
    amount: Fen,
    verified_before: Fen,
    contract: &ContractFacts,
) -> Result<(), Refused> {
    let technical = contract.certified_amount()?;
    let fits = verified_before
        .checked_add(amount)
        .is_ok_and(|sum| sum <= technical);
    if fits {
        return Ok(());
    }
    let left = technical.0.saturating_sub(verified_before.0).max(0);
    Err(Refused::new(
        "INCOME_OVER_TECHNICAL_AMOUNT",
        format!(
            "累计核定的技术性收入不得超过技术交易额,尚可核定 {} 元",
            Fen(left)
        ),
        format!(
            "verified income never exceeds the technical amount; {} yuan are left",
            Fen(left)
        ),
    ))
}

fn may_decide(
    income: &IncomeVerification,
    contract: &ContractFacts,
    actor: &Actor,
) -> Result<(), Refused> {
    actor.require_any(&[Role::Registrar, Role::Registrar2])?;
    if actor.tenant != income.tenant {
        return Err(Refused::new(
            "NOT_THE_DECIDING_TENANT",
            "该合同由其他地区的登记处办理",
            "another tenant's office decides on this contract",
        ));
    }
    let own = actor.subject == income.filed_by
        || actor.organisation == income.filed_organisation
        || contract.has_party(&actor.organisation);
    if own {
        return Err(Refused::new(
            "OWN_ORGANISATION",
            "本人或本单位是当事方,应当回避",
            "the caller or their organisation is a party of the case",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
