//! CSV: comma, semicolon or tab; quoted or not; UTF-8 (with or without BOM) or GB18030.
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::Path;

use super::{COLUMNS_MAX, Headed, Row, Step, TableProblem, encoding};
use crate::sheet_import::cell::Cell;
use crate::sheet_import::field::Sheet;

pub fn read(
    path: &Path,
    layout: &'static Sheet,
    take: impl FnMut(Step) -> ControlFlow<()>,
) -> Result<(), TableProblem> {
    let open = |source| TableProblem::Open {
        path: path.to_owned(),
        source,
    };
    let encoding = encoding::detect(path)?;
    let file = File::open(path).map_err(open)?;
    let extent = file.metadata().map_err(open)?.len();
    let mut source = BufReader::new(file);
    let delimiter = delimiter(source.fill_buf().map_err(open)?);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        // Lines are counted at \n; the \r before it is trimmed with the last cell.
        .terminator(csv::Terminator::Any(b'\n'))
        .from_reader(source);
    let place = format!("文件 · file {}", path.display());
    let mut headed = Headed::new(layout, (place, extent), take);
    let mut record = csv::ByteRecord::new();
    loop {
        let number = reader.position().line();
        let more = reader
            .read_byte_record(&mut record)
            .map_err(|error| TableProblem::Damaged {
                row: number,
                cause: error.to_string(),
            })?;
        if !more {
            return headed.end();
        }
        let number = record.position().map_or(number, csv::Position::line);
        // Separators are ASCII in both encodings, so fields are decoded one by one.
        let cells = record
            .iter()
            .take(COLUMNS_MAX)
            .map(|field| Cell::of_text(&encoding.decode(field).0))
            .collect();
        if headed
            .push(Row {
                number,
                cells,
                done: reader.position().byte(),
            })?
            .is_break()
        {
            return Ok(());
        }
    }
}

/// The separator that the first line has most of.
fn delimiter(start: &[u8]) -> u8 {
    let line = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |candidate: u8| line.iter().filter(|byte| **byte == candidate).count();
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|candidate| count(*candidate))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_seen_in_the_first_line() {
        for (text, separator) in [
            ("a,b,c\n1;2", b','),
            ("a;b;c", b';'),
            ("a\tb\tc", b'\t'),
            ("a", b','),
            ("", b','),
        ] {
            assert_eq!(delimiter(text.as_bytes()), separator, "{text:?}");
        }
    }
}
