//! Card `evt.outcome`: whether a registered contract counts as what came of an event. An intent never does.
use chrono::NaiveDate;
use kezhuan_law::calendar::add_months;

use super::code_list::code_list;

/// Months after the event's last day within which a contract counts.
pub const MONTHS_MAX: i32 = 12;

code_list! {
    /// Why a contract does not count.
    Reason {
        NotLinked = "NOT_LINKED", "合同未与本活动的洽谈关联", "the contract is linked to no negotiation of the event";
        Parties = "PARTIES", "合同当事人与洽谈双方不一致", "its parties are not those who negotiated";
        Status = "STATUS", "合同未处于已登记状态", "it is not registered";
        BeforeEvent = "BEFORE_EVENT", "合同登记早于活动最后一天", "it was registered before the event's last day";
        After12Months = "AFTER_12M", "合同登记晚于活动结束后 12 个月", "it was registered more than twelve months after the event";
    }
}

/// What is known of a contract and the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The last day of the event.
    pub event_end: NaiveDate,
    pub contract_registered: NaiveDate,
    pub is_linked: bool,
    pub has_same_parties: bool,
    /// In force in the register.
    pub is_registered: bool,
}

/// Everything against it, in order; nothing where it counts. `None` where no day lies twelve months after the event.
pub fn reasons(facts: &Facts) -> Option<Vec<Reason>> {
    let last = add_months(facts.event_end, MONTHS_MAX)?;
    let found = [
        (!facts.is_linked).then_some(Reason::NotLinked),
        (!facts.has_same_parties).then_some(Reason::Parties),
        (!facts.is_registered).then_some(Reason::Status),
        (facts.contract_registered < facts.event_end).then_some(Reason::BeforeEvent),
        (facts.contract_registered > last).then_some(Reason::After12Months),
    ];
    Some(found.into_iter().flatten().collect())
}
