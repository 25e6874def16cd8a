//! `kezhuan`: see `kezhuan --help`.
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    kezhuan::command::run().await
}
