//! The city's rules for its award: what scores come to, who else must not judge, and what is paid.

mod coi;
mod prize;
mod score;

kezhuan_sdk::package!(
    evt_award_score: score::Rule,
    evt_coi: coi::Rule,
    evt_prize: prize::Rule,
);
