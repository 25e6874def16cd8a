//! The accounts of the pool's books.
use serde::{Deserialize, Serialize};

use crate::domain::code_list::code_list;
use crate::domain::product::Mode;

code_list! {
    /// Money that may not be mixed: losses are borne from one purse, interest is subsidised from the other.
    Fund {
        Compensation = "COMPENSATION", "风险补偿资金", "risk compensation";
        Subsidy = "SUBSIDY", "贴息资金", "interest subsidy";
    }
}

code_list! {
    /// Whose money was put in.
    Source {
        Province = "PROVINCE", "省级财政", "province";
        City = "CITY", "市级财政", "city";
        County = "COUNTY", "县级财政", "county";
    }
}

/// One account. Those of the last group are memoranda: what is covered is no money yet, but must balance all the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Account {
    /// Money in the bank.
    Cash { fund: Fund },
    /// What was put in.
    Contribution { fund: Fund, source: Source },
    /// Losses borne.
    Compensation { bank: String, mode: Mode },
    /// What came back of them.
    Recovery { bank: String, mode: Mode },
    /// Interest subsidised, by who bears it.
    SubsidyPaid { source: Source },
    /// What came back of subsidies.
    SubsidyReturned { source: Source },
    /// The other side of a reserve.
    Earmarked { fund: Fund },
    /// What verified claims will take.
    Reserved { fund: Fund },
    /// Principal of loans filed with the pool.
    Covered { bank: String, mode: Mode },
    /// Principal that verified claims carry.
    Claimed { bank: String, mode: Mode },
    /// The other side of both.
    CoverGiven,
}
