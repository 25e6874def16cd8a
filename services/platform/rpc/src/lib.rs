//! gRPC as the suite speaks it: one error shape, one page shape, one server with every cap set.
//! Knows no caller (auth does), no SQL, no service.
mod client;
mod clients;
pub mod clock_service;
mod config;
mod connections;
mod deadline;
mod dress;
pub mod etag;
mod explanation;
pub mod filter;
mod frame;
mod line;
mod name;
mod operation;
pub mod page;
mod peer;
mod possession;
mod problem;
mod readiness;
mod server;
mod tls;
mod way;

pub use client::{ClientConfig, traced};
pub use clients::Distrust;
pub use config::ServerConfig;
pub use deadline::Deadline;
pub use explanation::{Explanation, FieldProblem};
pub use frame::Share;
pub use name::Collection;
pub use operation::Operation;
pub use peer::{ClientCertificate, Peer};
pub use problem::Problem;
pub use readiness::{Part, Readiness};
pub use server::{Served, serve, serve_while};
pub use way::Way;
