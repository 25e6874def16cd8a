//! `kezhuan receipt`: the proof that a row stands in a service's sealed log.
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;

use super::decision::write;
use super::reader::Reader;
use crate::proof::{Keeper, fetch};
use crate::suite::SERVICES;

/// What `kezhuan receipt` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Id of a decision or of an audit entry; or its name, as decisions/{uuid}
    #[arg(value_name = "ID")]
    id: String,
    /// Whose log; those of contracts, financing, incubation, agriculture and events in turn when left out
    #[arg(long, value_name = "NAME",
          value_parser = PossibleValuesParser::new(SERVICES.iter().map(|service| service.name)))]
    service: Option<String>,
    /// File to write; standard output when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    reader: Reader,
}

/// Writes the receipt.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let session = arguments.reader.session()?;
    let services = match &arguments.service {
        Some(service) => vec![service.as_str()],
        None => std::iter::once(fetch::SERVICE)
            .chain(Keeper::ALL.map(Keeper::service))
            .collect(),
    };
    let receipt = fetch::receipt(&session, &services, &arguments.id).await?;
    write(arguments.out.as_deref(), &receipt.to_text()?)
}
