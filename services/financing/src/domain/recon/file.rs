//! A bank's file of a day (CSV, RFC 4180, UTF-8): read whole, or refused with the line that is wrong.
use csv::{ReaderBuilder, StringRecord};
use kezhuan_law::Fen;

use super::batch::held;
use super::{Line, Trailer};
use crate::domain::biz_no::BizNo;
use crate::domain::refused::Refused;

/// Bytes of a file at most.
pub const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// The columns, as the first record names them.
pub const COLUMNS: [&str; 3] = ["biz_no", "amount_fen", "status"];
/// What the last record begins with.
pub const TRAILER: &str = "TRAILER";
/// What can have become of an instruction.
const STATUSES: [&str; 2] = ["DONE", "REFUSED"];

/// The lines of a file, and what it says of itself, which is so.
pub fn read(content: &[u8]) -> Result<(Vec<Line>, Trailer), Refused> {
    if content.len() > FILE_BYTES_MAX {
        return Err(too_large(content.len()));
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(content);
    let on_line = |refused, at| on_line(refused, line_at(content, at));
    let (mut at, mut is_headed) = (0, false);
    let (mut lines, mut trailer) = (Vec::new(), None);
    for record in reader.records() {
        let record = record.map_err(|error| {
            let at = error.position().map_or(at, csv::Position::byte);
            on_line(not_text(), at)
        })?;
        at = record.position().map_or(at, csv::Position::byte);
        if !is_headed {
            header(&record).map_err(|refused| on_line(refused, at))?;
            is_headed = true;
        } else if trailer.is_some() {
            return Err(on_line(after_trailer(), at));
        } else if record.get(0) == Some(TRAILER) {
            trailer = Some(trailer_of(&record).map_err(|refused| on_line(refused, at))?);
        } else {
            lines.push(line_of(&record).map_err(|refused| on_line(refused, at))?);
        }
    }
    if !is_headed {
        return Err(on_line(columns_unknown(""), at));
    }
    let trailer = trailer.ok_or_else(|| on_line(trailer_missing(), at))?;
    held(trailer, &lines).map_err(|refused| on_line(refused, at))?;
    Ok((lines, trailer))
}

/// The line of a record that begins behind this byte: what ends the one before it may stand between.
fn line_at(content: &[u8], byte: u64) -> usize {
    let from = usize::try_from(byte).unwrap_or(content.len());
    let (before, rest) = content.split_at(from.min(content.len()));
    let ends = rest.iter().take_while(|byte| b"\r\n".contains(byte));
    let breaks = before.iter().chain(ends).filter(|byte| **byte == b'\n');
    1 + breaks.count()
}

fn header(record: &StringRecord) -> Result<(), Refused> {
    if record.iter().eq(COLUMNS) {
        return Ok(());
    }
    let given: Vec<&str> = record.iter().collect();
    Err(columns_unknown(&given.join(",")))
}

fn line_of(record: &StringRecord) -> Result<Line, Refused> {
    let [no, amount, status] = fields(record)?;
    BizNo::parse(no)?;
    if !STATUSES.contains(&status) {
        return Err(Refused::new(
            "FILE_STATUS_UNKNOWN",
            format!("状态“{status}”无法识别,应为 DONE 或 REFUSED"),
            format!("there is no status {status:?}: write DONE or REFUSED"),
        ));
    }
    Ok(Line {
        no: no.to_owned(),
        amount: amount_of(amount)?,
        status: status.to_owned(),
    })
}

fn trailer_of(record: &StringRecord) -> Result<Trailer, Refused> {
    let [_, lines, total] = fields(record)?;
    let lines = lines.parse().map_err(|_| {
        Refused::new(
            "TRAILER_INVALID",
            format!("文件尾的笔数“{lines}”不是整数"),
            format!("the trailer's number of lines {lines:?} is no whole number"),
        )
    })?;
    Ok(Trailer {
        lines,
        total: amount_of(total)?,
    })
}

fn fields(record: &StringRecord) -> Result<[&str; 3], Refused> {
    let given: Vec<&str> = record.iter().collect();
    <[&str; 3]>::try_from(given.as_slice()).map_err(|_| {
        Refused::new(
            "FILE_FIELDS_WRONG",
            format!("应有3个字段,实有{}个", given.len()),
            format!("a line has 3 fields, this one has {}", given.len()),
        )
    })
}

fn amount_of(text: &str) -> Result<Fen, Refused> {
    // Digits alone: no sign, no point, no separators.
    let is_whole = text.bytes().all(|letter| letter.is_ascii_digit());
    let amount: Option<i64> = text.parse().ok().filter(|_| is_whole);
    amount.map(Fen).ok_or_else(|| {
        Refused::new(
            "FILE_AMOUNT_INVALID",
            format!("金额“{text}”应以分为单位写成非负整数"),
            format!("the amount {text:?} is to be whole fen, digits alone"),
        )
    })
}

fn on_line(refused: Refused, line: usize) -> Refused {
    let (zh, en) = (&refused.text.zh, &refused.text.en);
    let text = (format!("第{line}行：{zh}"), format!("line {line}: {en}"));
    Refused::new(refused.reason, text.0, text.1).with("line", line.to_string())
}

fn not_text() -> Refused {
    Refused::new(
        "FILE_NOT_UTF8",
        "文件须为UTF-8编码的CSV",
        "the file is to be CSV in UTF-8",
    )
}

fn too_large(bytes: usize) -> Refused {
    Refused::new(
        "FILE_TOO_LARGE",
        format!("文件 {bytes} 字节,超过上限 {FILE_BYTES_MAX} 字节"),
        format!("the file has {bytes} bytes, more than {FILE_BYTES_MAX}"),
    )
}

fn columns_unknown(given: &str) -> Refused {
    let wanted = COLUMNS.join(",");
    Refused::new(
        "FILE_COLUMNS_UNKNOWN",
        format!("首行应为“{wanted}”,实为“{given}”"),
        format!("the first line is to be {wanted:?}, not {given:?}"),
    )
}

fn trailer_missing() -> Refused {
    Refused::new(
        "TRAILER_MISSING",
        "缺少文件尾记录(TRAILER,笔数,金额合计)",
        "the last line is to be TRAILER, the number of lines, the sum of their amounts",
    )
}

fn after_trailer() -> Refused {
    Refused::new(
        "TRAILER_NOT_LAST",
        "文件尾记录之后不得再有内容",
        "nothing follows the trailer",
    )
}
