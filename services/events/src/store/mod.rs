//! Rows of this service's database. Every function gets its connection from a door of `kezhuan_database`.
pub mod agenda;
pub mod announced;
pub mod award_rounds;
pub mod check_ins;
pub mod event_due;
pub mod event_results;
pub mod events;
pub mod excellent_achievements;
pub mod guarded;
pub mod known_contracts;
pub mod matching_lists;
pub mod matchings;
mod negotiation_due;
mod negotiation_list;
pub mod negotiations;
mod nomination_counts;
mod nomination_drafts;
pub mod nomination_due;
pub mod nominations;
pub mod places;
pub mod project_calls;
pub mod projects;
pub mod registering;
pub mod registration_due;
pub mod registrations;
pub mod submissions;

pub use kezhuan_cases::stored;
