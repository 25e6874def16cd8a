//! `kezhuan incubation`: tenants and yearly returns of carriers as tables, in and out.
use super::reader::Reader;
use super::sheet::{Importer, NewFile, tell};
use crate::office_sheets::{returns, tenants};

/// What can be done with carriers' tables.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Write an empty table to fill in (导入模板)
    #[command(subcommand)]
    Template(TemplateOf),
    /// Import a table (.csv or .xlsx)
    ///
    /// Interrupting and repeating does no harm: what the service has already is not done again. Bad rows change nothing, and
    /// are listed in FILE.report.csv with row, field, problem and what to do; correct them in the same file and import it
    /// again.
    #[command(subcommand)]
    Import(ImportOf),
    /// Write what the service has as the table it is imported by
    #[command(subcommand)]
    Export(ExportOf),
}

/// Tables to fill in.
#[derive(clap::Subcommand)]
pub enum TemplateOf {
    /// Tenants of a carrier
    Tenants(NewFile),
    /// Yearly returns; with --return, with what the service knows
    Returns {
        #[command(flatten)]
        file: NewFile,
        /// Return to fill in, torchReturns/…; may be given several times
        #[arg(long = "return", value_name = "NAME")]
        returns: Vec<String>,
        #[command(flatten)]
        reader: Reader,
    },
}

/// Tables to import.
#[derive(clap::Subcommand)]
pub enum ImportOf {
    /// Tenants: applied for, admitted, and their year's figures where they are filled
    Tenants {
        #[command(flatten)]
        importer: Importer,
        /// Carrier they move into, carriers/…
        #[arg(long, value_name = "NAME")]
        carrier: String,
    },
    /// Figures of yearly returns, money in thousand yuan; a cell that is empty or unchanged states nothing
    Returns(Importer),
}

/// Tables to export.
#[derive(clap::Subcommand)]
pub enum ExportOf {
    /// Tenants, a row for each year on record
    Tenants {
        #[command(flatten)]
        file: NewFile,
        /// Of this carrier alone, carriers/…
        #[arg(long, value_name = "NAME")]
        carrier: Option<String>,
        #[command(flatten)]
        reader: Reader,
    },
    /// Yearly returns, money in thousand yuan, half up
    Returns {
        #[command(flatten)]
        file: NewFile,
        /// Calendar year they tell of
        #[arg(long)]
        year: i32,
        /// Those alone that the city has accepted
        #[arg(long)]
        accepted_only: bool,
        #[command(flatten)]
        reader: Reader,
    },
}

/// True when nothing was wrong.
pub async fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Template(of) => template(of).await.map(|()| true),
        Command::Import(of) => import(of).await,
        Command::Export(of) => export(of).await.map(|()| true),
    }
}

async fn template(of: TemplateOf) -> anyhow::Result<()> {
    match of {
        TemplateOf::Tenants(file) => file.write(tenants::sheet(), &[]),
        TemplateOf::Returns {
            file,
            returns: names,
            reader,
        } => {
            let rows = match names.is_empty() {
                // Nothing is asked of a suite then.
                true => Vec::new(),
                false => returns::of_returns(&reader.session()?, &names).await?,
            };
            file.write(returns::sheet(), &rows)
        }
    }
}

async fn import(of: ImportOf) -> anyhow::Result<bool> {
    match of {
        ImportOf::Tenants { importer, carrier } => {
            let manner = importer.manner().await?;
            let outcome = tenants::import(importer.file(), &manner, &carrier).await?;
            Ok(tell(&outcome, tenants::DONE))
        }
        ImportOf::Returns(importer) => {
            let manner = importer.manner().await?;
            let outcome = returns::import(importer.file(), &manner).await?;
            Ok(tell(&outcome, returns::DONE))
        }
    }
}

async fn export(of: ExportOf) -> anyhow::Result<()> {
    match of {
        ExportOf::Tenants {
            file,
            carrier,
            reader,
        } => {
            let rows = tenants::export(&reader.session()?, carrier.as_deref()).await?;
            file.export(tenants::sheet(), &rows)
        }
        ExportOf::Returns {
            file,
            year,
            accepted_only,
            reader,
        } => {
            let rows = returns::export(&reader.session()?, year, accepted_only).await?;
            file.export(returns::sheet(), &rows)
        }
    }
}
