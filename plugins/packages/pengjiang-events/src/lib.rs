//! Pengjiang's rules for its events: who gets a place, and which achievements suit a need of the district best.

mod matching;
mod registration;

kezhuan_sdk::package!(
    evt_match: matching::Rule,
    evt_registration: registration::Rule,
);
