//! What the pipeline, the approvers, the keepers of keys and the payers decide. Pure.
pub mod alert;
pub mod appropriation;
pub mod contested_fact;
pub mod fact;
pub mod life;
pub mod owner;
pub mod pipeline;
pub mod proposal;
pub mod shadow;
pub mod signing_key;
pub mod stop;
pub mod timeline;
