//! The controller as far as it goes without a cluster: resources built here, a real rules service, a real OCI registry. What only
//! a real API server shows is in `cluster`, and skipped where KUBECONFIG names none.
#![allow(clippy::large_futures, clippy::too_many_lines, clippy::unwrap_used)]
mod api_server;
mod carried;
mod cluster;
mod definition;
mod watching;
mod world;
