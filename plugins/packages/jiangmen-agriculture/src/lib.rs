//! Jiangmen's rules for agricultural bases: the conditions of accreditation, the yearly assessment, and when a trial is void.

mod accredit;
mod assess;
mod trial;

kezhuan_sdk::package!(
    agr_accredit: accredit::Rule,
    agr_assess: assess::Rule,
    agr_trial_accept: trial::Rule,
);
