//! Pengjiang's rules: a share of the technical amount for sellers of the district, under a cap per
//! contract and one per enterprise and year; the cost shared with the city; a shorter promise; the
//! materials of a claim.

mod claim_materials;
mod incentive;
mod sla;
mod split;

kezhuan_sdk::package!(
    tc_incentive: incentive::Rule,
    tc_split: split::Rule,
    tc_sla: sla::Rule,
    tc_claim_materials: claim_materials::Rule,
);
