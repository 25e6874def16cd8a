//! A service that asks rules, put together: opened, served with what the platform serves of it, and accompanied by what runs
//! beside every such service. What is a service's own it says itself: its name, its RPCs, its settings, its tasks.
mod asks_rules;
mod service;
mod settings;
mod surface;
mod tables;

pub use asks_rules::AsksRules;
pub use service::Service;
pub use settings::{Settings, sections};
pub use surface::Surface;
pub use tables::Tables;
