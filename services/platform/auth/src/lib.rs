//! Who calls: tokens and client certificates become a [`Caller`], and no RPC runs without one.
//! Decides which roles may call what; separation of duties is the domain's.
mod caller;
mod certificate;
mod development_authority;
mod guard;
mod issuer;
mod keys;
mod permission;
mod role;
mod seen;
mod service_token;
mod verifier;

pub use caller::{Caller, CallerKind, Reach};
pub use development_authority::{Credential, DevelopmentAuthority};
pub use guard::protect;
pub use issuer::{Claims, DevelopmentIssuer};
pub use permission::{PermissionTable, TableError};
pub use role::Role;
pub use service_token::ServiceToken;
pub use verifier::{AuthConfig, Verifier};
