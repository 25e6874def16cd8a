//! What the pipeline, the approvers and the keepers of keys decide. Pure.
pub mod alert;
pub mod life;
pub mod pipeline;
pub mod proposal;
pub mod signing_key;
pub mod stop;
pub mod timeline;
