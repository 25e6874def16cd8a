//! Where things are and who acts there: divisions of Jiangmen, the bodies the plan names,
//! and the region codes of the national return. Data only; figures of a programme are parameters.
mod bodies;
mod divisions;
mod institutions;
mod national_form;

pub use bodies::{BODIES, Body, body};
pub use divisions::{
    COUNTIES, DIVISIONS, Division, Level, PREFECTURE, division, is_division_code, is_jiangmen,
};
pub use institutions::{
    INSTITUTIONS, Institution, InstitutionKind, PARTNERS, institution, institution_named,
};
pub use national_form::national_region_code;
