//! What commands about tables have alike: who imports, which file is written, and what is printed at the end.
use std::path::{Path, PathBuf};

use clap::Args;
use comfy_table::{Table, presets};
use kezhuan_auth::Role;
use kezhuan_runtime::Shutdown;

use super::DataFolder;
use super::who::{Who, role};
use crate::office_sheets::Manner;
use crate::sheet_import::Outcome;
use crate::sheet_import::cell::Cell;
use crate::sheet_import::field::Sheet;
use crate::sheet_import::template::{self, FileKind};
use crate::suite::Clients;

/// A table to write.
#[derive(Args)]
pub struct NewFile {
    /// File to write; one that exists is kept
    file: PathBuf,
    /// By the file's ending when left out
    #[arg(long)]
    format: Option<FileKind>,
}

impl NewFile {
    /// Writes the table, and says where.
    pub fn write(&self, sheet: &Sheet, rows: &[Vec<Cell>]) -> anyhow::Result<()> {
        let kind = FileKind::of(&self.file, self.format);
        template::write(&self.file, kind, sheet, rows)?;
        println!("{}", self.file.display());
        Ok(())
    }

    /// Writes what came of the suite, and says how much and where.
    pub fn export(&self, sheet: &Sheet, rows: &[Vec<Cell>]) -> anyhow::Result<()> {
        self.write(sheet, rows)?;
        println!("已导出 exported: rows={}", rows.len());
        Ok(())
    }
}

/// Who imports a table: somebody of the organisation that runs the carrier or the base.
#[derive(Args)]
pub struct Importer {
    /// .csv or .xlsx
    file: PathBuf,
    /// Role to import as: carrier_op, or college_tto for a college's own
    #[arg(long, value_name = "ROLE", default_value = "carrier_op", value_parser = role)]
    role: Role,
    /// Rows on their way at once
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
            "for whom? give --organisation ID, the one that runs the carrier or the base"
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

/// Prints what became of a file; true when nothing was wrong. `done` is what became of its good rows.
pub fn tell(outcome: &Outcome, done: &str) -> bool {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_header(["", "rows"]);
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
