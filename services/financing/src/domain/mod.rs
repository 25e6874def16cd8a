//! What the law, the city and its pool say about loans on intellectual property. Pure: no I/O, no clock, no randomness.
pub mod actor;
pub mod application;
pub mod asset;
pub mod biz_no;
pub mod chart;
pub mod code_list;
pub mod duty;
pub mod eligibility;
pub mod interest;
pub mod ledger;
pub mod ltv;
pub mod money;
pub mod notice;
pub mod pledge;
pub mod product;
pub mod refused;
pub mod risk;
