//! The rules a service asks, as one process of it holds them: built from what the service adopted into its own tables, built
//! again when the epoch there moves, and asked by hook, tenant and legal date. Neither the rules service nor NATS is needed to
//! decide. Reads through a [`Shelf`]; writes nothing.
mod asked;
mod asking;
mod live;
mod restraints;
mod shelf;

pub use asked::{Asked, Verdict};
pub use asking::{Asking, in_every_major};
pub use live::Live;
pub use shelf::{Kept, KeptEntry, KeptStop, RevokedKey, Shelf};
