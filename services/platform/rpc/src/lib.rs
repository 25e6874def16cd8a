//! gRPC as the suite speaks it: one error shape, one page shape, one server with every cap set.
//! Knows no caller (auth does), no SQL, no service.
pub mod clock_service;
pub mod etag;
mod frame;
pub mod page;
mod problem;
mod server;

pub use problem::Problem;
pub use server::{Served, ServerConfig, serve};
