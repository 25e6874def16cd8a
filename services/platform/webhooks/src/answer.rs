//! What an attempt came to, as far as it decides anything.
/// Why an attempt did not deliver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    RefusedByReceiver,
    NoAnswerInTime,
    NotConnected,
    TlsFailed,
    AddressForbidden,
}

/// What an attempt came to, as far as it decides anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Of the answer; 0 when there was none.
    pub status_code: u16,
    pub failure: Option<Failure>,
    /// Seconds the receiver asked to wait.
    pub retry_after_s: Option<u32>,
}

impl Failure {
    /// As rows and messages write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Failure::RefusedByReceiver => "REFUSED_BY_RECEIVER",
            Failure::NoAnswerInTime => "NO_ANSWER_IN_TIME",
            Failure::NotConnected => "NOT_CONNECTED",
            Failure::TlsFailed => "TLS_FAILED",
            Failure::AddressForbidden => "ADDRESS_FORBIDDEN",
        }
    }
}
