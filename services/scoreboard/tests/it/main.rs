//! The scoreboard as it runs: events of contracts come over a real bus, figures are asked over gRPC.
mod counting;
mod permissions;
mod rebuild;
mod refusals;
mod walls;
mod world;
