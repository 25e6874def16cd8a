//! The demo: a year of seven counties, planned from a seed and done through the API.
pub mod drive;
pub mod year;
