//! `kezhuan agriculture`: trials of bases, and the farmers that extension reaches, as tables, in and out.
use clap::Args;

use super::reader::Reader;
use super::sheet::{Importer, NewFile, tell};
use crate::office_sheets::{farmers, trials};
use crate::suite::Session;

/// What can be done with bases' tables.
#[derive(clap::Subcommand)]
pub enum Command {
    /// 写出空白的导入模板 · Write an empty table to fill in
    #[command(subcommand)]
    Template(TemplateOf),
    /// 导入表格 · Import a table (.csv or .xlsx)
    ///
    /// 中断后重复导入无妨：已办理的不会重复办理。有问题的行不作任何改动，列在 FILE.report.csv 中，含行、列、问题和处理办法；在原文件中改正后再次导入即可。
    ///
    /// Interrupting and repeating does no harm: what the service has already is not done again. Bad rows change nothing, and
    /// are listed in FILE.report.csv with row, field, problem and what to do; correct them in the same file and import it
    /// again.
    #[command(subcommand)]
    Import(ImportOf),
    /// 按导入的格式导出系统中的数据 · Write what the service has as the table it is imported by
    #[command(subcommand)]
    Export(ExportOf),
}

/// Tables to fill in.
#[derive(clap::Subcommand)]
pub enum TemplateOf {
    /// 品种试验，每个小区一行 · Trials, a row for each plot
    Trials(NewFile),
    /// 推广农户地块 · Farmers' plots that an extension reaches
    Farmers(NewFile),
}

/// Tables to import.
#[derive(clap::Subcommand)]
pub enum ImportOf {
    /// 品种试验：按表中所填立项、播种、收获；同一试验各行一起导入或都不导入 · Trials: planned, sown and harvested as far as their rows say; the rows of one trial go in together or not at all
    Trials {
        #[command(flatten)]
        importer: Importer,
        /// 试验所在基地 bases/… · Base they stand on, bases/…
        #[arg(long, value_name = "NAME")]
        base: String,
    },
    /// 推广农户地块；同一地块一季只计一次 · Farmers' plots; a plot counts once in a season, whoever reports it
    Farmers {
        #[command(flatten)]
        importer: Importer,
        #[command(flatten)]
        of: OfExtension,
    },
}

/// Tables to export.
#[derive(clap::Subcommand)]
pub enum ExportOf {
    /// 品种试验，每个小区一行 · Trials, a row for each plot
    Trials {
        #[command(flatten)]
        file: NewFile,
        /// 只导出该基地 bases/… · Of this base alone, bases/…
        #[arg(long, value_name = "NAME")]
        base: Option<String>,
        /// 只导出该造季，如 2025-E · Of this season alone, such as 2025-E
        #[arg(long)]
        season: Option<String>,
        #[command(flatten)]
        reader: Reader,
    },
    /// 计入推广的农户地块；姓名只保留首字 · Farmers' plots that count; of a name the first character is kept
    Farmers {
        #[command(flatten)]
        file: NewFile,
        #[command(flatten)]
        of: OfExtension,
        #[command(flatten)]
        reader: Reader,
    },
}

/// The extension that farmers' plots are recorded in.
#[derive(Args)]
pub struct OfExtension {
    /// 推广所属基地 bases/… · Base whose extension it is, bases/…
    #[arg(
        long,
        value_name = "NAME",
        requires = "season",
        required_unless_present = "extension"
    )]
    base: Option<String>,
    /// 推广造季，如 2025-L · Season it reaches, such as 2025-L
    #[arg(long, requires = "base")]
    season: Option<String>,
    /// 推广记录 extensions/…，基地本季有多条时用 · The extension itself, extensions/…, where the base has several in the season
    #[arg(long, value_name = "NAME", conflicts_with_all = ["base", "season"])]
    extension: Option<String>,
}

impl OfExtension {
    async fn name(&self, session: &Session) -> anyhow::Result<String> {
        match (&self.extension, &self.base, &self.season) {
            (Some(extension), _, _) => Ok(extension.clone()),
            (None, Some(base), Some(season)) => farmers::extension_of(session, base, season).await,
            (None, _, _) => anyhow::bail!(
                "请用 --base 和 --season，或用 --extension · give --base and --season, or --extension"
            ),
        }
    }
}

/// True when nothing was wrong.
pub async fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Template(TemplateOf::Trials(file)) => {
            file.write(trials::sheet(), &[]).map(|()| true)
        }
        Command::Template(TemplateOf::Farmers(file)) => {
            file.write(farmers::sheet(), &[]).map(|()| true)
        }
        Command::Import(of) => import(of).await,
        Command::Export(of) => export(of).await.map(|()| true),
    }
}

async fn import(of: ImportOf) -> anyhow::Result<bool> {
    match of {
        ImportOf::Trials { importer, base } => {
            let manner = importer.manner().await?;
            let outcome = trials::import(importer.file(), &manner, &base).await?;
            Ok(tell(&outcome, trials::DONE))
        }
        ImportOf::Farmers { importer, of } => {
            let manner = importer.manner().await?;
            let extension = of.name(&manner.session).await?;
            let outcome = farmers::import(importer.file(), &manner, &extension).await?;
            Ok(tell(&outcome, farmers::DONE))
        }
    }
}

async fn export(of: ExportOf) -> anyhow::Result<()> {
    match of {
        ExportOf::Trials {
            file,
            base,
            season,
            reader,
        } => {
            let session = reader.session()?;
            let rows = trials::export(&session, base.as_deref(), season.as_deref()).await?;
            file.export(trials::sheet(), &rows, &reader)
        }
        ExportOf::Farmers { file, of, reader } => {
            let session = reader.session()?;
            let extension = of.name(&session).await?;
            let rows = farmers::export(&session, &extension).await?;
            file.export(farmers::sheet(), &rows, &reader)
        }
    }
}
