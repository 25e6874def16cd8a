//! Enping's rules for agricultural bases: hill land counts from fewer mu on, and no part of an excellent year is weak.

mod accredit;
mod assess;

kezhuan_sdk::package!(
    agr_accredit: accredit::Rule,
    agr_assess: assess::Rule,
);
