//! What the law, the city and its pool say about loans on intellectual property. Pure: no I/O, no clock, no randomness.
pub mod actor;
pub mod application;
pub mod asset;
pub mod biz_no;
pub mod chart;
pub mod claim;
pub mod codes;
pub mod confirmation;
pub mod data_card;
pub mod eligibility;
pub mod interest;
pub mod lawful;
pub mod ledger;
pub mod loan;
pub mod ltv;
pub mod money;
pub mod numbers;
pub mod parameters;
pub mod party;
pub mod pledge;
pub mod product;
pub mod recon;
pub mod risk;
pub mod subsidy;

pub use kezhuan_law::{code_list, duty, notice, refused};
