//! A real server on loopback, asked by real clients: what it refuses, and how it says so.
mod drain;
mod errors;
mod house;
mod limits;
mod operation;
