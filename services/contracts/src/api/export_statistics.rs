//! The statistical return of a period as a file, streamed.
use kezhuan_auth::{Caller, Reach};
use kezhuan_law::money;
use kezhuan_protocol::contracts::v1::{ExportStatisticsRequest, ExportStatisticsResponse};
use rust_xlsxwriter::{Format, Workbook};

use super::convert_claim::not_a_date;
use super::{Chunks, ContractsApi};
use crate::domain::statistics::{self, COLUMNS, Cell, Period, Row, Titles, Totals};
use crate::error::Error;
use crate::store::statistics as store;

const CHUNK_BYTES: usize = 256 * 1024;
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
    file.write_record(sum_line(statistics::totals(rows)))?;
    file.into_inner().map_err(|error| error.into_error().into())
}

fn xlsx(rows: &[Row]) -> Result<Vec<u8>, anyhow::Error> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    let bold = Format::new().set_bold();
    for (column, heading) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, heading.zh, &bold)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row.cells()) {
            sheet.write_string(line, column, text(&cell))?;
        }
    }
    let last = u32::try_from(rows.len())?.saturating_add(1);
    for (column, cell) in (0_u16..).zip(sum_line(statistics::totals(rows))) {
        sheet.write_string_with_format(last, column, cell, &bold)?;
    }
    Ok(book.save_to_buffer()?)
}

/// Amounts stay text with two decimals: no float comes near them. A text that a spreadsheet would
/// run as a formula gets an apostrophe first.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            format!("'{text}")
        }
        Cell::Text(text) | Cell::Wan(text) => text.clone(),
        Cell::Date(date) => date.to_string(),
    }
}

/// Sums are made in fen and converted once.
fn sum_line(totals: Totals) -> Vec<String> {
    let cell = |heading: &str| match heading {
        "line" => "合计".to_owned(),
        "contract_number" => totals.contracts.to_string(),
        "total_wan" => money::wan(totals.total_fen),
        "technical_wan" => money::wan(totals.technical_fen),
        _ => String::new(),
    };
    COLUMNS.iter().map(|column| cell(column.en)).collect()
}
