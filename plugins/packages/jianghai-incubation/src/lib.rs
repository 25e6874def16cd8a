//! Jianghai's rules for start-ups: who is wanted most, what of their rent is subsidised, and what a graduate is worth to its
//! carrier.

mod admission;
mod rent;
mod reward;

kezhuan_sdk::package!(
    inc_admission: admission::Rule,
    inc_rent: rent::Rule,
    inc_reward: reward::Rule,
);
