//! Wuyi University's rules for its own small matches, and for its staff as experts.

mod coi;
mod registration;

kezhuan_sdk::package!(
    evt_coi: coi::Rule,
    evt_registration: registration::Rule,
);
