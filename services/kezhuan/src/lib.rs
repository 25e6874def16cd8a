//! The launcher and the toolbox: starts the suite, and does from a terminal what offices and authors need.
mod account_text;
pub mod author;
pub mod closed_pipe;
pub mod command;
pub mod contract_import;
pub mod demo;
pub mod json_difference;
pub mod money_text;
pub mod packages;
pub mod proof;
pub mod refusal;
pub mod replay;
pub mod request_id;
pub mod rules_desk;
pub mod sandbox;
mod sheet_text;
pub mod suite;
