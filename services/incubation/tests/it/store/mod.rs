//! The store by itself, on the real schema.
mod carriers;
mod tenancies;
mod torch_returns;
