//! The rows of a CSV or XLSX file, one at a time: memory does not grow with the file.
mod csv_file;
mod encoding;
mod xlsx_file;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::cell::Cell;
use super::field::Sheet;
use super::header::{self, Columns, HeaderProblem, ROWS_BEFORE_HEADERS_MAX};
use super::reading;

/// One row below the headers.
#[derive(Debug)]
pub struct Row {
    /// As a sheet program shows it, from 1.
    pub number: u64,
    pub cells: Vec<Cell>,
    /// How much of the file's extent is behind us.
    pub done: u64,
}

/// What a reader tells as it goes on.
#[derive(Debug)]
pub enum Step {
    /// Once, first: the columns, and the extent that `done` counts up to.
    Columns {
        columns: Columns,
        extent: u64,
    },
    Row(Row),
}

/// Why a file can't be read. Nothing of it was imported.
#[derive(Debug, thiserror::Error)]
pub enum TableProblem {
    #[error("无法打开文件 · can't open {}: {source}", path.display())]
    Open {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(
        "{} 不是 .csv 或 .xlsx 文件；请在表格软件中另存为其中一种 · is neither .csv nor .xlsx: save it as one of them",
        .0.display()
    )]
    Kind(PathBuf),
    #[error("文件编码为 UTF-16；请另存为“CSV UTF-8” · the file is UTF-16: save it as CSV UTF-8")]
    Utf16,
    #[error("{place}: {problem}")]
    Headers {
        place: String,
        problem: HeaderProblem,
    },
    #[error(
        "第 {row} 行附近损坏 · damaged near row {row}: {cause}\n  请在表格软件中打开并重新保存 · open it in a sheet program and save it again"
    )]
    Damaged { row: u64, cause: String },
}

/// The most columns a table can sensibly have.
const COLUMNS_MAX: usize = 512;

/// Reads a file and hands over its columns, then row after row, until the end or until `take` breaks.
pub fn read(
    path: &Path,
    sheet: &'static Sheet,
    take: impl FnMut(Step) -> ControlFlow<()>,
) -> Result<(), TableProblem> {
    let kind = path
        .extension()
        .and_then(|kind| kind.to_str())
        .map(str::to_ascii_lowercase);
    match kind.as_deref() {
        Some("csv" | "txt") => csv_file::read(path, sheet, take),
        Some("xlsx" | "xlsm") => xlsx_file::read(path, sheet, take),
        _ => Err(TableProblem::Kind(path.to_owned())),
    }
}

/// Finds the headers among the first rows and hands on what follows.
struct Headed<F> {
    sheet: &'static Sheet,
    take: F,
    /// File or sheet, for messages.
    place: String,
    extent: u64,
    rows_before: usize,
    found: bool,
}

impl<F: FnMut(Step) -> ControlFlow<()>> Headed<F> {
    fn new(sheet: &'static Sheet, (place, extent): (String, u64), take: F) -> Headed<F> {
        Headed {
            sheet,
            take,
            place,
            extent,
            rows_before: 0,
            found: false,
        }
    }

    fn push(&mut self, row: Row) -> Result<ControlFlow<()>, TableProblem> {
        if reading::is_blank(&row.cells) {
            return Ok(ControlFlow::Continue(()));
        }
        if self.found {
            return Ok((self.take)(Step::Row(row)));
        }
        if header::is_header(self.sheet, &row.cells) {
            let columns =
                Columns::read(self.sheet, &row.cells).map_err(|problem| self.headers(problem))?;
            self.found = true;
            return Ok((self.take)(Step::Columns {
                columns,
                extent: self.extent,
            }));
        }
        self.rows_before += 1;
        if self.rows_before > ROWS_BEFORE_HEADERS_MAX {
            return Err(self.not_found());
        }
        Ok(ControlFlow::Continue(()))
    }

    fn end(self) -> Result<(), TableProblem> {
        if self.found {
            Ok(())
        } else {
            Err(self.not_found())
        }
    }

    fn not_found(&self) -> TableProblem {
        self.headers(HeaderProblem::NotFound {
            rows: self.rows_before,
            known: self.sheet.known(),
            template: self.sheet.template,
        })
    }

    fn headers(&self, problem: HeaderProblem) -> TableProblem {
        TableProblem::Headers {
            place: self.place.clone(),
            problem,
        }
    }
}
