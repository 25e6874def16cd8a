//! The rules service as it runs: real packages uploaded, checked, put in force and fetched over gRPC.
mod activation;
mod permissions;
mod upload;
mod walls;
mod world;
