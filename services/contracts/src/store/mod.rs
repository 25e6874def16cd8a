//! Rows of this service's database. Every function gets its connection from a door of `kezhuan_database`.
pub mod appeals;
pub mod attachments;
pub mod claims;
pub mod contract_list;
pub mod contract_rows;
pub mod contract_search;
pub mod contract_versions;
pub mod contracts;
pub mod decisions;
pub mod incomes;
pub mod numbers;
pub mod paid_facts;
pub mod parties;
pub mod programmes;
pub mod rule_entries;
pub mod rule_packages;
pub mod statistics;
