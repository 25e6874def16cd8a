//! One request, asked again where somebody was faster: timers move cases beside people.

/// How often somebody may be faster.
pub const TRIES_MAX: usize = 5;

/// Asks `rpc` of a client, and reads a refusal as people do.
macro_rules! ask {
    ($client:expr, $rpc:ident, $request:expr) => {{
        let (mut client, request) = ($client, $request);
        let mut tries = 0;
        loop {
            match client.$rpc(request.clone()).await {
                Err(status)
                    if status.code() == tonic::Code::Aborted
                        && tries < $crate::demo::drive::asking::TRIES_MAX =>
                {
                    tries += 1;
                }
                answer => {
                    break answer
                        .map(tonic::Response::into_inner)
                        .map_err($crate::refusal::readable);
                }
            }
        }
    }};
}

pub(super) use ask;
