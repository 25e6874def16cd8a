//! Xinhui's rules for bases of citrus peel: the value of the product stands in for a yield that says little of it.

mod assess;
mod subsidy;

kezhuan_sdk::package!(
    agr_subsidy: subsidy::Rule,
    agr_assess: assess::Rule,
);
