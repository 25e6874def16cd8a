//! `kezhuan up`: the suite in this process until Ctrl-C.
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use comfy_table::{Table, presets};
use indicatif::ProgressBar;
use kezhuan_runtime::Shutdown;

use super::DataFolder;
use crate::suite::{Options, Suite};

/// What `kezhuan up` takes.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataFolder,
    /// Let the legal clock stand at this day instead of following the machine's; `kezhuan clock advance` moves it
    #[arg(long, value_name = "YYYY-MM-DD")]
    clock: Option<NaiveDate>,
    /// First port for services; servers follow from +10. Without it free ports are taken
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1024..=65_000))]
    port_base: Option<u16>,
    /// An existing Postgres to use, as an admin, instead of a private one
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// An existing NATS with JetStream to use instead of a private one
    #[arg(long, env = "NATS_URL", hide_env_values = true)]
    nats_url: Option<String>,
}

/// Starts, waits, stops in order.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let stop = Shutdown::on_signals()?;
    let began = Instant::now();
    let spinner = ProgressBar::new_spinner();
    spinner.enable_steady_tick(Duration::from_millis(100));
    let shown = spinner.clone();
    let options = Options {
        clock: arguments.clock,
        port_base: arguments.port_base,
        database_url: arguments.database_url,
        nats_url: arguments.nats_url,
        progress: Arc::new(move |step| tell(&shown, step)),
        ..Options::at(arguments.data.folder)
    };
    let started = tokio::select! {
        started = Suite::start(options) => started,
        () = stop.triggered() => Err(anyhow::anyhow!("stopped before everything had started")),
    };
    spinner.finish_and_clear();
    let mut suite = started?;
    greet(&suite, began.elapsed());
    let failure = tokio::select! {
        () = stop.triggered() => None,
        error = suite.failed() => Some(error),
    };
    eprintln!("stopping: requests under way are finished, then the servers stop");
    let stopped = suite.stop().await;
    match failure {
        Some(error) => Err(error),
        None => stopped.inspect(|()| eprintln!("stopped; a second start finds its data again")),
    }
}

fn tell(spinner: &ProgressBar, step: &str) {
    if spinner.is_hidden() {
        eprintln!("starting: {step}");
    } else {
        spinner.set_message(format!("starting: {step}"));
    }
}

fn greet(suite: &Suite, took: Duration) {
    let file = suite.file();
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_header(["service", "address", ""]);
    for (service, address) in &file.services {
        table.add_row([service.as_str(), address, "gRPC, reflection, health"]);
    }
    table.add_row([
        "Postgres",
        &without_password(&file.database_url),
        "one database per service",
    ]);
    table.add_row(["NATS", &without_password(&file.nats_url), "JetStream"]);
    println!("{table}");
    println!("data        {}", suite.data().display());
    match (suite.clock().is_standing(), suite.later_than_asked()) {
        (true, Some(later)) => println!(
            "legal date  {later}, where this data's clock stood: it never goes back (other --data starts afresh)"
        ),
        (true, None) => println!(
            "legal date  {}, standing: `{} clock advance DATE --data {}` moves it",
            suite.clock().today(),
            program().display(),
            suite.data().display()
        ),
        (false, _) => println!("legal date  {}, the machine's", suite.clock().today()),
    }
    println!(
        "token       {} token --data {} --tenant 440703 --role registrar",
        program().display(),
        suite.data().display()
    );
    println!("ready in {:.1} s; Ctrl-C stops it", took.as_secs_f64());
}

/// This program by its path: nothing says that PATH leads to it.
fn program() -> PathBuf {
    std::env::current_exe().unwrap_or_else(|_| PathBuf::from("kezhuan"))
}

/// Addresses are printed, passwords are not.
fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://{place}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn printed_addresses_hold_no_password() {
        assert_eq!(
            without_password("postgres://admin:s3cret@127.0.0.1:5432/postgres"),
            "postgres://127.0.0.1:5432/postgres"
        );
        assert_eq!(
            without_password("nats://127.0.0.1:4222"),
            "nats://127.0.0.1:4222"
        );
    }
}
