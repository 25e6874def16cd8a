//! Jiangmen's rules for incubation carriers: what the city asks of one it accredits, and how a year is assessed.

mod accredit;
mod assess;

kezhuan_sdk::package!(
    inc_accredit: accredit::Rule,
    inc_assess: assess::Rule,
);
