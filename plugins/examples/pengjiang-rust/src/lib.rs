//! Pengjiang's incentive by itself: the very source of the package that answers four hooks, so that the rule
//! stands in Rust once.

#[path = "../../../packages/pengjiang/src/incentive.rs"]
mod incentive;

kezhuan_sdk::package!(tc_incentive: incentive::Rule);
