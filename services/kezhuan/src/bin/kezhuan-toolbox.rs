//! `kezhuan` of the images: every command but those that start a suite.
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    kezhuan::closed_pipe::end_quietly();
    kezhuan::command::run_toolbox().await
}
