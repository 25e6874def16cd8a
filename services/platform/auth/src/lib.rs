//! Who calls: tokens become a [`Caller`], and no RPC runs without one.
//! Decides which roles may call what; separation of duties is the domain's.
mod caller;
mod guard;
mod issuer;
mod permission;
mod role;
mod verifier;

pub use caller::{Caller, CallerKind, Reach};
pub use guard::protect;
pub use issuer::{Claims, DevelopmentIssuer};
pub use permission::{PermissionTable, TableError};
pub use role::Role;
pub use verifier::{AuthConfig, Verifier};
