//! What else came of a base (成果): a variety, a technology, a technology contract, a brand, a product. What its county accepted
//! counts, each number once of its kind.
mod decide;
mod state;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use decide::{Circumstances, Command, Decided, Event, NewAchievement, decide, report};
pub use state::{State, Step, next};

use super::code_list::code_list;

code_list! {
    /// What it is.
    Kind {
        NewVariety = "NEW_VARIETY", "新品种", "a new variety";
        NewTechnology = "NEW_TECHNOLOGY", "新技术", "a new technology";
        TechnologyContract = "TECHNOLOGY_CONTRACT", "技术合同", "a technology contract";
        Brand = "BRAND", "品牌", "a brand";
        GreenFeedProduct = "GREEN_FEED_PRODUCT", "绿色饲料产品上市", "a green-feed product on the market";
        FunctionalProduct = "FUNCTIONAL_PRODUCT", "功能性产品上市", "a functional product on the market";
    }
}

/// One achievement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Achievement {
    pub id: Uuid,
    pub base: Uuid,
    /// Organisation that runs the base.
    pub operator: String,
    pub kind: Kind,
    pub title: String,
    /// Number of the approval, brand or licence; of a contract its registration number.
    pub reference: String,
    /// The contract in the contracts service, as it was told; empty of what is none.
    pub contract: String,
    pub happened_on: NaiveDate,
    pub state: State,
    pub version: i64,
    pub reported_by: String,
    pub reported_on: NaiveDate,
    pub decision: Option<Word>,
}

/// The county's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    pub by: String,
    pub on: NaiveDate,
    /// Why it was declined; empty where it was not.
    pub reason: String,
}

#[cfg(test)]
mod tests;
