//! A whole service under test, the people who use it, and how they call it. Each service's tests
//! add their own people and flows, and the client of their service.
mod calls;
mod ground;
mod person;
mod standing;

use std::path::Path;
use std::time::Duration;

use tonic::Status;
use uuid::Uuid;

pub use ground::Ground;
pub use person::{Person, person, service};
pub(crate) use standing::listener;
pub use standing::{Standing, plain};

/// How long a test waits for what goes on beside the RPCs.
pub const SOON: Duration = Duration::from_secs(30);
/// A day without a holiday near.
pub const CALM: &str = "2025-03-03";
/// An address at which no rules service answers.
pub const NO_RULES: &str = "http://127.0.0.1:1";

/// An identifier that was never used.
pub fn id() -> String {
    Uuid::now_v7().to_string()
}

/// The stable reason of a refusal.
pub fn reason(status: &Status) -> String {
    kezhuan_rpc::Explanation::of(status).reason
}

/// The bytes of a shipped package.
pub fn shipped(name: &str) -> Vec<u8> {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../plugins/packages");
    let file = packages.join(name).join(format!("{name}.wasm"));
    match std::fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) => panic!("{} cannot be read: {error}", file.display()),
    }
}

/// What the surroundings of a test gave; the test ends where they fail.
#[track_caller]
pub fn sure<T, E: Into<anyhow::Error>>(outcome: Result<T, E>) -> T {
    match outcome {
        Ok(given) => given,
        Err(error) => {
            let error: anyhow::Error = error.into();
            panic!("the surroundings of the test failed: {error:#}")
        }
    }
}
