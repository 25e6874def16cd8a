//! What law and county rules say about agricultural bases, varieties, trials and demonstrations. Pure: no I/O, no clock, no
//! randomness.
pub mod achievement;
pub mod actor;
pub mod area;
pub mod call;
pub mod capacity;
pub mod codes;
pub mod crop;
pub mod demonstration;
pub mod extension;
pub mod extension_value;
pub mod field;
pub mod outcome;
pub mod parameters;
pub mod plot;
pub mod score;
pub mod season;
pub mod site;
pub mod subsidy_amount;
pub mod transformation_base;
pub mod trial;
pub mod value_growth;
pub mod variation;
pub mod variety;
pub mod yields;

pub use kezhuan_law::{chart, code_list, duty, form, notice, refused};
