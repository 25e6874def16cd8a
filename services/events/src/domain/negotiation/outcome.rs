//! What the register says of the contract that a side named, and whether it counts: card `evt.outcome`.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::decide::{Circumstances, Event};
use super::party::{ContractParty, are_same};
use super::{Negotiation, State};
use crate::domain::code_list::code_list;
use crate::domain::duty;
use crate::domain::outcome_count::{Facts, Reason, reasons};
use crate::domain::refused::Refused;

code_list! {
    /// Where a contract stands in the register.
    ContractStatus {
        Registered = "REGISTERED", "已登记", "registered";
        Deregistered = "DEREGISTERED", "已注销", "deregistered";
        Annulled = "ANNULLED", "已撤销", "annulled";
    }
}

/// A contract as the contracts service last told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownContract {
    pub id: Uuid,
    /// Place of the telling among the contract's events.
    pub sequence: i64,
    pub number: String,
    pub status: ContractStatus,
    /// Of its first version.
    pub registered_on: NaiveDate,
    pub total: Fen,
    /// `None` while the amount is unknown: no J is certified.
    pub technical: Option<Fen>,
    pub seller: ContractParty,
    pub buyer: ContractParty,
}

/// What was found of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub contract: KnownContract,
    pub has_same_parties: bool,
    /// Why it does not count; nothing where it does.
    pub reasons: Vec<Reason>,
    pub judged_on: NaiveDate,
}

impl Outcome {
    /// Whether the contract counts as what came of the event.
    pub fn counts(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// Judges the named contract, the first time it is known and whenever the register changes.
pub(super) fn judge(
    negotiation: &mut Negotiation,
    known: KnownContract,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    let named = negotiation.contract.as_ref();
    let is_linked = named.is_some_and(|named| named.contract == known.id);
    if !is_linked {
        return Err(Refused::new(
            "CONTRACT_NOT_NAMED",
            "该合同未与本洽谈关联",
            "nobody named this contract",
        ));
    }
    let last = negotiation.outcome.as_ref();
    if last.is_some_and(|last| last.contract.sequence >= known.sequence) {
        return Err(Refused::new(
            "JUDGED_BEFORE",
            "该合同的最新情况已认定",
            "what is known of the contract was judged before",
        ));
    }
    let has_same_parties = is_theirs(negotiation, &known);
    if !has_same_parties {
        return Ok(drop_contract(negotiation, known.id, at));
    }
    let found = reasons(&Facts {
        event_end: negotiation.event_ends_on,
        contract_registered: known.registered_on,
        is_linked: !at.is_cancelled,
        has_same_parties,
        is_registered: known.status == ContractStatus::Registered,
    });
    let outcome = Outcome {
        contract: known,
        has_same_parties,
        reasons: found.ok_or_else(no_such_day)?,
        judged_on: at.today,
    };
    negotiation.outcome = Some(outcome.clone());
    let outcome = Box::new(outcome);
    Ok(match negotiation.state {
        State::Contracted => Event::OutcomeJudgedAgain { outcome },
        State::Suggested | State::Negotiating | State::Intent | State::Closed => {
            Event::NegotiationContracted { outcome }
        }
    })
}

/// Whether a contract is between the two sides.
pub(super) fn is_theirs(negotiation: &Negotiation, known: &KnownContract) -> bool {
    let sides = (&negotiation.provider, &negotiation.seeker);
    are_same(sides, (&known.seller, &known.buyer))
}

/// Holds that a contract is between the two sides.
pub(super) fn of_these(negotiation: &Negotiation, known: &KnownContract) -> Result<(), Refused> {
    if is_theirs(negotiation, known) {
        return Ok(());
    }
    let refused = Refused::new(
        "CONTRACT_OF_OTHERS",
        "该合同的当事人不是洽谈双方，请核对合同编号及双方信用代码",
        "the contract is not between the two sides: check which one is meant, and the credit codes of the two",
    );
    Err(refused.at("contract"))
}

/// A contract of others is none of theirs: whoever negotiated about it names it, and nothing of it is kept here.
fn drop_contract(negotiation: &mut Negotiation, contract: Uuid, at: &Circumstances<'_>) -> Event {
    negotiation.contract = None;
    negotiation.outcome = None;
    // It waited for the register until today.
    negotiation.active_on = at.today;
    Event::ContractDropped { contract }
}

fn no_such_day() -> Refused {
    Refused::new(
        "DATE_OUT_OF_RANGE",
        "活动日期超出可计算范围",
        "no day lies twelve months after the event",
    )
}
