//! Rule packages in an OCI registry, any that speaks the distribution specification: pushed with their signature, and pulled by
//! digest, so that what comes back is what was meant. Knows no tenant, no key and no rules service: whose signature it is, and
//! whether it holds, is for others to say.
mod answer;
mod credentials;
mod error;
mod reference;
mod registry;

pub use error::Error;
pub use reference::{Pinned, Tagged};
pub use registry::{Pulled, Registry, RegistryConfig};

/// What an artifact of this kind says it is.
pub const ARTIFACT_TYPE: &str = "application/vnd.kezhuan.rule-package.v1";
/// The package itself: a WebAssembly component.
pub const PACKAGE_TYPE: &str = "application/wasm";
/// Its signature, as `kezhuan rules sign` writes it.
pub const SIGNATURE_TYPE: &str = "application/vnd.kezhuan.rule-package.signature.v1+json";
