//! The rules of services/README.md that a machine can check.
mod interfaces;
mod layers;
mod manifests;
mod metrics;
mod names;
mod published;
mod readmes;
mod settings;
mod sizes;
mod statements;
