//! Finds a free port on loopback.

use std::net::{Ipv4Addr, TcpListener};

use uuid::Uuid;

use crate::Error;

// Below the range the kernel gives to outgoing connections, or one of those could take the port
// while a killed server is being restarted.
const FROM: u16 = 20_000;
const TO: u16 = 32_000;
const ATTEMPTS_MAX: u16 = 400;

/// Whether nobody listens on `port`.
pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A port nobody listens on: `earlier` if that is still so.
pub(crate) fn free(earlier: Option<u16>) -> Result<u16, Error> {
    if let Some(port) = earlier.filter(|port| is_free(*port)) {
        return Ok(port);
    }
    let span = TO - FROM;
    let (random, _) = Uuid::new_v4().as_u64_pair();
    let start = u16::try_from(random % u64::from(span)).unwrap_or(0);
    (0..ATTEMPTS_MAX)
        .map(|step| FROM + (start + step) % span)
        .find(|port| is_free(*port))
        .ok_or(Error::NoFreePort { from: FROM, to: TO })
}
