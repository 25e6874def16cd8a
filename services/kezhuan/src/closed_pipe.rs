//! `kezhuan doctor | head`: who reads may stop early, and that is the end, not a failure.
use std::panic::{self, PanicHookInfo};

/// What a shell shows for a program that the signal of a closed pipe (SIGPIPE) ended: 128 and its number.
const ENDED_BY_SIGPIPE: i32 = 141;

/// From now on the process ends without a word when what it prints is no longer read.
///
/// Rust starts programs deaf to the signal, and makes them hear it only with unsafe code. What is
/// left of it is the panic of `println!`.
pub fn end_quietly() {
    let otherwise = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if is_closed_pipe(panic) {
            std::process::exit(ENDED_BY_SIGPIPE);
        }
        otherwise(panic);
    }));
}

fn is_closed_pipe(panic: &PanicHookInfo<'_>) -> bool {
    panic.payload_as_str().is_some_and(|message| {
        message.starts_with("failed printing to stdout") && message.contains("Broken pipe")
    })
}
