//! IP-pledge loans and the city's risk-compensation pool: what may happen, and what it comes to.
pub mod cards;
pub mod domain;
pub mod rules;
