//! `kezhuan incubation`: tenants and yearly returns of carriers as tables, in and out.
use super::reader::Reader;
use super::sheet::{Importer, NewFile, tell, year};
use crate::office_sheets::{returns, tenants};

/// What can be done with carriers' tables.
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
    /// 载体的在孵企业 · Tenants of a carrier
    Tenants(NewFile),
    /// 统计年报；带 --return 的填好系统数据 · Yearly returns; with --return, with what the service knows
    Returns {
        #[command(flatten)]
        file: NewFile,
        /// 要填报的报表 torchReturns/…，可多次给出 · Return to fill in, torchReturns/…; may be given several times
        #[arg(long = "return", value_name = "NAME")]
        returns: Vec<String>,
        #[command(flatten)]
        reader: Reader,
    },
}

/// Tables to import.
#[derive(clap::Subcommand)]
pub enum ImportOf {
    /// 在孵企业：申请、入驻并登记所填年度数据 · Tenants: applied for, admitted, and their year's figures where they are filled
    Tenants {
        #[command(flatten)]
        importer: Importer,
        /// 入驻的载体 carriers/… · Carrier they move into, carriers/…
        #[arg(long, value_name = "NAME")]
        carrier: String,
    },
    /// 统计年报，金额为千元；空白或未改的不填报 · Figures of yearly returns, money in thousand yuan; a cell that is empty or unchanged states nothing
    Returns(Importer),
}

/// Tables to export.
#[derive(clap::Subcommand)]
pub enum ExportOf {
    /// 在孵企业，每个年度一行 · Tenants, a row for each year on record
    Tenants {
        #[command(flatten)]
        file: NewFile,
        /// 只导出该载体 carriers/… · Of this carrier alone, carriers/…
        #[arg(long, value_name = "NAME")]
        carrier: Option<String>,
        #[command(flatten)]
        reader: Reader,
    },
    /// 统计年报，金额为千元，四舍五入 · Yearly returns, money in thousand yuan, half away from zero
    Returns {
        #[command(flatten)]
        file: NewFile,
        /// 报告年度 · Calendar year they tell of
        #[arg(long, value_name = "YYYY", value_parser = year)]
        year: i32,
        /// 只导出市级已验收的 · Those alone that the city has accepted
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
            file.export(tenants::sheet(), &rows, &reader)
        }
        ExportOf::Returns {
            file,
            year,
            accepted_only,
            reader,
        } => {
            let rows = returns::export(&reader.session()?, year, accepted_only).await?;
            file.export(returns::sheet(), &rows, &reader)
        }
    }
}
