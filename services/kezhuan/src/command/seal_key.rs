//! `kezhuan seal-key`: the public key of a service's sealed log, for an operator to hand out.
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use kezhuan_protocol::seal::v1::GetSealingKeyRequest;

use super::decision::write;
use super::reader::Reader;
use crate::refusal;
use crate::suite::SERVICES;

/// What `kezhuan seal-key` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// The service
    #[arg(value_parser = PossibleValuesParser::new(SERVICES.iter().map(|service| service.name)))]
    service: String,
    /// PEM file to write; standard output when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    reader: Reader,
}

/// Writes the key.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut client = arguments.reader.session()?.seal(&arguments.service)?;
    let key = client.get_sealing_key(GetSealingKeyRequest {}).await;
    let key = key.map_err(refusal::readable)?.into_inner();
    eprintln!("key {} of {}", key.key_id, key.service);
    write(arguments.out.as_deref(), &key.public_key_pem)
}
