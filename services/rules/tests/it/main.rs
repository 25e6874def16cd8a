//! The rules service as it runs: real packages uploaded, checked, put in force and fetched over gRPC.
// A test may tell its story in one go; clippy knows #[test] functions as tests, not their helpers.
#![allow(clippy::large_futures, clippy::too_many_lines, clippy::unwrap_used)]
mod activation;
mod alerts;
mod appropriations;
mod carried;
mod corrections;
mod facts;
mod hostile;
mod keys;
mod organisations;
mod permissions;
mod pipeline;
mod preview;
mod shadows;
mod shared_package;
mod stops;
mod upload;
mod walls;
mod world;
