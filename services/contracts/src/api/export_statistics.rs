//! The statistical return of a period as a file, streamed.
use chrono::{Datelike, NaiveDate};
use kezhuan_auth::{Caller, Reach};
use kezhuan_law::money;
use kezhuan_protocol::contracts::v1::{ExportStatisticsRequest, ExportStatisticsResponse};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::convert_claim::not_a_date;
use super::{Chunks, ContractsApi};
use crate::domain::statistics::{self, COLUMNS, Cell, Period, Row, Titles, Totals};
use crate::error::Error;
use crate::store::statistics as store;

const CHUNK_BYTES: usize = 256 * 1024;
const FEN_PER_WAN: f64 = 1_000_000.0;
/// Ten trillion yuan: the first amount whose fen need more than 15 digits.
const FEN_OF_A_SHEET: i128 = 1_000_000_000_000_000;
const WAN_FORMAT: &str = "#,##0.00";
/// Excel reads a CSV as UTF-8 only with this mark.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ExportStatisticsRequest,
) -> Result<Chunks<ExportStatisticsResponse>, Error> {
    let period = Period {
        start: input
            .period_start
            .parse()
            .map_err(|_| not_a_date("period_start"))?,
        end: input
            .period_end
            .parse()
            .map_err(|_| not_a_date("period_end"))?,
    };
    if period.end < period.start {
        let (zh, en) = ("截止日期早于开始日期", "the period ends before it starts");
        return Err(Error::field("period_end", "PERIOD_INVALID", zh, en));
    }
    let written = match input.format.as_str() {
        "CSV" => csv,
        "XLSX" => xlsx,
        _ => {
            return Err(Error::field(
                "format",
                "FORMAT_UNKNOWN",
                "应为 CSV 或 XLSX",
                "CSV or XLSX",
            ));
        }
    };
    // Only the office that files the return sees single titles.
    let titles = if caller.reach() == Reach::Own {
        Titles::Shown
    } else {
        Titles::Withheld
    };
    let entries = api
        .database
        .read(&caller, async |connection| {
            store::entries(connection, period).await
        })
        .await?;
    let file =
        tokio::task::spawn_blocking(move || written(&statistics::rows(&entries, period, titles)));
    let file = bytes::Bytes::from(file.await.map_err(anyhow::Error::from)??);
    let chunks = (0..file.len()).step_by(CHUNK_BYTES).map(move |from| {
        let chunk = file
            .slice(from..file.len().min(from + CHUNK_BYTES))
            .to_vec();
        Ok(ExportStatisticsResponse { chunk })
    });
    Ok(Box::pin(futures::stream::iter(chunks)))
}

fn csv(rows: &[Row]) -> Result<Vec<u8>, anyhow::Error> {
    let mut file = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    file.write_record(COLUMNS.iter().map(|column| column.zh))?;
    for row in rows {
        file.write_record(row.cells().iter().map(text))?;
    }
    file.write_record(
        sum_line(statistics::totals(rows))
            .iter()
            .map(|sum| match sum {
                Sum::Words(words) => (*words).to_owned(),
                Sum::Count(count) => count.to_string(),
                Sum::Wan(fen) => money::wan(*fen),
            }),
    )?;
    file.into_inner().map_err(|error| error.into_error().into())
}

/// A text that a spreadsheet would run as a formula gets an apostrophe first.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            format!("'{text}")
        }
        Cell::Text(text) => text.clone(),
        Cell::Wan(amount) => money::wan(amount.get()),
        Cell::Date(date) => date.to_string(),
    }
}

fn xlsx(rows: &[Row]) -> Result<Vec<u8>, anyhow::Error> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    let bold = Format::new().set_bold();
    let (day, wan) = (
        Format::new().set_num_format("yyyy-mm-dd"),
        Format::new().set_num_format(WAN_FORMAT),
    );
    for (column, heading) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, heading.zh, &bold)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row.cells()) {
            match &cell {
                Cell::Text(_) => sheet.write_string(line, column, text(&cell))?,
                Cell::Date(date) => write_day(sheet, (line, column), *date, &day)?,
                Cell::Wan(amount) => write_wan(sheet, (line, column), amount.get(), &wan)?,
            };
        }
    }
    let last = u32::try_from(rows.len())?.saturating_add(1);
    let bold_wan = bold.clone().set_num_format(WAN_FORMAT);
    for (column, sum) in (0_u16..).zip(sum_line(statistics::totals(rows))) {
        match sum {
            Sum::Words(words) => sheet.write_string_with_format(last, column, words, &bold)?,
            Sum::Count(count) => {
                sheet.write_number_with_format(last, column, count as f64, &bold)?
            }
            Sum::Wan(fen) => write_wan(sheet, (last, column), fen, &bold_wan)?,
        };
    }
    Ok(book.save_to_buffer()?)
}

/// A date that sorts and filters as one. Sheets know none before 1900: such a day is written as text.
fn write_day<'s>(
    sheet: &'s mut Worksheet,
    (line, column): (u32, u16),
    date: NaiveDate,
    format: &Format,
) -> Result<&'s mut Worksheet, XlsxError> {
    let parts = (
        u16::try_from(date.year()),
        u8::try_from(date.month()),
        u8::try_from(date.day()),
    );
    if let (Ok(year), Ok(month), Ok(day)) = parts
        && let Ok(known) = ExcelDateTime::from_ymd(year, month, day)
    {
        return sheet.write_datetime_with_format(line, column, &known, format);
    }
    sheet.write_string_with_format(line, column, date.to_string(), format)
}

/// An amount as a number that shows two decimals and holds every fen, so that a sheet's own sum is right. A sheet
/// keeps 15 digits: enough for the fen of anything below ten trillion yuan. What is larger is written as text.
fn write_wan<'s>(
    sheet: &'s mut Worksheet,
    (line, column): (u32, u16),
    fen: impl Into<i128>,
    format: &Format,
) -> Result<&'s mut Worksheet, XlsxError> {
    let fen = fen.into();
    if fen.abs() >= FEN_OF_A_SHEET {
        return sheet.write_string_with_format(line, column, money::wan(fen), format);
    }
    sheet.write_number_with_format(line, column, fen as f64 / FEN_PER_WAN, format)
}

/// One cell of the line of sums.
enum Sum {
    Words(&'static str),
    Count(i64),
    /// In fen: sums are made so, and converted once.
    Wan(i128),
}

fn sum_line(totals: Totals) -> Vec<Sum> {
    let cell = |heading: &str| match heading {
        "line" => Sum::Words("合计"),
        "contract_number" => Sum::Count(totals.contracts),
        "total_wan" => Sum::Wan(totals.total_fen),
        "technical_wan" => Sum::Wan(totals.technical_fen),
        _ => Sum::Words(""),
    };
    COLUMNS.iter().map(|column| cell(column.en)).collect()
}
