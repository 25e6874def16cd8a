//! What happened, as others hear it: one event per step, published with the row that the step changed.
pub mod carrier;
pub mod lease;
pub mod record;
pub mod tenancy;
pub mod torch_return;
