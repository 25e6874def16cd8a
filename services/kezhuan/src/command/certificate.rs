//! `kezhuan certificate`: a development certificate, believed only by a suite that believes this authority.
use std::path::PathBuf;

use anyhow::Context;
use kezhuan_auth::DevelopmentAuthority;

use super::DataFolder;
use crate::suite::SuiteFile;

/// What `kezhuan certificate` takes.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    whose: Whose,
    /// Days from today on which it is good
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=825))]
    days: u64,
    /// Folder for NAME.pem, NAME-key.pem and the authority's certificate
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    #[command(flatten)]
    data: DataFolder,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Whose {
    /// A bank's systems, by the bank's organisation; it may hold several certificates at a time
    #[arg(long, value_name = "ORGANISATION")]
    bank: Option<String>,
    /// A service of the suite
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// A server on this machine
    #[arg(long)]
    server: bool,
}

/// Writes the files and says where they are.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let suite = SuiteFile::read(&arguments.data.folder)?;
    let authority = DevelopmentAuthority::create_or_load(&suite.keys)?;
    let (name, credential) = match &arguments.whose {
        Whose {
            bank: Some(bank), ..
        } => (bank.as_str(), authority.bank(bank, arguments.days)?),
        Whose {
            service: Some(service),
            ..
        } => (
            service.as_str(),
            authority.service(service, arguments.days)?,
        ),
        Whose { server: true, .. } => ("server", authority.server(arguments.days)?),
        Whose { .. } => anyhow::bail!("whose? give --bank, --service or --server"),
    };
    // A name becomes a file name.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    anyhow::ensure!(
        !name.is_empty() && !name.starts_with('.') && name.bytes().all(plain),
        "{name:?} can't stand in a certificate: letters, digits, dots, dashes and underscores only"
    );
    let out = &arguments.out;
    std::fs::create_dir_all(out).with_context(|| format!("can't make {}", out.display()))?;
    let [certificate, key] = credential.write(out, name)?;
    let believed = out.join("authority.pem");
    if authority.certificate_file() != believed {
        std::fs::copy(authority.certificate_file(), &believed)?;
    }
    for file in [certificate, key, believed] {
        println!("{}", file.display());
    }
    eprintln!("fingerprint {}", credential.fingerprint()?);
    Ok(())
}
