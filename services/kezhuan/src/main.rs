//! `kezhuan`: see `kezhuan --help`.
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    kezhuan::closed_pipe::end_quietly();
    kezhuan::command::run().await
}
