//! Rows of this service's database. Every function gets its connection from a door of `kezhuan_database`.
pub mod achievements;
pub mod assessments;
mod base_due;
mod base_list;
pub mod bases;
pub mod calls;
pub mod demonstrations;
pub mod extension_plots;
pub mod extensions;
pub mod outcomes;
pub mod trials;
pub mod varieties;

pub use kezhuan_cases::stored;
