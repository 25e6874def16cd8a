//! `kezhuan contracts`: an office's table in, its template out, what is left of its programmes, and their close.
mod close;
mod programmes;

use std::path::PathBuf;

use clap::ValueEnum;
use kezhuan_auth::Role;
use kezhuan_runtime::Shutdown;

use super::DataFolder;
use super::sheet::{NewFile, tell};
use super::who::Who;
use crate::contract_import::{self, Manner};
use crate::suite::Clients;

/// What can be done with contracts.
#[derive(clap::Subcommand)]
pub enum Command {
    /// 写出空白的导入模板 · Write an empty table to fill in
    Template(NewFile),
    /// 导入表格：每个无误的行成为一份已提交的合同 · Import a table (.csv or .xlsx): every good row becomes a submitted contract
    ///
    /// 中断后重复导入无妨：以合同编号（没有编号的以内容）识别，已申报的不会重复申报。有问题的行列在 FILE.report.csv 中，含行、列、问题和处理办法；在原文件中改正后再次导入即可。
    ///
    /// Interrupting and repeating does no harm, however much later: a paper is known by its 合同编号, a row
    /// without one by its content, and one that was filed is not filed again unless it was withdrawn or
    /// lapsed, or was refused and has other content now. Bad rows are listed in FILE.report.csv with row,
    /// field, problem and what to do; correct them in the same file and import it again.
    Import {
        /// 要导入的文件，.csv 或 .xlsx · File to import, .csv or .xlsx
        file: PathBuf,
        /// 导入身份：窗口为 service_point（--tenant），企业为 applicant（--organisation） · Role to import as: service_point for an office (--tenant), applicant for an enterprise (--organisation)
        #[arg(long)]
        role: Option<ImportRole>,
        /// 同时办理的合同数 · Contracts on their way at once
        #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u8).range(1..=64))]
        at_once: u8,
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        data: DataFolder,
    },
    /// 各县区项目的余额，以及按本年进度用完的日期 · What is left of a county's programmes, and the day each runs out at the pace of the year so far
    Programmes {
        /// Only this year
        #[arg(long, default_value_t = 0, hide_default_value = true)]
        year: i32,
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        data: DataFolder,
    },
    /// 按比例分配的项目年度中各申请可分得的金额；给出 --shares 和 --reason 时据此关闭 · What waiting claims would share of a prorated programme-year; with --shares and --reason, closes it so
    CloseProgramme(close::Arguments),
}

/// Who may file contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum ImportRole {
    Applicant,
    ServicePoint,
}

/// True when nothing was wrong.
pub async fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Template(file) => {
            file.write(contract_import::sheet(), &[])?;
            Ok(true)
        }
        Command::Import {
            file,
            role,
            at_once,
            who,
            data,
        } => {
            anyhow::ensure!(
                who.tenant.is_some() || who.organisation.is_some(),
                "为谁导入？窗口用 --tenant 440703，企业用 --organisation · for whom? give --tenant 440703 (an office) or --organisation ID (an enterprise)"
            );
            let role = role.unwrap_or(if who.tenant.is_some() {
                ImportRole::ServicePoint
            } else {
                ImportRole::Applicant
            });
            let person = match role {
                ImportRole::Applicant => who.with(&[Role::Applicant]),
                ImportRole::ServicePoint => who.with(&[Role::ServicePoint]),
            };
            let session = Clients::of(&data.folder)?.session(&person)?;
            let manner = Manner {
                today: session.legal_date().await?,
                session,
                organisation: who.organisation(),
                may_withdraw: role == ImportRole::Applicant,
                at_once_max: at_once.into(),
                stop: Shutdown::on_signals()?,
            };
            let outcome = contract_import::import(&file, &manner).await?;
            Ok(tell(&outcome, contract_import::DONE))
        }
        Command::Programmes { year, who, data } => {
            let session = Clients::of(&data.folder)?.session(&who.with(&[Role::CountyStb]))?;
            programmes::show(&session, year).await?;
            Ok(true)
        }
        Command::CloseProgramme(arguments) => {
            close::run(arguments).await?;
            Ok(true)
        }
    }
}
