//! The suite under faults: the real program, driven over its public interface, broken on purpose
//! while requests are under way, left to recover by itself, and then held to what it acknowledged.
pub mod books;
pub mod case;
pub mod check;
pub mod fault;
pub mod history;
pub mod lending;
pub mod people;
pub mod restore;
pub mod rule;
pub mod suite;
pub mod world;
