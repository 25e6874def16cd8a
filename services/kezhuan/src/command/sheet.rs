//! What commands about tables have alike: who imports, which file is written, and what is printed at the end.
use std::path::{Path, PathBuf};

use clap::Args;
use comfy_table::{Table, presets};
use kezhuan_auth::Role;
use kezhuan_runtime::Shutdown;

use super::DataFolder;
use super::reader::Reader;
use super::who::{Who, role};
use crate::office_sheets::Manner;
use crate::sheet_import::Outcome;
use crate::sheet_import::cell::Cell;
use crate::sheet_import::field::Sheet;
use crate::sheet_import::template::{self, FileKind};
use crate::suite::Clients;

/// Years that a table can tell of.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;

/// A table to write.
#[derive(Args)]
pub struct NewFile {
    /// 要写的文件，.csv 或 .xlsx；已存在的不会被覆盖 · File to write, .csv or .xlsx; one that exists is kept
    file: PathBuf,
    /// 文件格式，须与扩展名一致，可不填 · What the file's ending says; may be left out
    #[arg(long)]
    format: Option<FileKind>,
}

impl NewFile {
    /// Writes the table, and says where.
    pub fn write(&self, sheet: &Sheet, rows: &[Vec<Cell>]) -> anyhow::Result<()> {
        let kind = FileKind::of(&self.file, self.format)?;
        template::write(&self.file, kind, sheet, rows)?;
        println!("{}", self.file.display());
        Ok(())
    }

    /// Writes what came of the suite, and says how much and where. An empty table would be taken for all there is.
    pub fn export(&self, sheet: &Sheet, rows: &[Vec<Cell>], reader: &Reader) -> anyhow::Result<()> {
        anyhow::ensure!(
            !rows.is_empty(),
            "没有可导出的数据，未写文件：所选范围内没有，或不属于账号 {who}；请核对选项，或用 --organisation、--tenant、--role 换账号 · nothing to export, so no file was written: there is none, or it is not for {who} to see: check the options, or give another account by --organisation, --tenant and --role",
            who = reader.described()
        );
        self.write(sheet, rows)?;
        println!("已导出 exported: rows={}", rows.len());
        Ok(())
    }
}

/// Who imports a table: somebody of the organisation that runs the carrier or the base.
#[derive(Args)]
pub struct Importer {
    /// 要导入的文件，.csv 或 .xlsx · File to import, .csv or .xlsx
    file: PathBuf,
    /// 导入身份：carrier_op，高校自办的为 college_tto · Role to import as: carrier_op, or college_tto for a college's own
    #[arg(long, value_name = "ROLE", default_value = "carrier_op", value_parser = importing)]
    role: Role,
    /// 同时办理的行数 · Rows on their way at once
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    at_once: u8,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    data: DataFolder,
}

impl Importer {
    /// Who imports, on the suite's legal date.
    pub async fn manner(&self) -> anyhow::Result<Manner> {
        anyhow::ensure!(
            self.who.organisation.is_some(),
            "为哪个机构导入？请用 --organisation 指定运营该载体或基地的机构 · for whom? give --organisation ID, the one that runs the carrier or the base"
        );
        let session = Clients::of(&self.data.folder)?.session(&self.who.with(&[self.role]))?;
        Ok(Manner {
            today: session.legal_date().await?,
            session,
            organisation: self.who.organisation(),
            at_once_max: self.at_once.into(),
            stop: Shutdown::on_signals()?,
        })
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }
}

/// A role of those who run carriers and bases: with another every row would be refused.
fn importing(text: &str) -> Result<Role, String> {
    match role(text)? {
        runs @ (Role::CarrierOp | Role::CollegeTto | Role::Applicant) => Ok(runs),
        _ => Err(format!(
            "{text} 不能导入；请以运营机构的身份：carrier_op、college_tto 或 applicant · {text} can't import: take carrier_op, college_tto or applicant, of the organisation that runs it"
        )),
    }
}

/// A calendar year of four digits.
pub fn year(text: &str) -> Result<i32, String> {
    let is_whole = text.len() == 4 && text.bytes().all(|digit| digit.is_ascii_digit());
    let year = text
        .parse::<i32>()
        .ok()
        .filter(|year| is_whole && YEARS.contains(year));
    year.ok_or_else(|| {
        format!(
            "年度应为四位数字，在 {least} 至 {most} 之间，如 2025 · a year has four digits, {least} to {most}, such as 2025",
            least = YEARS.start(),
            most = YEARS.end()
        )
    })
}

/// Prints what became of a file; true when nothing was wrong. `done` is what became of its good rows.
pub fn tell(outcome: &Outcome, done: &str) -> bool {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_header(["", "行 rows"]);
    table.add_row([done, &outcome.good.to_string()]);
    table.add_row(["有问题 bad", &outcome.bad.to_string()]);
    for (code, count) in &outcome.problems {
        table.add_row([&format!("  {code}"), &count.to_string()]);
    }
    println!("{table}");
    if let Some(report) = &outcome.report {
        println!(
            "有问题的行及处理办法见 · bad rows and what to do: {}",
            report.display()
        );
    }
    if let Some(row) = outcome.stopped_after {
        println!(
            "在第 {row} 行之后停止；再次运行同一命令即可继续 · stopped after row {row}; run the same command again to go on"
        );
    }
    outcome.bad == 0 && outcome.stopped_after.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_four_digits() {
        assert_eq!(year("2025"), Ok(2025));
        for wrong in ["24", "02025", "1999", "2100", "", "-2025", "二〇二五"] {
            assert!(year(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn who_runs_nothing_imports_nothing() {
        assert_eq!(importing("carrier_op"), Ok(Role::CarrierOp));
        assert!(importing("county_stb").is_err_and(|told| told.contains("carrier_op")));
    }
}
