//! Taishan's rules: a flat reward by size of the contract, for a seller or a buyer in Taishan, and
//! its cost shared with the city.

mod incentive;
mod split;

kezhuan_sdk::package!(tc_incentive: incentive::Rule, tc_split: split::Rule);
