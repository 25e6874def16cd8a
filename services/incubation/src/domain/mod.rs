//! What the nation, the province and the city say about carriers and their tenants. Pure: no I/O, no clock, no randomness.
pub mod actor;
pub mod carrier;
pub mod chain;
pub mod codes;
pub mod counts;
pub mod kpi;
pub mod lease;
pub mod numbers;
pub mod operator;
pub mod parameters;
pub mod rent_claim;
pub mod rent_subsidy;
pub mod reward;
pub mod support;
pub mod tax_benefit;
pub mod tax_months;
pub mod tenancy;
pub mod thousand_yuan;
pub mod torch_return;
pub mod unit;

pub use kezhuan_law::{chart, code_list, duty, form, notice, refused};
