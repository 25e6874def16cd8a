//! Tables as offices keep them, in and out: what a sheet's columns are, reading CSV and XLSX, the report of bad rows, sending
//! the good ones, and writing templates and exports that can be imported again. What a row means is its own module's.
pub mod amount;
pub mod cell;
pub mod choices;
mod date;
pub mod field;
pub mod header;
mod persist;
pub mod problem;
mod range;
pub mod reading;
mod report;
mod send;
pub mod table;
pub mod template;
mod written;

pub(crate) use persist::ask;
pub use persist::{REMEDY, Said, persist, problem as problem_of, said, unreachable};
pub use problem::{Complaint, Problem};
pub use send::{Finding, Intake, Outcome, Parcel, Run, Stopped, import};
